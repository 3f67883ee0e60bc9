// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that ask the service itself.
#include <core/retryafter.h>
#include <core/timewords.h>
#include <engine/diagnosis/steps.h>

#include <QRandomGenerator>
#include <QTimer>
#include <QUrlQuery>

#include <algorithm>
#include <vector>

namespace Gatewatch {
namespace {

constexpr int tries = 5;
constexpr int mostFronts = 6;
constexpr Millis longestFirst{8500}; ///< the run ends a second later
constexpr Millis longestTry{6000};
constexpr Millis shortestTry{4000};
constexpr Millis shortWait{2000}; ///< a Retry-After up to this is waited for within the session

/// How long they still want to be left alone. Varnish puts a constant 5 on its own pages: no wish of anybody's.
std::optional<Seconds> askedToWait(const StepContext& context)
{
    const HttpReply* const first = context.first();
    if (!first || !first->exchange.response || first->exchange.response->header("Server") == "Varnish")
        return std::nullopt;
    const auto wait = readRetryAfter(*first->exchange.response, first->exchange.at);
    if (!wait)
        return std::nullopt;
    const auto left = std::chrono::ceil<Seconds>(first->exchange.at + *wait - wallClock());
    return left > Seconds(0) ? std::optional(left) : std::nullopt;
}

std::optional<QString> notToRepeat(const StepContext& context)
{
    if (!context.safeMethod())
        return QStringLiteral("Not tried: repeating this request could change something");
    if (!context.first())
        return QStringLiteral("Not tried: there was no first answer to compare with");
    if (const auto wait = askedToWait(context); wait && *wait > shortWait)
        return QStringLiteral("Not tried: they ask to be left alone for %1").arg(waitText(*wait));
    return std::nullopt;
}

/// As long as an answer may take again, with room: slow gateways must be allowed to give their answer.
Millis tryTimeout(const StepContext& context)
{
    const Millis took =
        context.first() ? std::chrono::duration_cast<Millis>(context.first()->exchange.total) : Millis(0);
    return std::clamp(took * 2, shortestTry, longestTry);
}

bool timedOut(Failure failure)
{
    return failure == Failure::TcpTimedOut || failure == Failure::TlsTimedOut
        || failure == Failure::HttpResponseTimedOut;
}

/// What came within `limit`. When that is shorter than the limit of the check, running into it is told as ours.
HttpReply replyWithin(const StepContext& context, HttpReply::Purpose purpose, const Exchange& exchange, Millis limit)
{
    HttpReply reply = context.reply(purpose, exchange);
    if (timedOut(exchange.failure) && limit < context.probe.timeout)
        reply.ownLimit = limit;
    return reply;
}

class FirstRequest final : public QObject {
public:
    FirstRequest(const StepContext& context, StepReporter report)
    {
        ProbeRequest request = context.probe;
        request.timeout = std::min(request.timeout, longestFirst);
        m_probe = context.probes.start(request, [&context, report = std::move(report)](const Exchange& exchange) {
            report.found(replyWithin(context, HttpReply::Purpose::First, exchange, longestFirst));
            report.done(StepState::Done, {});
        });
    }

private:
    std::unique_ptr<ProbeHandle> m_probe;
};

class Retries final : public QObject {
public:
    Retries(const StepContext& context, StepReporter report)
        : m_context(context)
        , m_report(std::move(report))
    {
        const auto wait = askedToWait(context);
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { ask(); });
        m_timer.start(wait ? Millis(*wait) : pause());
    }

private:
    static Millis pause() { return Millis(QRandomGenerator::global()->bounded(200, 601)); }

    void ask()
    {
        ProbeRequest request = m_context.probe;
        request.timeout = std::min(request.timeout, tryTimeout(m_context));
        m_probe = m_context.probes.start(request, [this](const Exchange& exchange) {
            HttpReply reply = replyWithin(m_context, HttpReply::Purpose::Retry, exchange, tryTimeout(m_context));
            reply.number = ++m_done;
            const bool more = m_done < tries && !asksForMore(exchange);
            if (more)
                m_timer.start(pause());
            m_report.found(reply);
            if (!more)
                m_report.done(
                    StepState::Done,
                    m_done < tries ? QStringLiteral("they ask for a pause, so no more tries") : QString());
        });
    }

    /// A Retry-After that came meanwhile is obeyed.
    bool asksForMore(const Exchange& exchange) const
    {
        const bool varnish = exchange.response && exchange.response->header("Server") == "Varnish";
        const auto wait =
            exchange.response && !varnish ? readRetryAfter(*exchange.response, exchange.at) : std::nullopt;
        return wait && *wait > shortWait;
    }

    const StepContext& m_context;
    StepReporter m_report;
    QTimer m_timer;
    std::unique_ptr<ProbeHandle> m_probe;
    int m_done = 0;
};

class PastCache final : public QObject {
public:
    PastCache(const StepContext& context, StepReporter report)
    {
        ProbeRequest request = context.probe;
        request.timeout = std::min(request.timeout, tryTimeout(context));
        request.headers.removeIf([](const HeaderField& one) { return one.name.toLower() == "cookie"; });
        request.headers.append(HeaderField{"Cache-Control", "no-cache"});
        request.headers.append(HeaderField{"Pragma", "no-cache"});
        QUrlQuery query(request.url);
        query.addQueryItem(QStringLiteral("gatewatch"), QString::number(QRandomGenerator::global()->generate(), 36));
        request.url.setQuery(query);
        m_probe = context.probes.start(request, [&context, report = std::move(report)](const Exchange& exchange) {
            report.found(replyWithin(context, HttpReply::Purpose::PastCache, exchange, tryTimeout(context)));
            report.done(StepState::Done, {});
        });
    }

private:
    std::unique_ptr<ProbeHandle> m_probe;
};

QStringList frontsOf(const StepContext& context)
{
    if (!context.probe.resolve.isEmpty())
        return context.probe.resolve.mid(0, mostFronts);
    QStringList fronts;
    if (const NameFact* const name = context.name()) {
        for (const QString& address : name->addresses) {
            const bool v6 = address.contains(u':');
            const bool wanted =
                context.probe.ipFamily == IpFamily::Auto || (context.probe.ipFamily == IpFamily::V6) == v6;
            if (wanted)
                fronts.append(address);
        }
    }
    return fronts.mid(0, mostFronts);
}

std::optional<QString> skipFronts(const StepContext& context)
{
    if (const auto reason = notToRepeat(context))
        return reason;
    const QString host = context.probe.url.host();
    if (context.first()->exchange.viaProxy)
        return QStringLiteral("Not tried: the way leads through a proxy, which chooses the address");
    if (host == u"localhost" || host.endsWith(u".localhost"))
        return QStringLiteral("Not tried: this computer has only itself");
    if (frontsOf(context).size() < 2)
        return QStringLiteral("There is only one address");
    return std::nullopt;
}

class Fronts final : public QObject {
public:
    Fronts(const StepContext& context, StepReporter report)
        : m_left(0)
    {
        const QStringList fronts = frontsOf(context);
        m_left = fronts.size();
        for (const QString& front : fronts) {
            ProbeRequest request = context.probe;
            request.resolve = {front};
            request.timeout = std::min(request.timeout, tryTimeout(context));
            request.maxRedirects = 0;
            m_probes.push_back(context.probes.start(request, [this, &context, report, front](const Exchange& exchange) {
                HttpReply reply = replyWithin(context, HttpReply::Purpose::FrontAddress, exchange, tryTimeout(context));
                reply.address = front;
                // A redirect is an answer of this entrance; where it leads is another question.
                const bool redirect = exchange.status() >= 300 && exchange.status() < 400;
                reply.good = reply.good || (redirect && context.probe.maxRedirects > 0);
                // Without a way for this kind of address nothing was learnt about that entrance.
                const bool noWay = exchange.failure == Failure::TcpAddressUnreachable
                    || exchange.failure == Failure::TcpAddressInvalid;
                const bool last = --m_left == 0;
                if (!noWay)
                    report.found(reply);
                if (last)
                    report.done(StepState::Done, {});
            }));
        }
    }

private:
    std::vector<std::unique_ptr<ProbeHandle>> m_probes;
    qsizetype m_left;
};

template <typename Job>
std::unique_ptr<QObject> startJob(const StepContext& context, StepReporter report)
{
    return std::make_unique<Job>(context, std::move(report));
}

} // namespace

QList<Step> serviceSteps()
{
    return {
        {"request",
         "Answer",
         {},
         longestFirst + Millis(500),
         [](const StepContext& context) {
             return context.safeMethod() || context.request.symptom
                 ? std::nullopt
                 : std::optional(QStringLiteral("Not tried: this request could change something"));
         },
         [](const StepContext& context, StepReporter report) -> std::unique_ptr<QObject> {
             if (!context.request.symptom)
                 return startJob<FirstRequest>(context, report);
             report.found(context.reply(HttpReply::Purpose::First, *context.request.symptom));
             report.done(StepState::Done, {});
             return nullptr;
         }},
        {"responder",
         "Who answered",
         {"request"},
         Millis(1000),
         [](const StepContext& context) {
             return context.first() ? std::nullopt
                                    : std::optional(QStringLiteral("Nothing came that could be looked at"));
         },
         [](const StepContext&, StepReporter report) -> std::unique_ptr<QObject> {
             report.done(StepState::Done, {}); // read from the answer itself
             return nullptr;
         }},
        {"retry", "5 more tries", {"request"}, Millis(8000), notToRepeat, startJob<Retries>},
        {"cache_bypass", "Past the cache", {"request"}, Millis(6000), notToRepeat, startJob<PastCache>},
        {"front_addresses", "Each address", {"request", "name"}, Millis(6500), skipFronts, startJob<Fronts>},
    };
}

} // namespace Gatewatch
