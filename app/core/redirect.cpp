// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/redirect.h>

#include <algorithm>

namespace Gatewatch {

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

QUrl redirectTarget(const QUrl& from, const ResponseHead& head)
{
    const QByteArray location = head.allHeaders("Location").value(0).trimmed();
    return location.isEmpty() ? QUrl() : from.resolved(QUrl::fromEncoded(location));
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
    if (next.host().isEmpty())
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
