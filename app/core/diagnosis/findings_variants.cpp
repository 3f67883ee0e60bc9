// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the same question asked in another way: other pages, versions, clients, more patience, neighbours.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>
#include <core/diagnosis/responder.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

/// Each look at the request as it is was bad. Otherwise a good answer to another one is luck.
bool failsEachTime(const World& w)
{
    return w.failsNow() && w.first && !w.first->good && !w.retries.isEmpty() && w.goodRetries() == 0;
}

qsizetype goodOf(const QList<const HttpReply*>& replies)
{
    return std::count_if(replies.begin(), replies.end(), [](const HttpReply* one) { return one->good; });
}

/// Whether it was seen to come from behind the front door. Pages like these are often kept by the front door itself,
/// which then says nothing about what is behind it.
bool cameFromBehind(const HttpReply& reply)
{
    if (!reply.good || reply.exchange.status() >= 400)
        return false;
    const Responder who = responderOf(reply.exchange);
    return who.role == u"origin" || who.authored == std::optional(false);
}

qsizetype failingNeighbours(const World& w, Neighbour::Shares shares)
{
    return std::count_if(w.neighbours.begin(), w.neighbours.end(), [shares](const Neighbour& one) {
        return one.shares == shares && one.failing;
    });
}

QList<FindingRow> otherWays()
{
    return {
        // The same front door reaches what is behind it for other pages: it is this part of the service.
        {"other_pages_work",
         "paths",
         "other_path",
         nullptr,
         {-2, -2, -3, -4, 5},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherPath);
             const bool some =
                 std::any_of(replies.begin(), replies.end(), [](const HttpReply* one) { return cameFromBehind(*one); });
             return when(
                 failsEachTime(w) && w.toldByThem() && w.status() >= 500 && some,
                 QStringLiteral("Other pages of the same service work: only a part of it fails"), answersText(replies));
         }},
        {"other_pages_work",
         "paths",
         "other_path",
         nullptr,
         {-2, -2, -2, 0, 0},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherPath);
             return when(
                 failsEachTime(w) && w.toldByThem() && w.status() >= 500 && goodOf(replies) > 0,
                 QStringLiteral("Other pages there answer; but the front door may keep copies of such pages"),
                 answersText(replies));
         }},
        {"other_pages_fail",
         "paths",
         "other_path",
         nullptr,
         {-2, -2, -2, 1, 1},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherPath);
             return when(
                 failsEachTime(w) && w.toldByThem() && !replies.isEmpty() && goodOf(replies) == 0,
                 QStringLiteral("Other pages of the same host fail as well"), answersText(replies));
         }},
        // One protocol fails in the same program that speaks the other: the front door's own.
        {"one_version_fails",
         "versions",
         "other_version",
         "front_fault",
         {0, 1, 0, 12, -3},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherVersion);
             return when(
                 failsEachTime(w) && goodOf(replies) > 0, QStringLiteral("Over another version of HTTP it works"),
                 answersText(replies));
         }},
        {"depends_on_client",
         "clients",
         "other_client",
         "client_refused",
         {0, 0, -2, 10, 2},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherClient);
             return when(
                 failsEachTime(w) && goodOf(replies) > 0,
                 QStringLiteral("Asked in another manner it works: it depends on who asks"), answersText(replies));
         }},
        {"answers_after_longer_wait",
         "patience",
         "longer_wait",
         "overload",
         {-4, -4, -3, 0, 8},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::LongerWait);
             const bool answered = std::any_of(replies.begin(), replies.end(), [](const HttpReply* one) {
                 return one->exchange.response.has_value();
             });
             return when(
                 answered && w.failure() == Failure::HttpResponseTimedOut,
                 QStringLiteral("With more patience an answer comes: it is slow, not away"), answersText(replies));
         }},
    };
}

QList<FindingRow> neighbourRows()
{
    return {
        // The same host in other services of this list: what they share fails.
        {"same_host_fails",
         "beside",
         "neighbours",
         nullptr,
         {-5, -5, -1, 3, 3},
         [](const World& w) {
             return when(
                 w.failsNow() && failingNeighbours(w, Neighbour::Shares::Host) > 0,
                 QStringLiteral("What else you watch on the same host fails too"));
         }},
        {"same_provider_fails",
         "beside",
         "neighbours",
         "outage",
         {-5, -5, 0, 6, 0},
         [](const World& w) {
             return when(
                 w.failsNow() && failingNeighbours(w, Neighbour::Shares::Provider) > 0,
                 QStringLiteral("Others behind the same content network fail too"));
         }},
    };
}

} // namespace

QList<FindingRow> variantFindings()
{
    return otherWays() + neighbourRows();
}

} // namespace Gatewatch
