// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>
#include <core/localnetwork.h>

#include <QMetaType>

namespace Gatewatch {

/// A service that is Down, with what was seen of it last.
struct FailingService {
    ServiceId service;
    QString name;
    TimePoint since{}; ///< its first failing run
    Exchange exchange; ///< its newest failing run
    bool operator==(const FailingService&) const = default;
};

/// What services that fail together have in common, from the narrowest to the widest.
struct CommonCause {
    enum class Kind {
        Host, ///< the same name in their addresses
        ContentNetwork, ///< the same content network wrote or passed on their answers
        Address, ///< the same numeric address
        Zone, ///< names of one domain that cannot be looked up
        Resolver, ///< names of several domains that cannot be looked up
        Link, ///< nothing that is watched can be reached
    };
    Kind kind = Kind::Host;
    QString what; ///< the host, content network, address or domain; empty where the kind says it all
    TimePoint at{}; ///< when the last of them failed first
    QList<ServiceId> services; ///< in the order in which they failed
    QList<ServiceId> newest; ///< those of them that are told now: their changes follow (core/newsroom.h)
    QString why; ///< what they share and where to look first: "all are on a.test, so look at that host first"
    /// One sentence for a person: who, and why. Without a full stop.
    QString sentence;
    bool operator==(const CommonCause&) const = default;
};

/// What the services that failed within two minutes of the newest failure have in common: checks run every minute
/// unless told otherwise, so that one fault is found by all of them within one, and two leaves time for timeouts. That
/// much needs three of them, or two where that is half of the `watched` services; two of thirty are a coincidence.
/// Of several things in common the one that more of them share counts, and among equals the narrowest. It is said as
/// what they share and where to look first, not as proven: a host that others share may be well.
/// `network` is what is known of our own; what is proven to be online is not suspected.
std::optional<CommonCause> commonCause(const QList<FailingService>& failing, int watched, LocalNetwork network);

/// The content network that wrote or passed on this answer, by name; empty where none is recognised.
QString contentNetworkOf(const Exchange& exchange);

/// "A, B and C" as they fit in a sentence: three of them, more where they are short; "A, B, C and 4 more".
QString listed(const QStringList& names);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::CommonCause)
