// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/dnsquestion.h>

#include <engine/net/dnsprobe.h>

#include <QHostAddress>
#include <QPointer>
#include <QUrl>

#define CARES_NO_DEPRECATED // the names that Debian 12 has
#include <ares.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int internet = 1; ///< the class of a question (RFC 1035 section 3.2.4)
/// After what part of the time the question is put again, in percent. c-ares waits twice as long then, and it must not
/// end it before whoever asks does.
constexpr int firstShare = 35;

int initialised()
{
    static const int status = ares_library_init(ARES_LIB_INIT_ALL);
    return status;
}

#if ARES_VERSION >= 0x011800 // it also knows on which link a link-local server is
QStringList serversOf(ares_channel channel)
{
    char* text = ares_get_servers_csv(channel);
    const QStringList servers = QString::fromLatin1(text).split(u',', Qt::SkipEmptyParts);
    ares_free_string(text);
    return servers;
}
#else
QStringList serversOf(ares_channel channel)
{
    ares_addr_port_node* list = nullptr;
    ares_get_servers_ports(channel, &list);
    QStringList servers;
    for (const ares_addr_port_node* each = list; each; each = each->next) {
        const bool v6 = each->family == AF_INET6;
        const QHostAddress address = v6 ? QHostAddress(reinterpret_cast<const quint8*>(&each->addr.addr6))
                                        : QHostAddress(ntohl(each->addr.addr4.s_addr));
        const QString port = QString::number(each->udp_port > 0 ? each->udp_port : 53);
        servers.append((v6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(address.toString(), port));
    }
    ares_free_data(list);
    return servers;
}
#endif

} // namespace

QStringList systemNameServers(int& status)
{
    ares_channel channel = nullptr;
    status = initialised() == ARES_SUCCESS ? ares_init(&channel) : initialised();
    if (status != ARES_SUCCESS)
        return {};
    const QStringList servers = serversOf(channel);
    ares_destroy(channel);
    status = servers.isEmpty() ? ARES_ENOMEM : ARES_SUCCESS; // c-ares always has one, this computer
    return servers;
}

DnsQuestion::DnsQuestion(QString name, QString record, QString server, Millis patience, Done done)
    : m_name(std::move(name))
    , m_record(std::move(record))
    , m_server(std::move(server))
    , m_patience(std::max(patience, Millis(1)))
    , m_done(std::move(done))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); });
    QTimer::singleShot(0, this, [this] { put(); });
}

DnsQuestion::~DnsQuestion()
{
    m_done = nullptr;
    if (m_channel)
        ares_destroy(m_channel);
}

void DnsQuestion::put()
{
    if (const int status = open(); status != ARES_SUCCESS)
        return answered(status, {});
    const auto onAnswer = [](void* self, int status, int, unsigned char* bytes, int length) {
        if (status != ARES_EDESTRUCTION)
            static_cast<DnsQuestion*>(self)->answered(
                status, bytes ? QByteArray(reinterpret_cast<const char*>(bytes), length) : QByteArray());
    };
    ares_query(m_channel, QUrl::toAce(m_name).constData(), internet, typeNumber(m_record), onAnswer, this);
    planRetry();
}

int DnsQuestion::open()
{
    if (initialised() != ARES_SUCCESS)
        return initialised();
    ares_options options{};
    options.sock_state_cb = [](void* self, ares_socket_t socket, int readable, int writable) {
        static_cast<DnsQuestion*>(self)->watch(socket, readable != 0, writable != 0);
    };
    options.sock_state_cb_data = this;
    options.tries = 3; // the third would come when the time is over
    options.timeout = static_cast<int>(m_patience.count() * firstShare / 100) + 1;
    options.flags = ARES_FLAG_NOCHECKRESP; // an error is an answer
    const int status = ares_init_options(
        &m_channel, &options, ARES_OPT_SOCK_STATE_CB | ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS | ARES_OPT_FLAGS);
    return status == ARES_SUCCESS ? ares_set_servers_ports_csv(m_channel, m_server.toLatin1().constData()) : status;
}

void DnsQuestion::watch(int socket, bool readable, bool writable)
{
    Watch& entry = m_sockets[socket];
    const auto set = [&](std::unique_ptr<QSocketNotifier>& notifier, bool wanted, QSocketNotifier::Type type) {
        if (!wanted && notifier) {
            notifier->setEnabled(false);
            notifier.release()->deleteLater(); // it may be the one that is just being heard
        }
        if (!wanted || notifier)
            return;
        notifier = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), type);
        const bool reads = type == QSocketNotifier::Read;
        connect(notifier.get(), &QSocketNotifier::activated, this, [this, socket, reads] {
            process(reads ? socket : ARES_SOCKET_BAD, reads ? ARES_SOCKET_BAD : socket);
        });
    };
    set(entry.read, readable, QSocketNotifier::Read);
    set(entry.write, writable, QSocketNotifier::Write);
    if (!readable && !writable)
        m_sockets.erase(socket);
}

void DnsQuestion::process(int readable, int writable)
{
    const QPointer<DnsQuestion> alive(this);
    ares_process_fd(m_channel, readable, writable);
    if (alive)
        planRetry();
}

void DnsQuestion::planRetry()
{
    timeval room{};
    if (const timeval* wait = m_done ? ares_timeout(m_channel, nullptr, &room) : nullptr)
        m_retry.start(Millis(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
}

void DnsQuestion::answered(int status, const QByteArray& answer)
{
    m_retry.stop();
    if (const Done done = std::exchange(m_done, nullptr))
        done(status, answer);
}

} // namespace Gatewatch
