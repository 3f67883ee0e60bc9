// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/judge.h>
#include <core/servicestate.h>
#include <core/statuspage/statusreport.h>

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace Gatewatch {

// The JSON of the command line and of exports. A phase or fact that is not known is absent, never 0. Addresses are
// redacted: what is printed ends up in other people's logs.

/// The text of a document, its "schema" first: other programs tell documents apart by it. `Compact` gives one line with
/// its end.
QByteArray documentText(QJsonObject object, QJsonDocument::JsonFormat format = QJsonDocument::Indented);

/// Milliseconds with three digits behind the point; what took no microsecond counts as one, since 0 would say "not
/// reached".
double milliseconds(Micros time);
/// { "resolve": 1.2, "connect": … }: only the phases that were reached.
QJsonObject phasesToJson(const Phases& phases);

/// Who is meant and issued it, from when until when. `now` gives the days that it has left.
QJsonObject certificateToJson(const PeerCertificate& certificate, TimePoint now);

/// "gatewatch.check/1", with the evidence where something failed. `now` as in certificateToJson().
QJsonObject checkToJson(const Exchange& exchange, const Judgement& judgement, TimePoint now);
/// "gatewatch.status/1". Resolved incidents of the last 14 days follow the open ones; older ones are left out.
enum class Addresses { Redacted, Whole };
QJsonObject statusToJson(const StatusReport& report, TimePoint now, Addresses addresses = Addresses::Redacted);
/// One sentence about a report, for people: what the page says, or why it says nothing.
QString statusMessage(const StatusReport& report);
/// One line of JSON lines: "gatewatch.sample/1".
QJsonObject sampleToJson(const Sample& sample);

/// What is known of one service, for servicesToJson().
struct ServiceSummary {
    State state = State::Unknown;
    std::optional<Sample> last; ///< newest measured sample of the check that makes the state
    QString message{}; ///< why nothing is known, or nothing newer than `last`, where it is known; a sentence
    /// The first of the runs that measured nothing since; the state is that of before, until it is too old.
    std::optional<TimePoint> notMeasuredSince{};
    bool flapping = false;
    bool operator==(const ServiceSummary&) const = default;
};
/// "gatewatch.services/1": the configured services in order, with what is known of them.
QJsonObject servicesToJson(const Config& config, const QHash<ServiceId, ServiceSummary>& known);

} // namespace Gatewatch
