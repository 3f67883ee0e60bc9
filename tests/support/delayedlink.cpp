// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/delayedlink.h>

#include <support/ownnetwork.h>

#include <QByteArray>

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/if_tun.h>

#include <cerrno>
#include <cstring>

namespace Gatewatch {
namespace {

/// One packet, on its way back; nothing for what is not IPv4 (RFC 791 section 3.1), such as IPv6's own questions.
QByteArray turnedRound(int device)
{
    constexpr qsizetype head = 20;
    constexpr qsizetype source = 12;
    constexpr qsizetype destination = 16;
    QByteArray packet(2048, Qt::Uninitialized);
    packet.truncate(read(device, packet.data(), static_cast<size_t>(packet.size())));
    if (packet.size() < head || (packet[0] & 0xf0) != 0x40)
        return {};
    std::swap_ranges(packet.begin() + source, packet.begin() + destination, packet.begin() + destination);
    return packet;
}

} // namespace

DelayedLink::DelayedLink(Millis delay, Lateness* lateness)
    : m_device(open("/dev/net/tun", O_RDWR | O_CLOEXEC))
{
    ifreq wish{};
    wish.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::strcpy(wish.ifr_name, "delayed0");
    if (m_device < 0 || ioctl(m_device, TUNSETIFF, &wish) != 0) {
        m_error = QStringLiteral("there is no TUN device: %1").arg(QString::fromLocal8Bit(std::strerror(errno)));
        return;
    }
    if (!OwnNetwork::run(QStringLiteral("ip address add %1 peer %2 dev delayed0")
                             .arg(QLatin1StringView(here), QLatin1StringView(there)))
        || !OwnNetwork::run(QStringLiteral("ip link set delayed0 up"))) {
        m_error = QStringLiteral("the link cannot be set up with ip");
        return;
    }
    m_replies = std::make_unique<LateReplies>(
        m_device,
        [this, delay]() -> std::optional<LateReplies::Later> {
            const QByteArray packet = turnedRound(m_device);
            if (packet.isEmpty())
                return std::nullopt;
            // What cannot be written is lost, as on any link.
            return LateReplies::Later{delay, [this, packet] {
                                          std::ignore =
                                              write(m_device, packet.constData(), static_cast<size_t>(packet.size()));
                                      }};
        },
        lateness);
}

DelayedLink::~DelayedLink()
{
    m_replies.reset();
    if (m_device >= 0)
        close(m_device);
}

} // namespace Gatewatch
