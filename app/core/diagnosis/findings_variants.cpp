// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the same question asked in another way: other pages, versions, clients, more patience, neighbours.
#include <core/diagnosis/finding.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

bool failsNow(const World& w)
{
    return w.symptom() && !w.well() && !w.recovered() && !w.asked;
}

/// Each look at the request as it is was bad. Otherwise a good answer to another one is luck.
bool failsEachTime(const World& w)
{
    return failsNow(w) && w.first && !w.first->good && !w.retries.isEmpty() && w.goodRetries() == 0;
}

QString answersOf(const QList<const HttpReply*>& replies)
{
    QStringList parts;
    for (const HttpReply* one : replies)
        parts.append(
            one->variant + u' '
            + (one->exchange.response ? QString::number(one->exchange.status()) : idOf(one->exchange.failure)));
    return parts.join(QStringLiteral(", "));
}

qsizetype goodOf(const QList<const HttpReply*>& replies)
{
    return std::count_if(replies.begin(), replies.end(), [](const HttpReply* one) { return one->good; });
}

/// Whether it came from the application: its answer has nothing of a store, and whoever is in front did not make it up.
bool cameFromBehind(const HttpReply& reply)
{
    return reply.good && reply.exchange.response && reply.exchange.status() < 400;
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
                 QStringLiteral("Other pages of the same host work: only a part of it fails"), answersOf(replies));
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
                 QStringLiteral("Other pages of the same host fail as well"), answersOf(replies));
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
                 answersOf(replies));
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
                 QStringLiteral("Asked in another manner it works: it depends on who asks"), answersOf(replies));
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
                 answered && failsNow(w), QStringLiteral("With more patience an answer comes: it is slow, not away"),
                 answersOf(replies));
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
                 failsNow(w) && failingNeighbours(w, Neighbour::Shares::Host) > 0,
                 QStringLiteral("What else you watch on the same host fails too"));
         }},
        {"same_provider_fails",
         "beside",
         "neighbours",
         "outage",
         {-5, -5, 0, 6, 0},
         [](const World& w) {
             return when(
                 failsNow(w) && failingNeighbours(w, Neighbour::Shares::Provider) > 0,
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
