// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about an answer that comes again: what was planned, whether it comes each time, and whether a store repeats it.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>
#include <core/retryafter.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;

/// The same waiting time to within 60 ms in three answers or more, at a length that people configure.
std::optional<double> roundLimit(const World& w)
{
    constexpr std::array limits{1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 19.0, 20.0, 29.0, 30.0, 60.0, 100.0, 120.0};
    QList<double> waits;
    for (const HttpReply* reply : w.allReplies()) {
        if (!reply->good && reply->exchange.response && reply->exchange.phases.wait)
            waits.append(double(reply->exchange.phases.wait->count()) / 1e6);
    }
    if (waits.size() < 3)
        return std::nullopt;
    for (const double limit : limits) {
        if (std::all_of(waits.begin(), waits.end(), [&](double one) {
                return one > limit - 0.02 && one < limit + 0.06 + limit * 0.02;
            }))
            return limit;
    }
    return std::nullopt;
}

/// Each try ended as the first answer did.
bool allRetriesAlike(const World& w)
{
    if (!w.first || w.first->good || w.retries.size() < 2 || w.goodRetries() > 0)
        return false;
    const Exchange& like = w.first->exchange;
    return std::all_of(w.retries.begin(), w.retries.end(), [&](const HttpReply& one) {
        return one.exchange.status() == like.status() && one.exchange.failure == like.failure;
    });
}

QString answerWord(const Exchange& exchange)
{
    const bool whole = exchange.response && exchange.failure == Failure::Ok;
    return whole ? QString::number(exchange.status()) : idOf(exchange.failure);
}

QString answersInARow(const World& w)
{
    QStringList words;
    for (const HttpReply& one : w.retries)
        words.append(answerWord(one.exchange));
    return words.join(u' ');
}

/// Whatever was bad had only been waited for no longer: a limit of this session, not of the check.
bool onlyCutShort(const World& w)
{
    const QList<const HttpReply*> all = w.allReplies();
    return std::all_of(
        all.begin(), all.end(), [](const HttpReply* one) { return one->good || one->ownLimit.has_value(); });
}

bool fromStore(const World& w)
{
    return w.symptom() && w.symptom()->response && readCache(*w.symptom()->response).stored;
}

QList<FindingRow> planRows()
{
    return {
        // A 503 that speaks of work, or names when to come back, was prepared by people.
        {"says_maintenance",
         "plan",
         "request",
         "maintenance",
         {-4, -4, -4, -2, 9},
         [](const World& w) {
             return when(
                 w.toldByThem() && w.status() == 503 && speaksOfMaintenance(w.symptom()->body),
                 QStringLiteral("Its page speaks of maintenance"));
         }},
        {"asks_to_come_back",
         "plan",
         "request",
         "overload",
         {-4, -4, -4, -1, 6},
         [](const World& w) {
             // Varnish puts a constant Retry-After on its own pages: no plan.
             const bool constant = w.responder.id == u"varnish" && w.responder.authored.value_or(false);
             return when(
                 w.toldByThem() && w.status() == 503 && !constant
                     && readRetryAfter(w.symptom()->response.value(), w.now),
                 QStringLiteral("It says when to come back (Retry-After)"));
         }},
        // Always the same long wait: somebody's time limit ran out while the service was silent.
        {"same_long_wait",
         "timing",
         "retry",
         "origin_timeout",
         {-4, -3, 0, 0, 5},
         [](const World& w) {
             const std::optional<double> limit = roundLimit(w);
             // HAProxy's 503 comes after a pause between its tries to connect, or at the end of its queue.
             const bool pause = w.responder.id == u"haproxy" && w.status() == 503;
             return when(
                 limit && w.toldByThem() && !pause,
                 QStringLiteral("The error comes after %1 s every time: a time limit").arg(limit.value_or(0)));
         }},
    };
}

QList<FindingRow> retryRows()
{
    return {
        // The same answer each time: not a short disturbance, and not this computer. A request that is not accepted is
        // not accepted each time: that tells nothing.
        {"all_attempts_fail_alike",
         "retries",
         "retry",
         nullptr,
         {-6, -3, -3, 3, 3},
         [](const World& w) {
             return when(
                 allRetriesAlike(w) && w.toldByThem() && !w.rejected(),
                 QStringLiteral("%1 of %1 tries answered %2")
                     .arg(w.retries.size())
                     .arg(plainAnswer(w.retries.value(0).exchange)),
                 answersInARow(w));
         }},
        {"all_attempts_silent",
         "retries",
         "retry",
         nullptr,
         {0, 0, 0, 0, 1},
         [](const World& w) {
             return when(
                 allRetriesAlike(w) && !w.answered(),
                 QStringLiteral("%1 of %1 tries failed in the same way").arg(w.retries.size()), answersInARow(w));
         }},
        {"attempts_fail_differently",
         "retries",
         "retry",
         nullptr,
         {-4, -1, 0, 2, 3},
         [](const World& w) {
             return when(
                 w.retries.size() > 1 && w.goodRetries() == 0 && !allRetriesAlike(w) && !w.challenged(),
                 QStringLiteral("All tries failed, in different ways"), answersInARow(w));
         }},
        // Some work: what is near us does not choose among tries; one of several servers behind does.
        {"some_attempts_fail",
         "retries",
         "retry",
         "intermittent",
         {-6, -2, 2, 6, 8},
         [](const World& w) {
             return when(
                 w.intermittent(),
                 QStringLiteral("%1 of %2 tries were good").arg(w.goodRetries()).arg(w.retries.size()),
                 answersInARow(w), onlyCutShort(w) ? 0.4 : 1);
         }},
        {"all_attempts_good",
         "retries",
         "retry",
         "recovered",
         {0, 0, 0, 0, 0},
         [](const World& w) {
             return when(
                 !w.retries.isEmpty() && w.goodRetries() == w.retries.size(),
                 QStringLiteral("%1 of %1 tries were good").arg(w.retries.size()), answersInARow(w));
         }},
        // A stored error goes away when the store is passed by: the service may be well.
        {"old_error_from_cache",
         "cache",
         "cache_bypass",
         "stale_cached_error",
         {0, 0, -2, 20, -6},
         [](const World& w) {
             return when(
                 fromStore(w) && w.pastCache && w.pastCache->good,
                 QStringLiteral("Past the cache it works: the error is an old copy"),
                 fromStore(w) ? readCache(*w.symptom()->response).line : QString());
         }},
        // Without a mark of a store it need not be one: that request had no cookies and another address.
        {"works_asked_differently",
         "cache",
         "cache_bypass",
         nullptr,
         {2, 0, 0, 3, 3},
         [](const World& w) {
             return when(
                 w.answered() && !fromStore(w) && w.pastCache && w.pastCache->good && !w.retries.isEmpty()
                     && w.goodRetries() == 0,
                 QStringLiteral("Asked without cookies and with a fresh address it works"));
         }},
        {"fails_past_cache",
         "cache",
         "cache_bypass",
         nullptr,
         {-3, 0, 0, 0, 0},
         [](const World& w) {
             return when(
                 w.pastCache && !w.pastCache->good && w.pastCache->exchange.response,
                 QStringLiteral("Past the cache it fails as well: an old copy is not to blame"));
         }},
    };
}

} // namespace

QList<FindingRow> repeatFindings()
{
    return planRows() + retryRows();
}

} // namespace Gatewatch
