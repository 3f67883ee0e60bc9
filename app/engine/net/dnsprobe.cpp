// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/dnsprobe.h>

#include <engine/descriptors.h>

#include <QElapsedTimer>
#include <QHostAddress>
#include <QPointer>
#include <QSocketNotifier>
#include <QTimer>

#define CARES_NO_DEPRECATED // the names that Debian 12 has
#include <ares.h>

#include <unordered_map>

namespace Gatewatch {
namespace {

/// c-ares' end of a query as a failure of the closed list.
Failure failureOfAres(int status)
{
    switch (status) {
    case ARES_SUCCESS:
        return Failure::Ok;
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
        return Failure::DnsNameNotResolved;
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:
        return Failure::DnsUnreachable;
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION:
    case ARES_ENOMEM:
    case ARES_EFILE:
        return Failure::Abandoned;
    default: // SERVFAIL, REFUSED, NOTIMP, FORMERR, and answers that break the rules
        return Failure::DnsFailed;
    }
}

class DnsProbe final : public QObject, public ProbeHandle {
public:
    DnsProbe(DnsRequest request, ProbeLoop::Done done)
        : m_request(std::move(request))
        , m_done(std::move(done))
        , m_takesErrors(m_request.takesErrors || !m_request.server.isEmpty())
    {
        m_exchange.at = wallClock();
        m_exchange.method.clear();
        m_exchange.url = m_exchange.finalUrl = m_request.address;
        m_deadline.setSingleShot(true);
        m_retry.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] { answered(ARES_ETIMEOUT, {}); });
        connect(&m_retry, &QTimer::timeout, this, [this] { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); });
        QTimer::singleShot(0, this, [this] {
            m_clock.start();
            m_deadline.start(m_request.timeout);
            ask();
        });
    }

    ~DnsProbe() override
    {
        m_done = nullptr;
        if (m_channel)
            ares_destroy(m_channel);
    }

private:
    struct Watch {
        std::unique_ptr<QSocketNotifier> read, write;
    };

    void ask()
    {
        // c-ares would take a lack of descriptors for servers that cannot be reached, or for a computer that names
        // none.
        if (!lackBeforeProbe().isEmpty())
            return answered(ARES_EFILE, {});
        if (const int status = open(); status != ARES_SUCCESS)
            return answered(status, {});
        ares_query(
            m_channel, QUrl::toAce(m_request.name).constData(), 1 /* the internet */, typeNumber(m_request.record),
            &DnsProbe::onAnswer, this);
        planRetry();
    }

    int open()
    {
        static const int initialised = ares_library_init(ARES_LIB_INIT_ALL);
        if (initialised != ARES_SUCCESS)
            return initialised;
        ares_options options{};
        options.sock_state_cb = &DnsProbe::onSocket;
        options.sock_state_cb_data = this;
        options.tries = 1; // one request is one request; a lost packet is what the thresholds are for
        // Of the system's servers, which come one after the other, each gets a share of the time.
        options.timeout = static_cast<int>(m_request.timeout.count() / (m_request.server.isEmpty() ? 3 : 1));
        options.flags = m_takesErrors ? ARES_FLAG_NOCHECKRESP : 0;
        const int status = ares_init_options(
            &m_channel, &options, ARES_OPT_SOCK_STATE_CB | ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS | ARES_OPT_FLAGS);
        if (status != ARES_SUCCESS || m_request.server.isEmpty())
            return status;
        const QUrl server = m_request.address;
        m_exchange.address = server.host();
        m_exchange.port = server.port(53);
        const QString host = server.host().contains(u':') ? u'[' + server.host() + u']' : server.host();
        return ares_set_servers_ports_csv(
            m_channel, (host + u':' + QString::number(m_exchange.port)).toLatin1().constData());
    }

    static void onAnswer(void* self, int status, int, unsigned char* bytes, int length)
    {
        if (status == ARES_EDESTRUCTION)
            return;
        static_cast<DnsProbe*>(self)->answered(
            status, bytes ? QByteArray(reinterpret_cast<const char*>(bytes), length) : QByteArray());
    }

    static void onSocket(void* self, ares_socket_t socket, int readable, int writable)
    {
        static_cast<DnsProbe*>(self)->watch(socket, readable != 0, writable != 0);
    }

    void watch(ares_socket_t socket, bool readable, bool writable)
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

    void process(ares_socket_t readable, ares_socket_t writable)
    {
        const QPointer<DnsProbe> alive(this);
        ares_process_fd(m_channel, readable, writable);
        if (alive)
            planRetry();
    }

    void planRetry()
    {
        timeval room{};
        if (const timeval* wait = m_done ? ares_timeout(m_channel, nullptr, &room) : nullptr)
            m_retry.start(Millis(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
    }

    /// That no server helped, of which older c-ares does not tell whether they refused to or cannot be reached: now the
    /// first one that answers is taken at its word.
    void askAgain()
    {
        if (!m_done)
            return;
        m_takesErrors = true;
        ares_destroy(std::exchange(m_channel, nullptr));
        ask();
    }

    void answered(int status, const QByteArray& bytes)
    {
        if (!m_done)
            return;
        const QString lack = status == ARES_SUCCESS || !bytes.isEmpty() ? QString() : lackOfDescriptors();
        if (status == ARES_ECONNREFUSED && !m_takesErrors && lack.isEmpty()) {
            QTimer::singleShot(0, this, [this] { askAgain(); });
            return;
        }
        m_deadline.stop();
        m_retry.stop();
        m_exchange.total = Micros(m_clock.nsecsElapsed() / 1000);
        m_exchange.failure = lack.isEmpty() ? failureOfAres(status) : Failure::Abandoned;
        if (status != ARES_SUCCESS)
            m_exchange.detail = lack.isEmpty() ? QString::fromLatin1(ares_strerror(status)) : lack;
        if (status == ARES_SUCCESS || m_exchange.failure == Failure::DnsNameNotResolved)
            m_exchange.phases.resolve = m_exchange.total;
        m_exchange.body = recordsIn(bytes, m_request.record).join(u'\n').toUtf8();
        m_exchange.bytes = bytes.size();
        if (m_exchange.failure == Failure::Ok && m_exchange.body.isEmpty())
            m_exchange.failure = Failure::DnsNameNotResolved; // an alias that leads to no such record
        // Not from inside c-ares, which does not survive the end of its channel there.
        QTimer::singleShot(0, this, [this, done = std::exchange(m_done, nullptr)] { done(m_exchange); });
    }

    DnsRequest m_request;
    ProbeLoop::Done m_done;
    Exchange m_exchange;
    /// An error is the answer; otherwise it is a reason to go on to the next of the system's servers.
    bool m_takesErrors;
    ares_channel m_channel = nullptr;
    QElapsedTimer m_clock;
    QTimer m_deadline, m_retry;
    std::unordered_map<ares_socket_t, Watch> m_sockets;
};

} // namespace

std::unique_ptr<ProbeHandle> startDnsProbe(const DnsRequest& request, ProbeLoop::Done done)
{
    return std::make_unique<DnsProbe>(request, std::move(done));
}

} // namespace Gatewatch
