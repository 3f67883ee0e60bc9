// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/nexthop.h>

#include <core/redirect.h>
#include <engine/net/privateaddress.h>

#include <QHostAddress>

namespace Gatewatch {
namespace {

bool isToBeFollowed(const Exchange& exchange)
{
    return exchange.failure == Failure::Ok && isRedirect(exchange.status()) && exchange.response->has("Location");
}

bool sameOrigin(const QUrl& a, const QUrl& b)
{
    const int port = a.scheme() == u"https" ? 443 : 80;
    return a.scheme() == b.scheme() && a.host() == b.host() && a.port(port) == b.port(port);
}

/// An address pinned without a port holds for every port of its host; all others for the place they were given for.
QStringList pinsFor(const QUrl& next, const ProbeRequest& request)
{
    if (next.host() != request.url.host())
        return {};
    QStringList pins = request.resolve;
    pins.removeIf([](const QString& pin) { return QHostAddress(pin).isNull(); });
    return pins;
}

/// What another origin is asked: without who we are, and with less trust.
ProbeRequest forElsewhere(ProbeRequest request, const QUrl& next)
{
    request.resolve = pinsFor(next, request);
    request.headers.clear();
    request.certificateFile.clear();
    request.keyFile.clear();
    request.keyPassword.clear();
    // Any certificate is good enough for one host only, on whichever port it offers TLS.
    request.verifyTls = request.verifyTls || next.host() != request.url.host();
    return request;
}

/// After 303 always, and as browsers do after 301 and 302, what was posted is asked for instead.
ProbeRequest withoutBody(ProbeRequest request, int status)
{
    const bool becomesGet = status == 303 || (status <= 302 && request.method == "POST");
    if (becomesGet && request.method != "HEAD") {
        request.method = "GET";
        request.body.clear();
    }
    return request;
}

std::nullopt_t refuse(Exchange& exchange, Failure failure, const QString& why)
{
    exchange.failure = failure;
    exchange.detail = why;
    return std::nullopt;
}

/// A login in an address is no part of what http can say (RFC 9110 section 4.2.4), and who redirects does not choose
/// what we send: it would be our Authorization.
QUrl withoutUserInfo(QUrl url)
{
    url.setUserInfo({});
    return url;
}

std::optional<Micros> sum(std::optional<Micros> a, std::optional<Micros> b)
{
    return a && b ? *a + *b : a ? a : b;
}

} // namespace

std::optional<ProbeRequest> nextHop(const ProbeRequest& request, int redirectsLeft, Exchange& exchange)
{
    if (!isToBeFollowed(exchange) || request.maxRedirects <= 0)
        return std::nullopt;
    if (redirectionOf(request.url, *exchange.response) != Redirection::Usable)
        return refuse(
            exchange, Failure::HttpResponseRedirectRefused,
            QStringLiteral("redirect without a target that may be followed"));
    if (redirectsLeft <= 0)
        return refuse(exchange, Failure::HttpResponseRedirectLoop, QStringLiteral("more redirects than allowed"));
    const QUrl target = withoutUserInfo(redirectTarget(request.url, *exchange.response));
    ProbeRequest next = withoutBody(request, exchange.status());
    // What was configured for one origin is nobody else's business.
    if (!sameOrigin(request.url, target)) {
        if (!next.body.isEmpty())
            return refuse(
                exchange, Failure::HttpResponseRedirectRefused,
                QStringLiteral("redirect that would send the body of the request elsewhere"));
        if (!next.headers.isEmpty() || !next.certificateFile.isEmpty())
            exchange.notes.append(Note::FieldsWithheld);
        next = forElsewhere(next, target);
    }
    next.url = target;
    return next;
}

bool isOutside(const QUrl& asked, const Exchange& hop)
{
    const QHostAddress address(hop.viaProxy ? asked.host() : hop.address);
    return address.isNull() || !isPrivateAddress(address);
}

Exchange joined(const Exchange& before, Exchange hop)
{
    hop.url = before.url;
    hop.at = before.at;
    hop.redirects = before.redirects + 1;
    for (const Note note : before.notes) {
        if (!hop.notes.contains(note))
            hop.notes.append(note);
    }
    hop.total += before.total;
    hop.phases = {
        sum(before.phases.resolve, hop.phases.resolve), sum(before.phases.connect, hop.phases.connect),
        sum(before.phases.tls, hop.phases.tls),
        hop.phases.wait ? sum(before.phases.wait, hop.phases.wait) : std::nullopt,
        hop.phases.transfer ? sum(before.phases.transfer, hop.phases.transfer) : std::nullopt};
    return hop;
}

} // namespace Gatewatch
