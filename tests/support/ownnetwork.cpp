// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/ownnetwork.h>

#include <QFile>
#include <QProcess>

#include <arpa/inet.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace Gatewatch {
namespace {

bool write(const QString& path, const QByteArray& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// Root in a world of our own, for only root may make a network.
bool becomeRoot()
{
    const QByteArray user = QByteArray::number(getuid());
    const QByteArray group = QByteArray::number(getgid());
    return unshare(CLONE_NEWUSER) == 0 && write(QStringLiteral("/proc/self/setgroups"), "deny")
        && write(QStringLiteral("/proc/self/uid_map"), "0 " + user + " 1")
        && write(QStringLiteral("/proc/self/gid_map"), "0 " + group + " 1");
}

} // namespace

OwnNetwork::OwnNetwork()
{
    if ((getuid() != 0 && !becomeRoot()) || unshare(CLONE_NEWNET | CLONE_NEWNS) != 0
        || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
        m_error = QStringLiteral("this system allows no network of their own to the tests: %1")
                      .arg(QString::fromLocal8Bit(std::strerror(errno)));
        return;
    }
    if (!run(QStringLiteral("ip link set lo up"))) {
        m_error = QStringLiteral("there is no loopback to set up with ip");
        return;
    }
    // The timeout of the resolver is longer than any deadline here, so that the deadline is what is tested.
    const std::array<std::pair<QString, QByteArray>, 3> files{{
        {QStringLiteral("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:10 attempts:1\n"},
        {QStringLiteral("nsswitch.conf"), "hosts: files dns\n"},
        {QStringLiteral("hosts"), "127.0.0.1 localhost\n2001:db8::7 both.test\n127.0.0.1 both.test\n"},
    }};
    for (const auto& [name, text] : files) {
        const QByteArray from = m_folder.filePath(name).toLocal8Bit();
        const QByteArray onto = QByteArray("/etc/") + name.toLatin1();
        if (!write(m_folder.filePath(name), text)
            || mount(from.constData(), onto.constData(), nullptr, MS_BIND, nullptr) != 0)
            m_error = QStringLiteral("/etc/%1 cannot be replaced: %2")
                          .arg(name, QString::fromLocal8Bit(std::strerror(errno)));
    }
}

bool OwnNetwork::run(const QString& command)
{
    QProcess process;
    process.startCommand(command);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

HostileResolver::HostileResolver()
    : m_socket(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    where.sin_port = htons(53);
    if (bind(m_socket, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) {
        close(std::exchange(m_socket, -1));
        return;
    }
    m_thread = std::thread([this] {
        constexpr size_t head = 12;
        std::array<char, 512> message{};
        sockaddr_in peer{};
        socklen_t size = sizeof(peer);
        for (;;) {
            const auto got =
                recvfrom(m_socket, message.data(), message.size(), 0, reinterpret_cast<sockaddr*>(&peer), &size);
            if (m_ends)
                return;
            if (got <= static_cast<ssize_t>(head))
                continue;
            const QByteArray label(message.data() + head + 1, message[head]);
            const auto code = std::array{"empty", "", "servfail", "nxdomain", "", "refused"};
            for (size_t i = 0; i < code.size(); ++i) {
                if (label != code[i])
                    continue;
                message[2] = static_cast<char>(message[2] | 0x80); // an answer …
                message[3] = static_cast<char>(0x80 | i); // … with that code (RFC 1035 section 4.1.1)
                sendto(
                    m_socket, message.data(), static_cast<size_t>(got), 0, reinterpret_cast<const sockaddr*>(&peer),
                    size);
            }
        }
    });
}

HostileResolver::~HostileResolver()
{
    if (m_socket < 0)
        return;
    m_ends = true;
    sockaddr_in self{};
    socklen_t size = sizeof(self);
    getsockname(m_socket, reinterpret_cast<sockaddr*>(&self), &size);
    sendto(m_socket, "", 0, 0, reinterpret_cast<const sockaddr*>(&self), size); // wakes the thread
    m_thread.join();
    close(m_socket);
}

} // namespace Gatewatch
