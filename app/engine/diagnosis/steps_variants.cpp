// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that ask the service in another way, to learn what the error depends on.
#include <engine/diagnosis/askers.h>

#include <QRandomGenerator>
#include <QUrlQuery>

#include <algorithm>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

std::unique_ptr<QObject> startPastCache(const StepContext& context, StepReporter report)
{
    Variant past = variantOf(context, Purpose::PastCache);
    ProbeRequest& request = past.request;
    request.headers.removeIf([](const HeaderField& one) { return one.name.toLower() == "cookie"; });
    request.headers.append(HeaderField{"Cache-Control", "no-cache"});
    request.headers.append(HeaderField{"Pragma", "no-cache"});
    QUrlQuery query(request.url);
    query.addQueryItem(QStringLiteral("gatewatch"), QString::number(QRandomGenerator::global()->generate(), 36));
    request.url.setQuery(query);
    return askAll(context, report, {past});
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
    return reasonIf(entrancesOf(context).size() < 2, "There is only one address");
}

/// A redirect is an answer of this entrance; where it leads is another question. Without a way for this kind of address
/// nothing was learnt about that entrance.
bool mendFront(HttpReply& reply, bool follows)
{
    const int status = reply.exchange.status();
    reply.good = reply.good || (follows && status >= 300 && status < 400);
    return reply.exchange.failure != Failure::TcpAddressUnreachable
        && reply.exchange.failure != Failure::TcpAddressInvalid;
}

std::unique_ptr<QObject> startFronts(const StepContext& context, StepReporter report)
{
    QList<Variant> fronts;
    for (const QString& entrance : entrancesOf(context)) {
        Variant front = variantOf(context, Purpose::FrontAddress);
        front.request.resolve = {entrance};
        front.request.maxRedirects = 0;
        front.reply.address = entrance;
        fronts.append(front);
    }
    const bool follows = context.probe.maxRedirects > 0;
    return askAll(context, report, fronts, [follows](HttpReply& reply) { return mendFront(reply, follows); });
}

/// Small documents that nearly every host has, and its first page. What was configured for one address goes to no
/// other, and neither does the question of what it should answer: whatever is no error of a server is good.
std::unique_ptr<QObject> startOtherPath(const StepContext& context, StepReporter report)
{
    const bool first = context.probe.url.path().size() <= 1 && !context.probe.url.hasQuery();
    QList<Variant> others;
    for (const QString& path :
         {QStringLiteral("/robots.txt"), first ? QStringLiteral("/favicon.ico") : QStringLiteral("/")}) {
        if (path == context.probe.url.path())
            continue;
        Variant other = variantOf(context, Purpose::OtherPath, path);
        other.request.url.setQuery(QString());
        other.request.url.setPath(path);
        other.request.method = "GET";
        other.request.headers.clear();
        other.request.body.clear();
        other.request.maxRedirects = 0;
        others.append(other);
    }
    return askAll(context, report, others, [](HttpReply& reply) {
        // Where the page was not just sent elsewhere, that others are says nothing of them.
        const int status = reply.exchange.status();
        reply.good = reply.exchange.response && status < 500 && (status < 300 || status >= 400);
        return true;
    });
}

/// It agreed on the encryption, of which the version is a part, and then broke off.
bool brokenOff(const StepContext& context)
{
    const Exchange& first = context.first()->exchange;
    return !first.response && first.certificate && stageOf(first.failure) != Stage::Secure && first.total <= slowAnswer;
}

/// Over TLS the newer one is chosen wherever both know it; what broke off has not told which it was.
bool overHttp2(const StepContext& context)
{
    const Exchange& first = context.first()->exchange;
    return first.response ? first.response->version == "2" : context.probe.httpVersion == HttpVersion::Auto;
}

std::optional<QString> skipOtherVersion(const StepContext& context)
{
    if (const auto reason = notToRepeat(context))
        return reason;
    if (const auto reason = notToVary(context); reason && !brokenOff(context))
        return reason;
    const bool chooses = context.probe.url.scheme() == u"https";
    const bool fixed = context.probe.httpVersion == HttpVersion::Http1;
    return reasonIf(
        !chooses || (!overHttp2(context) && !fixed), "Not tried: this server speaks only one version of HTTP here");
}

std::unique_ptr<QObject> startOtherVersion(const StepContext& context, StepReporter report)
{
    const bool older = overHttp2(context);
    Variant other =
        variantOf(context, Purpose::OtherVersion, older ? QStringLiteral("HTTP/1.1") : QStringLiteral("HTTP/2"));
    other.request.httpVersion = older ? HttpVersion::Http1 : HttpVersion::Auto;
    return askAll(context, report, {other});
}

void replaceField(ProbeRequest& request, const QByteArray& name, const QByteArray& value)
{
    request.headers.removeIf([&name](const HeaderField& one) { return one.name.toLower() == name.toLower(); });
    request.headers.append(HeaderField{name, value});
}

/// As a browser asks, but under our own name: who guards against programs may see that we are one. The second asks for
/// the machine-readable form of errors (RFC 9457).
std::unique_ptr<QObject> startOtherClient(const StepContext& context, StepReporter report)
{
    Variant browser = variantOf(context, Purpose::OtherClient, QStringLiteral("as a browser asks"));
    replaceField(browser.request, "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    replaceField(browser.request, "Accept-Language", "en");
    browser.request.userAgent = "Mozilla/5.0 (compatible; " + context.probe.userAgent + ')';
    Variant machine = variantOf(context, Purpose::OtherClient, QStringLiteral("asking for details of the error"));
    replaceField(machine.request, "Accept", "application/problem+json, application/json;q=0.9, */*;q=0.1");
    return askAll(context, report, {browser, machine});
}

} // namespace

QList<Step> variantSteps()
{
    return {
        {"front_addresses",
         StepGroup::Request,
         "Each address",
         {"request", "name"},
         Millis(6500),
         skipFronts,
         startFronts},
        {"cache_bypass", StepGroup::Request, "Past the cache", {"request"}, Millis(6500), notToRepeat, startPastCache},
        {"other_client",
         StepGroup::Request,
         "As another client",
         {"request"},
         Millis(6500),
         notToVary,
         startOtherClient},
        {"other_path", StepGroup::Request, "Other pages there", {"request"}, Millis(6500), notToVary, startOtherPath},
        {"other_version",
         StepGroup::Request,
         "Another HTTP version",
         {"request"},
         Millis(6500),
         skipOtherVersion,
         startOtherVersion},
    };
}

} // namespace Gatewatch
