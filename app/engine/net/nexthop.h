// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>
#include <engine/net/probe.h>

namespace Gatewatch {

/// The request that follows from a redirect (RFC 9110 section 15.4), by our rules: at most `redirectsLeft` more of
/// them, nothing from https to http, and what was configured for one origin – fields, certificate, pinned addresses,
/// leave to believe anybody – for no other. Nobody is given a login by the address of a redirect. Empty where
/// `exchange` is the end: it is no redirect, or `request` takes redirects for answers, or it may not be followed, which
/// is then the failure of `exchange`. Where something was kept back from the next origin, `exchange` has a note of it.
std::optional<ProbeRequest> nextHop(const ProbeRequest& request, int redirectsLeft, Exchange& exchange);

/// Whether `hop`, which answered for `asked`, is somewhere on the internet. Who is asked through a proxy is, unless its
/// address says otherwise, for nobody here knows where a proxy leads.
bool isOutside(const QUrl& asked, const Exchange& hop);

/// A chain of hops as one exchange, from what it was `before` and its newest hop: phases and notes add up, where and
/// when it began is the first one's, everything else the newest one's. Without an answer of the newest hop there is no
/// time of an answer, as if it were the only one.
Exchange joined(const Exchange& before, Exchange hop);

} // namespace Gatewatch
