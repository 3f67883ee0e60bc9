// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/diagnosis/askers.h>

#include <core/retryafter.h>
#include <core/timewords.h>
#include <engine/net/environmentproxy.h>

#include <QHostAddress>

#include <algorithm>
#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis longestTry{6000};
constexpr Millis shortestTry{4000};
constexpr qsizetype mostEntrances = 6;

class AskAll final : public QObject {
public:
    AskAll(
        const StepContext& context, const StepReporter& report, const QList<Variant>& variants,
        const std::function<bool(HttpReply&)>& mend)
        : m_left(variants.size())
    {
        for (const Variant& variant : variants) {
            m_probes.push_back(context.probes.start(
                variant.request,
                [this, &context, report, mend, about = variant.reply,
                 limit = variant.request.timeout](const Exchange& exchange) {
                    HttpReply reply = replyWithin(context, about, exchange, limit);
                    const bool tell = !mend || mend(reply);
                    const bool last = --m_left == 0;
                    if (tell)
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

} // namespace

std::optional<QString> reasonIf(bool skip, const char* reason)
{
    return skip ? std::optional(QString::fromUtf8(reason)) : std::nullopt;
}

std::optional<QString> neverSkipped(const StepContext&)
{
    return std::nullopt;
}

/// Varnish puts a constant 5 on its own pages: no wish of anybody's.
std::optional<Seconds> askedToWait(const HttpReply& reply)
{
    const Exchange& exchange = reply.exchange;
    if (!exchange.response || exchange.response->header("Server") == "Varnish")
        return std::nullopt;
    const auto wait = readRetryAfter(*exchange.response, exchange.at);
    if (!wait)
        return std::nullopt;
    const auto left = std::chrono::ceil<Seconds>(exchange.at + *wait - wallClock());
    return left > Seconds(0) ? std::optional(left) : std::nullopt;
}

std::optional<QString> notToRepeat(const StepContext& context)
{
    if (!context.safeMethod())
        return QStringLiteral("Not tried: repeating this request could change something");
    if (!context.first())
        return QStringLiteral("Not tried: there was no first answer to compare with");
    if (const auto wait = askedToWait(*context.first()); wait && *wait > shortWait)
        return QStringLiteral("Not tried: they ask to be left alone for %1").arg(waitText(*wait));
    return std::nullopt;
}

std::optional<QString> notToVary(const StepContext& context)
{
    if (const auto reason = notToRepeat(context))
        return reason;
    const HttpReply& first = *context.first();
    if (first.good && !context.request.expectStatus)
        return QStringLiteral("Not needed: the first answer was good");
    if (!first.exchange.response)
        return QStringLiteral("Not tried: nobody answers there");
    if (first.exchange.total > slowAnswer)
        return QStringLiteral("Not tried: each answer takes %1").arg(shortTime(first.exchange.total));
    return std::nullopt;
}

Millis tryTimeout(const StepContext& context)
{
    const Millis took =
        context.first() ? std::chrono::duration_cast<Millis>(context.first()->exchange.total) : Millis(0);
    return std::min(context.probe.timeout, std::clamp(took * 2, shortestTry, longestTry));
}

bool timedOut(Failure failure)
{
    return failure == Failure::TcpTimedOut || failure == Failure::TlsTimedOut
        || failure == Failure::HttpResponseTimedOut;
}

QStringList entrancesOf(const StepContext& context)
{
    if (!context.probe.resolve.isEmpty())
        return context.probe.resolve.mid(0, mostEntrances);
    if (const QString host = context.probe.url.host(); !QHostAddress(host).isNull())
        return {host};
    const NameFact* const name = context.name();
    QStringList entrances = name ? name->addresses : QStringList();
    entrances.removeIf([&context](const QString& address) {
        const bool v6 = address.contains(u':');
        return context.probe.ipFamily != IpFamily::Auto && (context.probe.ipFamily == IpFamily::V6) != v6;
    });
    return entrances.mid(0, mostEntrances);
}

bool usesProxy(const StepContext& context)
{
    const QString& proxy = context.probe.proxy;
    return proxy == u"system" ? !environmentProxy(context.probe.url).isEmpty() : proxy != u"none" && !proxy.isEmpty();
}

Variant variantOf(const StepContext& context, HttpReply::Purpose purpose, const QString& words)
{
    Variant variant{context.probe, {}};
    variant.request.timeout = tryTimeout(context);
    variant.reply.purpose = purpose;
    variant.reply.variant = words;
    return variant;
}

HttpReply replyWithin(const StepContext& context, const HttpReply& about, const Exchange& exchange, Millis limit)
{
    HttpReply reply = context.reply(about.purpose, exchange);
    reply.number = about.number;
    reply.address = about.address;
    reply.variant = about.variant;
    if (timedOut(exchange.failure) && limit < context.request.timeout)
        reply.ownLimit = limit;
    return reply;
}

std::unique_ptr<QObject> askAll(
    const StepContext& context, const StepReporter& report, const QList<Variant>& variants,
    std::function<bool(HttpReply&)> mend)
{
    return std::make_unique<AskAll>(context, report, variants, mend);
}

bool wouldShowQuery(const StepContext& context)
{
    return context.probe.url.scheme() == u"http" && context.probe.url.hasQuery();
}

std::unique_ptr<QObject> askWarily(const StepContext& context, const StepReporter& report, QList<Variant> variants)
{
    const bool encrypted = context.probe.url.scheme() == u"https";
    for (Variant& one : variants) {
        one.request.verifyTls = true;
        if (encrypted)
            continue;
        one.request.headers.clear();
        one.request.body.clear();
    }
    const bool known = encrypted || context.probe.headers.isEmpty();
    return askAll(context, report, variants, [known](HttpReply& reply) {
        const int status = reply.exchange.status();
        if (!known)
            reply.exchange.body.clear(); // without its fields, another page than the one that was asked for may come
        return known || (status != 401 && status != 403);
    });
}

std::unique_ptr<QObject> readOnly(const StepContext&, StepReporter report)
{
    report.done(StepState::Done, {});
    return nullptr;
}

} // namespace Gatewatch
