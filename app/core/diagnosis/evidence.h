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
    bool symptomSeen = false; ///< the first exchange was seen before this session
    bool hasStatusPage = false;
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
};

/// What the system's name lookup said.
struct NameFact {
    QString host;
    QStringList addresses;
    QString error;
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

    Responder responder; ///< of the first bad answer
    std::optional<HopReading> hop;

    /// The answer that is being explained: the first one, or the first bad retry when that was good.
    [[nodiscard]] const Exchange* symptom() const;
    [[nodiscard]] int status() const { return symptom() ? symptom()->status() : 0; }
    [[nodiscard]] Failure failure() const; ///< http.error for a status that does not fit
    /// A bad answer came from their side: the way there and back works.
    [[nodiscard]] bool answered() const;
    [[nodiscard]] bool byForwardProxy() const;
    [[nodiscard]] int goodRetries() const;
    /// Something was wrong, and every try since has been good.
    [[nodiscard]] bool recovered() const;
    [[nodiscard]] bool intermittent() const;
    /// Nothing was wrong to begin with.
    [[nodiscard]] bool well() const;
    [[nodiscard]] bool targetIsLocal() const;
    [[nodiscard]] QList<const HttpReply*> allReplies() const;
    /// "nginx 1.22.1" or "The front door".
    [[nodiscard]] QString frontName() const;
};

} // namespace Gatewatch
