// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/attempts.h>

#include <engine/net/curlfailure.h>

#include <QHash>

#include <arpa/inet.h>
#include <linux/tcp.h> // whose tcp_info tells more than that of netinet/tcp.h
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>

namespace Gatewatch {
namespace {

constexpr qsizetype mostTold = 16;
constexpr std::chrono::milliseconds atOnce{100};
/// Of netinet/tcp.h, which cannot be included as well.
constexpr int tcpEstablished = 1, tcpSynSent = 2, tcpClose = 7, tcpCloseWait = 8, tcpLastAck = 9;

/// Newer libcurl may close a connection when its transfer is long gone, and then tells whoever it was told of. So it
/// is told a number. A transfer stays on its thread.
QHash<quintptr, Attempts*>& living()
{
    thread_local QHash<quintptr, Attempts*> all;
    return all;
}

quintptr nextNumber()
{
    thread_local quintptr last = 0;
    return ++last;
}

/// As libcurl writes addresses (CURLINFO_PRIMARY_IP), without a scope.
QString textOf(const sockaddr* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = address->sa_family == AF_INET6
        ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr)
        : static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
    inet_ntop(address->sa_family, bytes, text.data(), text.size());
    return QString::fromLatin1(text.data());
}

std::optional<tcp_info> infoOf(curl_socket_t socket)
{
    tcp_info info{};
    socklen_t size = sizeof(info);
    return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? std::optional(info) : std::nullopt;
}

bool hasEnded(const tcp_info& info)
{
    return info.tcpi_state == tcpCloseWait || info.tcpi_state == tcpLastAck;
}

bool isWithoutWay(Failure failure)
{
    return failure == Failure::TcpAddressUnreachable || failure == Failure::TcpAddressInvalid;
}

} // namespace

Failure mostTelling(Failure last, const QList<AddressTried>& tried)
{
    const auto better = std::ranges::find_if(
        tried, [](Failure failure) { return failure != Failure::Ok && !isWithoutWay(failure); },
        &AddressTried::failure);
    return isWithoutWay(last) && better != tried.end() ? better->failure : last;
}

Attempts::Attempts(CURL* easy)
    : m_easy(easy)
    , m_number(nextNumber())
{
    living().insert(m_number, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Attempts::onClose);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, reinterpret_cast<void*>(m_number));
}

Attempts::~Attempts()
{
    living().remove(m_number);
}

curl_socket_t Attempts::open(const curl_sockaddr& address)
{
    const curl_socket_t opened = socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
    if (opened != CURL_SOCKET_BAD)
        m_attempts.push_back({opened, {textOf(&address.addr)}, std::chrono::steady_clock::now()});
    return opened;
}

int Attempts::onClose(void* number, curl_socket_t socket)
{
    if (Attempts* attempts = living().value(reinterpret_cast<quintptr>(number)))
        attempts->closing(socket);
    return ::close(socket);
}

void Attempts::closing(curl_socket_t socket)
{
    // The newest one: numbers of sockets that libcurl closed in silence are used again.
    const auto attempt = std::ranges::find(m_attempts.rbegin(), m_attempts.rend(), socket, &Attempt::socket);
    const auto info = infoOf(socket);
    if (attempt == m_attempts.rend() || !info)
        return;
    if (info->tcpi_data_segs_in > 0 || hasEnded(*info))
        m_received = {info->tcpi_data_segs_in, Millis(info->tcpi_last_data_recv), hasEnded(*info)};
    long osError = 0;
    curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &osError);
    const Failure failure = connectFailure(osError);
    // The system ended it, or never began it; one that is given up still waits. So does one to which a router objected
    // while it was being begun (Linux then only tells of it), but libcurl gives up no other as early.
    const bool objected = failure == Failure::TcpAddressUnreachable && info->tcpi_state == tcpSynSent
        && std::chrono::steady_clock::now() - attempt->begun < atOnce && !isAnyConnected();
    if (info->tcpi_state == tcpClose || objected)
        attempt->tried.failure = failure;
}

/// Then the others are given up although nothing is wrong with them.
bool Attempts::isAnyConnected() const
{
    return std::ranges::any_of(m_attempts, [](const Attempt& one) {
        const auto info = infoOf(one.socket);
        return info && info->tcpi_state == tcpEstablished;
    });
}

QList<AddressTried> Attempts::tried(const QString& connected) const
{
    QList<AddressTried> all;
    for (const Attempt& each : m_attempts) {
        all.append(each.tried);
        if (each.tried.address == connected)
            all.last().failure = Failure::Ok;
    }
    if (all.size() == 1 && all.first().failure == Failure::Ok)
        return {};
    if (all.size() <= mostTold)
        return all;
    // Of two kinds side by side the connected one need not be the last.
    if (const auto good = std::ranges::find(all, Failure::Ok, &AddressTried::failure); good != all.end())
        std::rotate(good, good + 1, all.end());
    all.remove(mostTold - 1, all.size() - mostTold);
    return all;
}

} // namespace Gatewatch
