// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/lookup.h>

#include <engine/net/curlfailure.h>
#include <engine/net/dnsprobe.h>

#include <QFutureWatcher>
#include <QPromise>
#include <QTimer>
#include <QUrl>

#include <netdb.h>

#include <thread>

namespace Gatewatch {
namespace {

struct SystemAnswer {
    int error = 0; ///< getaddrinfo's EAI_…; 0 when there are addresses
    QList<QHostAddress> addresses;
};

SystemAnswer ask(const QByteArray& host, int family)
{
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM; // otherwise every address comes once for each kind of socket
    addrinfo* list = nullptr;
    SystemAnswer answer;
    answer.error = getaddrinfo(host.constData(), nullptr, &hints, &list);
    for (const addrinfo* each = list; each; each = each->ai_next) {
        if (const QHostAddress address(each->ai_addr); !answer.addresses.contains(address))
            answer.addresses.append(address);
    }
    if (list)
        freeaddrinfo(list);
    return answer;
}

/// A child of whoever wants to know, so that it hears nothing once that is gone.
class Lookup final : public QObject {
public:
    Lookup(
        const QString& host, IpFamily family, Millis budget, QObject* context,
        std::function<void(const LookupAnswer&)> done)
        : QObject(context)
        , m_host(host)
        , m_family(family)
        , m_done(std::move(done))
    {
        m_deadline.setSingleShot(true);
        m_deadline.setTimerType(Qt::PreciseTimer);
        connect(&m_deadline, &QTimer::timeout, this, [this] { conclude({Failure::DnsUnreachable, {}}); });
        m_deadline.start(std::max(budget, Millis(1)));
        auto promise = std::make_shared<QPromise<SystemAnswer>>();
        auto* watcher = new QFutureWatcher<SystemAnswer>(this);
        connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] { answered(watcher->result()); });
        watcher->setFuture(promise->future());
        const int wanted = family == IpFamily::V4 ? AF_INET : family == IpFamily::V6 ? AF_INET6 : AF_UNSPEC;
        // Detached, and it owns all it touches.
        std::thread([name = QUrl::toAce(host), wanted, promise] {
            promise->start();
            promise->addResult(ask(name, wanted));
            promise->finish();
        }).detach();
    }

private:
    void answered(const SystemAnswer& answer)
    {
        if (answer.error != EAI_AGAIN)
            return conclude({resolveFailure(answer.error), answer.addresses});
        // Said of name servers that answer with an error and of those that do not answer.
        const QString record = m_family == IpFamily::V6 ? QStringLiteral("AAAA") : QStringLiteral("A");
        m_question = startDnsProbe(
            {{}, m_host, record, {}, m_deadline.remainingTimeAsDuration(), true}, [this](const Exchange& exchange) {
                // Whoever answers now, whatever it says, is there.
                const bool there = exchange.failure == Failure::Ok || exchange.failure == Failure::DnsFailed
                    || exchange.failure == Failure::DnsNameNotResolved;
                conclude({there ? Failure::DnsFailed : Failure::DnsUnreachable, {}});
            });
    }

    void conclude(const LookupAnswer& answer)
    {
        m_deadline.stop();
        deleteLater();
        if (const auto done = std::exchange(m_done, nullptr))
            done(answer);
    }

    QString m_host;
    IpFamily m_family;
    std::function<void(const LookupAnswer&)> m_done;
    QTimer m_deadline;
    std::unique_ptr<ProbeHandle> m_question;
};

} // namespace

void lookUp(
    const QString& host, IpFamily family, Millis budget, QObject* context,
    std::function<void(const LookupAnswer&)> done)
{
    new Lookup(host, family, budget, context, std::move(done));
}

} // namespace Gatewatch
