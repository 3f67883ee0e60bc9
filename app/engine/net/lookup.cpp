// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/lookup.h>

#include <engine/descriptors.h>
#include <engine/net/curlfailure.h>
#include <engine/net/dnsprobe.h>

#include <QFutureWatcher>
#include <QPromise>
#include <QTimer>
#include <QUrl>

#include <netdb.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr int mostAtOnce = 64;
constexpr Millis turnPace = 20ms; ///< nobody hears of the end of a lookup that was left behind
/// Threads inside getaddrinfo, of lookups that were left behind as well.
std::atomic<int> asking = 0;

struct SystemAnswer {
    int error = 0; ///< getaddrinfo's EAI_…; 0 when there are addresses
    QList<QHostAddress> addresses;
    QString lack; ///< what was missing here, when that explains the error
    bool exists = false; ///< the name, although it has no such address
};

/// The system's libraries have many errors for files and sockets that cannot be opened, so those are looked for.
QString lackAfter(int eai, int osError)
{
    if (eai == 0)
        return {};
    if (eai == EAI_MEMORY)
        return lackOf(ENOMEM);
    const QString told = eai == EAI_SYSTEM ? lackOf(osError) : QString();
    return told.isEmpty() ? lackOfDescriptors() : told;
}

bool hasOther(const QByteArray& host, int family)
{
    addrinfo hints{};
    hints.ai_family = family == AF_INET ? AF_INET6 : AF_INET;
    addrinfo* list = nullptr;
    const bool found = getaddrinfo(host.constData(), nullptr, &hints, &list) == 0;
    if (list)
        freeaddrinfo(list);
    return found;
}

/// Name servers tell a name without such an address from one that nobody knows; the hosts file does not.
bool existsNevertheless(const QByteArray& host, int family, int error)
{
    if (error == EAI_NODATA || error == EAI_ADDRFAMILY)
        return true;
    return error == EAI_NONAME && family != AF_UNSPEC && hasOther(host, family);
}

SystemAnswer ask(const QByteArray& host, int family)
{
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM; // otherwise every address comes once for each kind of socket
    addrinfo* list = nullptr;
    SystemAnswer answer;
    answer.error = getaddrinfo(host.constData(), nullptr, &hints, &list);
    answer.lack = lackAfter(answer.error, errno);
    for (const addrinfo* each = list; each; each = each->ai_next) {
        if (const QHostAddress address(each->ai_addr); !answer.addresses.contains(address))
            answer.addresses.append(address);
    }
    if (list)
        freeaddrinfo(list);
    answer.exists = existsNevertheless(host, family, answer.error);
    return answer;
}

/// Runs it on a thread that nobody waits for; false when none can be made.
template <typename Work>
bool runDetached(Work work)
{
    try {
        std::thread(std::move(work)).detach();
    } catch (const std::system_error&) {
        return false;
    }
    return true;
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
        connect(&m_deadline, &QTimer::timeout, this, [this] { giveUp(); });
        m_deadline.start(std::max(budget, Millis(1)));
        connect(&m_turn, &QTimer::timeout, this, [this] { begin(); });
        m_turn.start(0ms);
    }

private:
    void begin()
    {
        if (asking.fetch_add(1) >= mostAtOnce) {
            asking.fetch_sub(1);
            m_turn.start(turnPace);
            return;
        }
        m_turn.stop();
        auto promise = std::make_shared<QPromise<SystemAnswer>>();
        promise->start();
        const QFuture<SystemAnswer> answer = promise->future();
        const int wanted = m_family == IpFamily::V4 ? AF_INET : m_family == IpFamily::V6 ? AF_INET6 : AF_UNSPEC;
        // It owns all it touches.
        m_begun = runDetached([name = QUrl::toAce(m_host), wanted, promise] {
            promise->addResult(ask(name, wanted));
            asking.fetch_sub(1);
            promise->finish();
        });
        if (!m_begun) {
            asking.fetch_sub(1);
            return conclude({Failure::Abandoned, {}, QStringLiteral("this program may have no more threads")});
        }
        auto* watcher = new QFutureWatcher<SystemAnswer>(this);
        connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] { answered(watcher->result()); });
        watcher->setFuture(answer);
    }

    void giveUp()
    {
        if (m_begun)
            return conclude({Failure::DnsUnreachable, {}, {}});
        conclude({Failure::Abandoned, {}, QStringLiteral("too many names are still being looked up")});
    }

    void answered(const SystemAnswer& answer)
    {
        if (!answer.lack.isEmpty())
            return conclude({Failure::Abandoned, {}, answer.lack});
        if (answer.error != EAI_AGAIN)
            return conclude(
                {resolveFailure(answer.error), answer.addresses, {}, answer.exists ? lackOfAddress() : Flaw::None});
        // Said of name servers that answer with an error and of those that do not answer.
        const QString record = m_family == IpFamily::V6 ? QStringLiteral("AAAA") : QStringLiteral("A");
        m_question = startDnsProbe(
            {{}, m_host, record, {}, m_deadline.remainingTimeAsDuration(), true}, [this](const Exchange& exchange) {
                if (exchange.failure == Failure::Abandoned)
                    return conclude({Failure::Abandoned, {}, exchange.detail});
                // Whoever answers now, whatever it says, is there.
                const bool there = exchange.failure == Failure::Ok || exchange.failure == Failure::DnsFailed
                    || exchange.failure == Failure::DnsNameNotResolved;
                conclude({there ? Failure::DnsFailed : Failure::DnsUnreachable, {}, {}});
            });
    }

    [[nodiscard]] Flaw lackOfAddress() const
    {
        return m_family == IpFamily::V4 ? Flaw::NoIpv4 : m_family == IpFamily::V6 ? Flaw::NoIpv6 : Flaw::NoRecord;
    }

    void conclude(const LookupAnswer& answer)
    {
        m_deadline.stop();
        m_turn.stop();
        deleteLater();
        if (const auto done = std::exchange(m_done, nullptr))
            done(answer);
    }

    QString m_host;
    IpFamily m_family;
    std::function<void(const LookupAnswer&)> m_done;
    QTimer m_deadline, m_turn;
    bool m_begun = false;
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
