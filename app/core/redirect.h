// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// Where the Location of a response leads, and what of it forbids to follow.
enum class Redirection {
    None, ///< no Location at all
    Usable,
    NoTarget, ///< blank, malformed, or without a host that can be asked
    Contradictory, ///< several that differ
    OtherScheme, ///< neither http nor https
    Unprotected, ///< from https to http
};

/// Whether a status asks to look elsewhere (RFC 9110 section 15.4), which a 300, 304 or 305 does not.
bool isRedirect(int status);

Redirection redirectionOf(const QUrl& from, const ResponseHead& head);
/// The address of the first Location, resolved against `from` (RFC 9110 section 10.2.2); invalid when there is none.
QUrl redirectTarget(const QUrl& from, const ResponseHead& head);

/// Whether it is our own rule, and no fault of the service, that a redirect of `exchange` was not followed: to another
/// scheme, into a private network, or with the body of the request to somebody else.
bool refusedByRule(const Exchange& exchange);

} // namespace Gatewatch
