// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/diagnosis/steps.h>

namespace Gatewatch {

/// With more for each answer, a handful of other ways would fill the whole session.
constexpr Micros slowAnswer{1'000'000};

// What steps that ask the service have in common: when they may, for how long, and how their answers are told.

std::optional<QString> reasonIf(bool skip, const char* reason);
/// Of a step that there is always a reason for.
std::optional<QString> neverSkipped(const StepContext& context);

/// How long they still want to be left alone; empty when they do not.
std::optional<Seconds> askedToWait(const HttpReply& reply);
/// A Retry-After up to this is waited for within the session.
constexpr Millis shortWait{2000};

/// Why the request may not be sent again: it could change something, they ask for a pause, or nothing was asked yet.
std::optional<QString> notToRepeat(const StepContext& context);
/// Why asking in another way would tell nothing: as above, or all is well, or nobody answers, or each answer takes
/// long.
std::optional<QString> notToVary(const StepContext& context);

/// As long as an answer may take again, with room: slow gateways must be allowed to give their answer.
Millis tryTimeout(const StepContext& context);
bool timedOut(Failure failure);

/// The addresses at which the service can be entered, six at most: those that are pinned, or those that were looked up.
QStringList entrancesOf(const StepContext& context);
/// Whether the request goes through a proxy, by its configuration.
bool usesProxy(const StepContext& context);

/// One way to ask, and how its answer is told.
struct Variant {
    ProbeRequest request;
    HttpReply reply; ///< purpose, number, address and variant; the rest is filled in
};
/// The request as it was configured, with as much time as an answer may need, for one of the variants.
Variant variantOf(const StepContext& context, HttpReply::Purpose purpose, const QString& words = {});
/// A reply as its expectation judges it. When `limit` is shorter than that of the check, running into it is told as
/// ours.
HttpReply replyWithin(const StepContext& context, const HttpReply& about, const Exchange& exchange, Millis limit);
/// Asks them all, as fast as the queue lets them, tells of each answer and then ends the step. `mend` may correct a
/// reply before it is told; false keeps it back.
std::unique_ptr<QObject> askAll(
    const StepContext& context, const StepReporter& report, const QList<Variant>& variants,
    std::function<bool(HttpReply&)> mend = {});

/// In the clear, what is configured would be shown to whoever is on another way, for the query is a part of it.
bool wouldShowQuery(const StepContext& context);
/// askAll() on ways, or at addresses, that were not chosen for what was configured. Encrypted, whoever answers has to
/// prove to be the service first; in the clear nobody can, so that nothing of it is sent, and who then asks for a login
/// has said nothing. Not where wouldShowQuery().
std::unique_ptr<QObject> askWarily(const StepContext& context, const StepReporter& report, QList<Variant> variants);

/// Ends a step that only looks at what others have found.
std::unique_ptr<QObject> readOnly(const StepContext& context, StepReporter report);

} // namespace Gatewatch
