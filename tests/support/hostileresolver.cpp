// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostileresolver.h>

#include <QList>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace Gatewatch {
namespace {

constexpr qsizetype head = 12; ///< bytes before the question (RFC 1035 section 4.1.1)
/// What such a name is answered with (RFC 1035 section 4.1.1).
constexpr std::array<std::pair<const char*, int>, 4> codes{
    {{"empty", 0}, {"servfail", 2}, {"nxdomain", 3}, {"refused", 5}}};

QByteArray firstLabel(const QByteArray& question)
{
    return question.sliced(head + 1).first(std::min<qsizetype>(question[head], question.size() - head - 1));
}

/// The type of record that is asked for, and everything behind it cut off: EDNS adds a record that is not answered.
quint16 cutToQuestion(QByteArray& message)
{
    const qsizetype end = message.indexOf('\0', head) + 5; // behind the name stand type and class
    message.truncate(end);
    message[11] = 0; // no additional records
    return static_cast<quint16>(message[end - 3]);
}

bool asksForAddress(QByteArray question)
{
    const quint16 type = cutToQuestion(question);
    return type == 1 || type == 28; // A and AAAA (RFC 3596)
}

/// The question as an answer without records.
QByteArray emptyAnswer(QByteArray question, int code)
{
    question[2] = static_cast<char>(question[2] | 0x80);
    question[3] = static_cast<char>(0x80 | code);
    return question;
}

/// With the address for who asks for an A record; nobody here has another (RFC 1035 sections 3.2.2 and 4.1.3).
QByteArray addressAnswer(QByteArray question, const QByteArray& address)
{
    constexpr quint16 a = 1;
    const bool asked = cutToQuestion(question) == a;
    QByteArray message = emptyAnswer(question, 0);
    if (!asked)
        return message;
    message[7] = 1;
    return message + QByteArray("\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04", 12) + address; // its name is the one at byte 12
}

} // namespace

HostileResolver::HostileResolver(const char* address, Lateness* lateness, const char* listen)
    : m_socket(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    , m_address(sizeof(in_addr), '\0')
{
    inet_pton(AF_INET, address, m_address.data());
    sockaddr_in where{};
    where.sin_family = AF_INET;
    inet_pton(AF_INET, listen, &where.sin_addr);
    where.sin_port = htons(53);
    if (bind(m_socket, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) == 0)
        m_replies = std::make_unique<LateReplies>(
            m_socket, [this] { return take(); }, lateness);
}

HostileResolver::~HostileResolver()
{
    m_replies.reset();
    close(m_socket);
}

std::optional<LateReplies::Later> HostileResolver::take() const
{
    QByteArray message(512, Qt::Uninitialized);
    sockaddr_in peer{};
    socklen_t size = sizeof(peer);
    message.truncate(recvfrom(
        m_socket, message.data(), static_cast<size_t>(message.size()), 0, reinterpret_cast<sockaddr*>(&peer), &size));
    if (message.size() <= head)
        return std::nullopt;
    const auto reply = [this, peer](Millis after, const QByteArray& bytes) {
        return LateReplies::Later{after, [this, peer, bytes] {
                                      sendto(
                                          m_socket, bytes.constData(), static_cast<size_t>(bytes.size()), 0,
                                          reinterpret_cast<const sockaddr*>(&peer), sizeof(peer));
                                  }};
    };
    const QByteArray label = firstLabel(message);
    for (const auto& [word, code] : codes) {
        if (label == word)
            return reply(Millis(0), emptyAnswer(message, code));
    }
    if (label.startsWith("late"))
        return reply(Millis(label.sliced(4).split('-').first().toInt()), addressAnswer(message, m_address));
    if (label == "half" && asksForAddress(message))
        return reply(Millis(0), addressAnswer(message, m_address));
    return std::nullopt;
}

} // namespace Gatewatch
