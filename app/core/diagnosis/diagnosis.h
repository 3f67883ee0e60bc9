// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QMetaType>
#include <QStringList>

#include <array>

namespace Gatewatch {

/// Where a fault can be, from near to far. The blame bar has one share for each.
enum class Place { Device, Network, Path, Gateway, Service };
constexpr int placeCount = 5;
/// "device", "network", "path", "gateway", "service".
QString idOf(Place place);

/// Shares per place, 0 to 1, summing to 1.
using Blame = std::array<double, placeCount>;
/// Weights of evidence per place in decibans (I. J. Good): +10 makes a place ten times likelier.
using Weights = std::array<double, placeCount>;

enum class VerdictPlace { Device, Network, Path, Gateway, Service, None, Inconclusive };
QString idOf(VerdictPlace place);

struct Symptom {
    Failure failure = Failure::Ok;
    int status = 0;
    TimePoint at{};
    bool operator==(const Symptom&) const = default;
};

struct ResponderLayer {
    QString id; ///< "cloudflare", "nginx" …
    QString role; ///< cdn | load_balancer | reverse_proxy | forward_proxy | origin | unknown
    bool operator==(const ResponderLayer&) const = default;
};

/// Who wrote a response, as far as it can be told.
struct Responder {
    QString id = QStringLiteral("unknown");
    QString name; ///< with the version where it is told
    QString role = QStringLiteral("unknown");
    std::optional<bool> authored; ///< true: wrote the error itself; false: passed on; empty: cannot be told
    double confidence = 0;
    QList<ResponderLayer> layers; ///< everything seen on the way, outermost first
    QStringList markers; ///< the matched lines
    bool operator==(const Responder&) const = default;
};

enum class StepState { Waiting, Running, Done, Skipped, TimedOut, Cancelled };
QString idOf(StepState state);
/// What a finished step means for the reader at a glance.
enum class Tone { Neutral, Good, Bad, Unsure };
QString idOf(Tone tone);

struct StepReport {
    QString id;
    QString group; ///< local | name | connection | security | request | context
    QString title;
    StepState state = StepState::Waiting;
    QString reason; ///< why it was skipped or ended early
    std::optional<Millis> duration;
    QStringList findings;
    Tone tone = Tone::Neutral;
    QString plain; ///< result for anyone, one sentence
    QString expert; ///< the same fact for an expert
    bool operator==(const StepReport&) const = default;
};

struct FindingReport {
    QString id;
    QString step;
    QString text; ///< for anyone
    QString expert;
    Weights weights{};
    bool counted = true; ///< false: a stronger finding of the same group already counts
    bool operator==(const FindingReport&) const = default;
};

struct Verdict {
    VerdictPlace place = VerdictPlace::Inconclusive;
    QString cause; ///< "origin_refuses_connections" …; empty while unknown
    double confidence = 0;
    bool transient = false;
    QString headline; ///< one sentence for a person
    QString explanation; ///< two sentences in plain words
    QString expert; ///< the same for an expert
    QString wouldChange; ///< what evidence would change this
    bool operator==(const Verdict&) const = default;
};

struct DurationExpectation {
    QString bracket = QStringLiteral("unknown"); ///< under_1_minute | minutes | hours | unknown
    std::optional<int> medianSeconds;
    QString basis = QStringLiteral("general"); ///< retry_after | own_history | provider_incident | general
    QString text;
    QString record; ///< how earlier estimates for this service did; empty while there are too few
    std::optional<TimePoint> since; ///< when the episode began
    QList<int> pastEpisodesSeconds; ///< lengths of earlier episodes of this service, for the picture
    bool operator==(const DurationExpectation&) const = default;
};

struct Advice {
    QString id; ///< "wait_and_watch", "copy_report", "open_status_page" …
    QString kind; ///< you_can_do | tell_the_operator | operator
    bool automatic = false;
    QString title;
    QString text;
    QString action; ///< label of its button; empty when there is nothing to press
    bool retest = false; ///< asks to change something, so that the same is to be tested again afterwards
    bool operator==(const Advice&) const = default;
};

/// A question that people ask, answered from the evidence of this diagnosis and from nothing else.
struct Answer {
    QString id; ///< "data_lost", "is_it_me", "log_lines" …
    QString audience; ///< anyone | operator
    QString question;
    QString answer; ///< in plain words
    QString expert; ///< what it rests on; may be empty
    QString code{}; ///< to be copied as it is: a command, a rule; may be empty
    bool operator==(const Answer&) const = default;
};

/// A whole troubleshooting session: what the panel, the CLI and the reports show.
struct Diagnosis {
    ServiceId service; ///< empty for a pasted URL
    QString serviceName;
    QUrl target;
    QByteArray method = "GET";
    TimePoint startedAt{};
    Millis duration{0};
    bool finished = false;
    Symptom symptom;
    Verdict verdict;
    Blame blame{0.2, 0.2, 0.2, 0.2, 0.2};
    Responder responder;
    QList<StepReport> steps;
    QList<FindingReport> findings;
    DurationExpectation expectation;
    QList<Advice> advice; ///< best first
    QString dataSafety;
    QList<Answer> answers; ///< those for anyone first
    bool operator==(const Diagnosis&) const = default;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Diagnosis)
