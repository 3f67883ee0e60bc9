// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/conversation.h>

#include <engine/net/curlfailure.h>

#include <array>

namespace Gatewatch {

namespace {

constexpr qsizetype mostHeard = 64 * 1024;

/// How long a refusal may be on its way: as long as it took to come so far, a second at least. Who says nothing after
/// that has nothing against us; servers that send tickets, as most do, are not waited for.
Millis verdictTime(CURL* easy)
{
    constexpr Millis least{1000};
    curl_off_t secured = 0;
    curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &secured);
    return std::max(least, std::chrono::ceil<Millis>(Micros(secured)));
}

} // namespace

Conversation::Conversation(
    CURL* easy, std::shared_ptr<const TlsWitness> witness, Lines lines, Millis budget,
    std::function<void(const End&)> done)
    : m_easy(easy)
    , m_witness(std::move(witness))
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
        end(m_end.heard.isEmpty() && (m_begun || m_lines.listen) ? Failure::HttpResponseTimedOut : Failure::Ok);
    });
    m_deadline.start(std::max(budget, Millis(1)));
    m_readable->setEnabled(m_witness->verdictLater);
    m_writable->setEnabled(false);
    m_verdict.setSingleShot(true);
    connect(&m_verdict, &QTimer::timeout, this, &Conversation::begin);
    m_verdict.start(m_witness->verdictLater ? verdictTime(easy) : Millis(0));
    m_clock.start();
}

/// Nobody refused us.
void Conversation::begin()
{
    m_begun = true;
    m_verdict.stop();
    m_clock.start();
    m_readable->setEnabled(true);
    m_writable->setEnabled(true);
    speak();
    hear(); // TLS may hold bytes that came together with the handshake
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
    while (m_done && (m_lines.listen || !m_begun)) {
        size_t count = 0;
        const CURLcode code = curl_easy_recv(m_easy, buffer.data(), buffer.size(), &count);
        if (code == CURLE_AGAIN) {
            if (!m_begun && !m_witness->verdictLater)
                begin();
            return;
        }
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
        if (!m_begun) // whoever speaks has let us in
            begin();
        if (!m_done)
            return;
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
    m_verdict.stop();
    m_end.failure =
        failure != Failure::Ok && isAboutOurCertificate(m_witness->alert) ? Failure::TlsBadClientAuthCert : failure;
    m_end.detail = detail;
    m_end.waited = Micros(m_clock.nsecsElapsed() / 1000);
    const auto done = std::exchange(m_done, nullptr);
    done(m_end);
}

} // namespace Gatewatch
