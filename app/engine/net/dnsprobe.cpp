// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/dnsprobe.h>

#include <engine/descriptors.h>
#include <engine/net/dnsquestion.h>

#include <QElapsedTimer>
#include <QTimer>

#define CARES_NO_DEPRECATED // the names that Debian 12 has
#include <ares.h>

#include <optional>
#include <vector>

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

/// "192.0.2.53:53", "[2001:db8::53]:53"
QString withPort(const QUrl& server)
{
    const QString host = server.host().contains(u':') ? u'[' + server.host() + u']' : server.host();
    return host + u':' + QString::number(server.port(53));
}

/// Asks the servers one after the other, the next one as soon as one failed or did not answer in its share of the time;
/// all that were asked can answer until the deadline.
class DnsProbe final : public QObject, public ProbeHandle {
public:
    DnsProbe(DnsRequest request, ProbeLoop::Done done)
        : m_request(std::move(request))
        , m_done(std::move(done))
    {
        m_exchange.at = wallClock();
        m_exchange.method.clear();
        m_exchange.url = m_exchange.finalUrl = m_request.address;
        m_deadline.setSingleShot(true);
        m_deadline.setTimerType(Qt::PreciseTimer);
        m_next.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] { finish(m_error.value_or(End{ARES_ETIMEOUT, {}})); });
        connect(&m_next, &QTimer::timeout, this, [this] { askNext(); });
        QTimer::singleShot(0, this, [this] { begin(); });
    }

private:
    struct End {
        int status;
        QByteArray answer;
    };

    void begin()
    {
        m_clock.start();
        m_deadline.start(m_request.timeout);
        // c-ares would take a lack of descriptors for servers that cannot be reached, or for a computer that names
        // none.
        if (!lackBeforeProbe().isEmpty())
            return finish({ARES_EFILE, {}});
        if (m_request.server.isEmpty()) {
            int status = ARES_SUCCESS;
            m_servers = systemNameServers(status);
            if (status != ARES_SUCCESS)
                return finish({status, {}});
        } else {
            const QUrl server = m_request.address;
            m_exchange.address = server.host();
            m_exchange.port = server.port(53);
            m_servers = {withPort(server)};
        }
        m_next.setInterval(m_request.timeout / (3 * static_cast<int>(m_servers.size())));
        askNext();
    }

    void askNext()
    {
        const auto asked = static_cast<qsizetype>(m_questions.size());
        if (!m_done || asked == m_servers.size())
            return;
        m_questions.push_back(std::make_unique<DnsQuestion>(
            m_request.name, m_request.record, m_servers[asked], m_deadline.remainingTimeAsDuration(),
            [this](int status, const QByteArray& answer) {
                heard({status, answer});
            }));
        m_next.start();
    }

    void heard(const End& end)
    {
        ++m_ended;
        const Failure failure = failureOfAres(end.status);
        if (failure == Failure::DnsFailed && !m_error)
            m_error = end;
        const bool settles = failure == Failure::Ok || failure == Failure::DnsNameNotResolved
            || (failure == Failure::DnsFailed && m_request.takesErrors);
        if (settles || m_ended == m_servers.size())
            return finish(settles ? end : m_error.value_or(end));
        askNext();
    }

    void finish(const End& end)
    {
        if (!m_done)
            return;
        m_deadline.stop();
        m_next.stop();
        const QString lack = end.status == ARES_SUCCESS || !end.answer.isEmpty() ? QString() : lackOfDescriptors();
        m_exchange.total = Micros(m_clock.nsecsElapsed() / 1000);
        m_exchange.failure = lack.isEmpty() ? failureOfAres(end.status) : Failure::Abandoned;
        if (end.status != ARES_SUCCESS)
            m_exchange.detail = lack.isEmpty() ? QString::fromLatin1(ares_strerror(end.status)) : lack;
        if (end.status == ARES_SUCCESS || m_exchange.failure == Failure::DnsNameNotResolved)
            m_exchange.phases.resolve = m_exchange.total;
        m_exchange.body = recordsIn(end.answer, m_request.record).join(u'\n').toUtf8();
        m_exchange.bytes = end.answer.size();
        const bool leadsNowhere = m_exchange.failure == Failure::Ok && m_exchange.body.isEmpty(); // an alias
        if (leadsNowhere)
            m_exchange.failure = Failure::DnsNameNotResolved;
        if (leadsNowhere || end.status == ARES_ENODATA)
            m_exchange.flaw = Flaw::NoRecord;
        // Not from inside c-ares, which does not survive the end of its channel there.
        QTimer::singleShot(0, this, [this, done = std::exchange(m_done, nullptr)] { done(m_exchange); });
    }

    DnsRequest m_request;
    ProbeLoop::Done m_done;
    Exchange m_exchange;
    QStringList m_servers;
    std::vector<std::unique_ptr<DnsQuestion>> m_questions; ///< of the first of the servers, in their order
    qsizetype m_ended = 0;
    std::optional<End> m_error; ///< the first that a server answered
    QElapsedTimer m_clock;
    QTimer m_deadline, m_next;
};

} // namespace

std::unique_ptr<ProbeHandle> startDnsProbe(const DnsRequest& request, ProbeLoop::Done done)
{
    return std::make_unique<DnsProbe>(request, std::move(done));
}

} // namespace Gatewatch
