// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/redirect.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// A backslash before the path, which RFC 3986 knows nowhere: browsers end the host there, others take what precedes it
/// for user information. Readings that differ are how visitors are led astray.
bool isAmbiguous(const QByteArray& location)
{
    const qsizetype start = location.indexOf("//");
    if (start < 0)
        return false;
    const auto rest = QByteArrayView(location).sliced(start + 2);
    const auto end = std::ranges::find_if(rest, [](char c) { return c == '/' || c == '?' || c == '#'; });
    return std::find(rest.begin(), end, '\\') != end;
}

} // namespace

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

QUrl redirectTarget(const QUrl& from, const ResponseHead& head)
{
    const QByteArray location = head.allHeaders("Location").value(0).trimmed();
    return location.isEmpty() || isAmbiguous(location) ? QUrl() : from.resolved(QUrl::fromEncoded(location));
}

Redirection redirectionOf(const QUrl& from, const ResponseHead& head)
{
    const QList<QByteArray> locations = head.allHeaders("Location");
    if (locations.isEmpty())
        return Redirection::None;
    if (std::ranges::any_of(locations, [&](const QByteArray& each) { return each != locations.first(); }))
        return Redirection::Contradictory;
    const QUrl next = redirectTarget(from, head);
    if (!next.isValid())
        return Redirection::NoTarget;
    if (next.scheme() != u"http" && next.scheme() != u"https")
        return Redirection::OtherScheme;
    if (next.host().isEmpty() || next.port() == 0)
        return Redirection::NoTarget;
    return from.scheme() == u"https" && next.scheme() == u"http" ? Redirection::Unprotected : Redirection::Usable;
}

bool refusedByRule(const Exchange& exchange)
{
    if (exchange.failure != Failure::HttpResponseRedirectRefused)
        return false;
    if (!exchange.response)
        return true; // the target itself was refused, before it was asked
    const Redirection redirection = redirectionOf(exchange.finalUrl, *exchange.response);
    return redirection == Redirection::OtherScheme || redirection == Redirection::Usable;
}

} // namespace Gatewatch
