// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/conversation.h>

#include <array>

namespace Gatewatch {

namespace {
constexpr qsizetype mostHeard = 64 * 1024;
}

Conversation::Conversation(CURL* easy, Lines lines, Millis budget, std::function<void(const End&)> done)
    : m_easy(easy)
    , m_lines(std::move(lines))
    , m_done(std::move(done))
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    m_readable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), QSocketNotifier::Write);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &Conversation::hear);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &Conversation::speak);
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        // Somebody who said something else did not keep silent: the expectation says what was missing.
        end(m_end.heard.isEmpty() ? Failure::HttpResponseTimedOut : Failure::Ok);
    });
    m_clock.start();
    m_deadline.start(std::max(budget, Millis(1)));
    QTimer::singleShot(0, this, [this] {
        speak();
        hear(); // TLS may hold bytes that came together with the handshake
    });
}

void Conversation::speak()
{
    while (m_done && m_said < m_lines.say.size()) {
        size_t sent = 0;
        const QByteArrayView rest = QByteArrayView(m_lines.say).sliced(m_said);
        const CURLcode code = curl_easy_send(m_easy, rest.data(), static_cast<size_t>(rest.size()), &sent);
        if (code == CURLE_AGAIN)
            return;
        if (code != CURLE_OK)
            return end(Failure::TcpReset, QString::fromLatin1(curl_easy_strerror(code)));
        m_said += static_cast<qsizetype>(sent);
    }
    m_writable->setEnabled(false);
    if (m_done && !m_lines.listen)
        end(Failure::Ok);
}

void Conversation::hear()
{
    std::array<char, 4096> buffer;
    while (m_done && m_lines.listen) {
        size_t count = 0;
        const CURLcode code = curl_easy_recv(m_easy, buffer.data(), buffer.size(), &count);
        if (code == CURLE_AGAIN)
            return;
        if (code != CURLE_OK || count == 0) {
            // Whoever said something and then leaves is judged by what was said.
            const bool silent = m_end.heard.isEmpty();
            return end(
                !silent                ? Failure::Ok
                    : code == CURLE_OK ? Failure::TcpClosed
                                       : Failure::TcpReset,
                code == CURLE_OK ? QString() : QString::fromLatin1(curl_easy_strerror(code)));
        }
        m_end.heard.append(buffer.data(), static_cast<qsizetype>(count));
        const bool enough = m_lines.waitFor.isEmpty() || m_end.heard.contains(m_lines.waitFor);
        if (enough || m_end.heard.size() >= mostHeard)
            return end(Failure::Ok);
    }
}

void Conversation::end(Failure failure, const QString& detail)
{
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    m_deadline.stop();
    m_end.failure = failure;
    m_end.detail = detail;
    m_end.waited = Micros(m_clock.nsecsElapsed() / 1000);
    const auto done = std::exchange(m_done, nullptr);
    done(m_end);
}

} // namespace Gatewatch
