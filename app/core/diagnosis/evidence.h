// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/facts.h>
#include <core/diagnosis/hopfault.h>

namespace Gatewatch {

/// What is known before anything is tried.
struct DiagnosisCase {
    ServiceId service;
    QString serviceName;
    QUrl target;
    QByteArray method = "GET";
    TimePoint startedAt{};
    std::optional<TimePoint> since; ///< when the episode began
    std::optional<int> expectStatus; ///< diagnose this symptom even if it has gone by now
    bool pageNarrowed = false; ///< of the status page, only the components that matter here were chosen
    QStringList missingSecrets; ///< names of secrets that the request should carry and could not be read
};

/// Why a good answer may not be the service's: our own name server leads to somebody else.
enum class Misled {
    No,
    Blocked, ///< the page says that the way to the real one is barred
    Invented, ///< it gives that address for names that nobody has
    OtherPage, ///< where others are led there is another page: that may be meant so
};

/// The evidence put in order once, so that every rule reads facts and none searches a list.
struct World {
    World(const DiagnosisCase& theCase, const QList<Evidence>& evidence, TimePoint now);

    DiagnosisCase about;
    TimePoint now;
    std::optional<HttpReply> first;
    QList<HttpReply> retries, fronts;
    std::optional<HttpReply> pastCache;
    QList<HttpReply> variants; ///< the same asked in another way, and other paths
    QList<ElsewhereFact> connectivity, controls;
    std::optional<NetworkFact> network;
    std::optional<ProxyFact> proxy;
    std::optional<TunnelFact> tunnel;
    std::optional<NameFact> name;
    QList<ResolverFact> resolvers;
    std::optional<MadeUpNameFact> madeUp;
    std::optional<AliasFact> alias;
    QList<ConnectFact> connections;
    std::optional<RefusalFact> refusal;
    QList<Neighbour> neighbours;
    std::optional<StatusReport> claim;
    std::optional<HistoryFact> history;
    std::optional<BeforeFact> before;
    std::optional<OtherDeviceFact> otherDevice;
    std::optional<Exchange> asked; ///< a symptom that is only asked about: every real answer was good
    Misled misled = Misled::No;
    Responder responder; ///< of the first bad answer
    std::optional<HopReading> hop;

    /// The answer that is being explained: the first one, or the first bad try when that was good.
    [[nodiscard]] const HttpReply* symptomReply() const;
    [[nodiscard]] const Exchange* symptom() const;
    [[nodiscard]] int status() const { return symptom() ? symptom()->status() : 0; }
    [[nodiscard]] Failure failure() const; ///< http.error for a status that does not fit
    /// A bad answer came from their side: the way there and back works.
    [[nodiscard]] bool answered() const;
    /// A bot wall answered: that says nothing about the service.
    [[nodiscard]] bool challenged() const { return failure() == Failure::HttpChallenged; }
    /// answered(), by somebody who says something about the service, and not only asked about.
    [[nodiscard]] bool toldByThem() const { return answered() && !challenged() && !asked && !otherServerInItsPlace(); }
    /// What answered is not the service: past the proxy, or at the address that others give, it works. Nothing that was
    /// seen on the first way tells about the service then.
    [[nodiscard]] bool answeredInItsPlace() const { return proxyInItsPlace() || otherServerInItsPlace(); }
    [[nodiscard]] bool proxyInItsPlace() const;
    [[nodiscard]] bool otherServerInItsPlace() const;
    /// All addresses that the system gives come from the hosts file of this computer.
    [[nodiscard]] bool namedByHostsFile() const;
    [[nodiscard]] bool rejected() const; ///< it answers, but wants another request (4xx, but for 429)
    [[nodiscard]] bool byForwardProxy() const;
    [[nodiscard]] int goodRetries() const;
    /// Something was wrong, and every try since has been good.
    [[nodiscard]] bool recovered() const;
    [[nodiscard]] bool intermittent() const;
    /// Nothing was wrong to begin with.
    [[nodiscard]] bool well() const;
    /// Nothing at all came from the service. What may be stopped on the way to it alone then counts for less.
    [[nodiscard]] bool silent() const { return symptom() && !symptom()->response && !well(); }
    /// Who lets no connection to it through, and says so. Empty where any came about: then one address was refused, or
    /// one family, which does not explain what the others answered.
    [[nodiscard]] std::optional<RefusalFact::By> refusedBy() const;
    /// Something is wrong, and was seen here.
    [[nodiscard]] bool failsNow() const { return symptom() && !well() && !recovered() && !asked; }
    [[nodiscard]] bool targetIsLocal() const;
    /// Somebody in between answers for other places: a sign-in page.
    [[nodiscard]] bool portal() const;
    /// A good answer that may be the sign-in page's: it came in the clear, and somebody in between answers for others.
    [[nodiscard]] bool borrowed() const;
    /// The tries end in different ways, or name servers that have nothing in common are silent, while some of what was
    /// asked elsewhere is answered and some is not: that is no single machine, but packets that get lost. Not where an
    /// error came as well, for then they have trouble themselves; nor where a port is silent everywhere.
    [[nodiscard]] bool losesPackets() const;
    /// An unrelated place really answered.
    [[nodiscard]] bool othersAnswer() const;
    /// By how much this computer's clock is ahead of everybody's Date fields, in the middle; empty without any.
    [[nodiscard]] std::optional<Seconds> clockAhead() const;
    [[nodiscard]] Seconds lasted() const; ///< since the episode began
    [[nodiscard]] QList<const HttpReply*> allReplies() const; ///< to the request as it is, however often
    [[nodiscard]] QList<const HttpReply*> variantsOf(HttpReply::Purpose purpose) const;
    /// The one that the service showed first; empty when none was seen.
    [[nodiscard]] std::optional<PeerCertificate> certificate() const;
    /// "nginx 1.22.1" or "The front door".
    [[nodiscard]] QString frontName() const;
};

} // namespace Gatewatch
