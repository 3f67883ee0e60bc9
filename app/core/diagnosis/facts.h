// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/grade.h>
#include <core/exchange.h>
#include <core/incident.h>
#include <core/statuspage/statusreport.h>

#include <variant>

namespace Gatewatch {

// What the steps of a diagnosis find out. Each is one fact, as it was seen; what it means is said by the findings.

/// One answer (or silence) of the service itself.
struct HttpReply {
    enum class Purpose {
        First,
        Retry,
        PastCache,
        FrontAddress,
        OtherPath, ///< another document of the same host
        OtherVersion, ///< the same over another version of HTTP
        OtherClient, ///< the same, with the fields of another kind of client
        OtherProxy, ///< without the proxy, or with the one that is usual here
        OtherRoute, ///< out of another interface of this computer
        OtherAddress, ///< at an address that only other name servers give
        LongerWait, ///< with more patience than its check has
    };
    Purpose purpose = Purpose::First;
    int number = 0; ///< of a try, from 1
    QString address; ///< of a front, numeric
    QString variant; ///< what was different: a path, "HTTP/1.1", "browser", an interface
    Exchange exchange;
    bool good = false; ///< met the expectation of its check; of another path: the host has something to say
    bool challenged = false; ///< a bot wall answered
    QString detail; ///< which part of the expectation was not met
    std::optional<Millis> ownLimit; ///< what ended it: a limit of ours that is shorter than the one of its check
};

/// One answer of an unrelated place.
struct ElsewhereFact {
    enum class Kind { Connectivity, Control };
    Kind kind = Kind::Connectivity;
    QString host;
    bool answered = false; ///< anything came back
    bool asExpected = false;
    Failure failure = Failure::Ok;
    int status = 0;
    int expected = 0; ///< the one right status; 0: any answer will do
    bool https = false;
    bool viaProxy = false;
    std::optional<Seconds> clockAhead{}; ///< by how much our clock is ahead of its Date field
    QString issuer{}; ///< of its certificate
};

/// How this computer is connected. Names no address.
struct NetworkFact {
    bool hasAddress = true; ///< any but those of loopback and of its links alone
    QStringList interfaces; ///< those that are up, as people know them: "Wi-Fi (wlan0)"
    bool v6 = false; ///< has a way to the internet over IPv6
    QString wayOut{}; ///< the one of them that leads to the internet; empty without any
    QString id{}; ///< networkId(), to tell two apart while the program runs; not kept
};

/// The proxy that the request takes. Does not name it: that is the user's own affair.
struct ProxyFact {
    bool used = false;
    bool fromEnvironment = false; ///< and not from the configuration of the check
    bool onThisComputer = false;
};

/// What the system's name lookup said.
struct NameFact {
    QString host;
    QStringList addresses;
    QString error; ///< the id of the failure; empty when there are addresses
    QStringList inHostsFile{}; ///< addresses that the hosts file of this computer gives it
};

/// What another name server says of the same name.
struct ResolverFact {
    QString resolver; ///< its name in the configuration
    QStringList addresses;
    QString error; ///< the id of the failure; empty when there are addresses
};

/// What this computer's own name servers say of a name that was made up, so that nobody has it.
struct MadeUpNameFact {
    QStringList addresses; ///< none, from an honest one
};

/// Who said that the connection to the service may not be made, where somebody did (ICMP, or this computer's system).
struct RefusalFact {
    enum class By { ThisComputer, OwnNetwork, Farther };
    By by = By::Farther;
};

/// What the name is an alias of.
struct AliasFact {
    QStringList chain; ///< the canonical name last; empty when it is no alias
};

/// A connection to one address of the service on which nothing was asked.
struct ConnectFact {
    QString address; ///< numeric, as pinned or looked up
    bool secured = false; ///< TLS was set up, or should have been
    Exchange exchange;
};

/// The tunnel through which the way to the service leads.
struct TunnelFact {
    QStringList interfaces; ///< all that are up
    QString towardsService; ///< the one that leads to the service; empty when none does
    bool towardsInternet = false; ///< so does the way to everywhere else
};

/// What the provider's page claims.
struct StatusClaim {
    StatusReport report;
};

/// Earlier faults of this service and how the others are doing.
struct HistoryFact {
    QList<Incident> past; ///< newest first
    int watchedServices = 0;
    int failingServices = 0;
    EstimateRecord estimates{}; ///< how earlier estimates for this service did
};

/// What the check of this service measured before the fault that is explained. "Lately": in the ten minutes before it.
struct BeforeFact {
    std::optional<Micros>
        usual; ///< the median time of a good answer, earlier than lately; empty when hardly any is known
    std::optional<Micros> lately; ///< the same, lately
    int goodLately = 0;
    int failedLately = 0;
    int busy = 0; ///< answers 429 and 503, lately and since
    int goodSince = 0;
    int failedSince = 0;
    std::optional<Seconds> gap; ///< between the last good answer and the first failure
    QStringList addresses{}; ///< where good answers came from, the newest first; none that a proxy chose
};

/// Another watched service that shares something with this one.
struct Neighbour {
    enum class Shares { Host, Provider };
    QString name;
    Shares shares = Shares::Host;
    bool failing = false;
    bool operator==(const Neighbour&) const = default;
};
struct NeighbourFact {
    QList<Neighbour> neighbours;
};

/// What the user saw on another device, a phone for instance.
struct OtherDeviceFact {
    bool works = false;
    bool sameNetwork = false; ///< it was in the same network as this computer
};

using Evidence = std::variant<
    HttpReply, ElsewhereFact, NetworkFact, ProxyFact, NameFact, ResolverFact, MadeUpNameFact, AliasFact, ConnectFact,
    RefusalFact, TunnelFact, StatusClaim, HistoryFact, BeforeFact, NeighbourFact, OtherDeviceFact>;

} // namespace Gatewatch
