// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/hopfault.h>
#include <core/incident.h>
#include <core/statuspage/statusreport.h>

#include <variant>

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

/// One answer (or silence) of the service itself.
struct HttpReply {
    enum class Purpose { First, Retry, PastCache, FrontAddress };
    Purpose purpose = Purpose::First;
    int number = 0; ///< of a try, from 1
    QString address; ///< of a front, numeric
    Exchange exchange;
    bool good = false; ///< met the expectation of its check
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
};

/// What the system's name lookup said.
struct NameFact {
    QString host;
    QStringList addresses;
    QString error; ///< the id of the failure; empty when there are addresses
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
};

using Evidence = std::variant<HttpReply, ElsewhereFact, NameFact, StatusClaim, HistoryFact>;

/// The evidence put in order once, so that every rule reads facts and none searches a list.
struct World {
    World(const DiagnosisCase& theCase, const QList<Evidence>& evidence, TimePoint now);

    DiagnosisCase about;
    TimePoint now;
    std::optional<HttpReply> first;
    QList<HttpReply> retries, fronts;
    std::optional<HttpReply> pastCache;
    QList<ElsewhereFact> connectivity, controls;
    std::optional<NameFact> name;
    std::optional<StatusReport> claim;
    std::optional<HistoryFact> history;
    std::optional<Exchange> asked; ///< a symptom that is only asked about: every real answer was good
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
    [[nodiscard]] bool toldByThem() const { return answered() && !challenged() && !asked; }
    [[nodiscard]] bool rejected() const; ///< it answers, but wants another request (4xx, but for 429)
    [[nodiscard]] bool byForwardProxy() const;
    [[nodiscard]] int goodRetries() const;
    /// Something was wrong, and every try since has been good.
    [[nodiscard]] bool recovered() const;
    [[nodiscard]] bool intermittent() const;
    /// Nothing was wrong to begin with.
    [[nodiscard]] bool well() const;
    [[nodiscard]] bool targetIsLocal() const;
    /// Somebody in between answers for other places: a sign-in page.
    [[nodiscard]] bool portal() const;
    /// An unrelated place really answered.
    [[nodiscard]] bool othersAnswer() const;
    [[nodiscard]] Seconds lasted() const; ///< since the episode began
    [[nodiscard]] QList<const HttpReply*> allReplies() const;
    /// "nginx 1.22.1" or "The front door".
    [[nodiscard]] QString frontName() const;
};

} // namespace Gatewatch
