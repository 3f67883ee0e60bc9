// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/evidence.h>

#include <core/diagnosis/answer.h>
#include <core/diagnosis/responder.h>

#include <algorithm>

namespace Gatewatch {
namespace {

template <typename... Ts>
struct Overload : Ts... {
    using Ts::operator()...;
};
template <typename... Ts>
Overload(Ts...) -> Overload<Ts...>;

void keep(World& world, const HttpReply& reply)
{
    switch (reply.purpose) {
    case HttpReply::Purpose::First:
        world.first = reply;
        break;
    case HttpReply::Purpose::Retry:
        world.retries.append(reply);
        break;
    case HttpReply::Purpose::PastCache:
        world.pastCache = reply;
        break;
    case HttpReply::Purpose::FrontAddress:
        world.fronts.append(reply);
        break;
    }
}

} // namespace

World::World(const DiagnosisCase& theCase, const QList<Evidence>& evidence, TimePoint at)
    : about(theCase)
    , now(at)
{
    for (const Evidence& one : evidence) {
        std::visit(
            Overload{
                [this](const HttpReply& reply) { keep(*this, reply); },
                [this](const ElsewhereFact& fact) {
                    (fact.kind == ElsewhereFact::Kind::Control ? controls : connectivity).append(fact);
                },
                [this](const NameFact& fact) { name = fact; }, [this](const StatusClaim& fact) { claim = fact.report; },
                [this](const HistoryFact& fact) { history = fact; }},
            one);
    }
    if (const Exchange* bad = symptom(); bad && bad->response) {
        std::optional<ResponseHead> good;
        for (const HttpReply* reply : allReplies()) {
            if (reply->good && reply->exchange.response)
                good = reply->exchange.response;
        }
        responder = responderOf(*bad, good);
        if (!well())
            hop = readHop(*bad, responder);
    }
}

QList<const HttpReply*> World::allReplies() const
{
    QList<const HttpReply*> all;
    if (first)
        all.append(&*first);
    for (const HttpReply& one : retries)
        all.append(&one);
    if (pastCache)
        all.append(&*pastCache);
    for (const HttpReply& one : fronts)
        all.append(&one);
    return all;
}

const Exchange* World::symptom() const
{
    for (const HttpReply* reply : allReplies()) {
        if (!reply->good)
            return &reply->exchange;
    }
    return first ? &first->exchange : nullptr;
}

Failure World::failure() const
{
    const Exchange* const bad = symptom();
    if (!bad || well())
        return Failure::Ok;
    if (bad->failure != Failure::Ok)
        return bad->failure;
    if (first && first->challenged)
        return Failure::HttpChallenged;
    return bad->status() >= 400 ? Failure::HttpError : Failure::HttpResponseMismatch;
}

bool World::byForwardProxy() const
{
    return responder.role == u"forward_proxy" && responder.authored.value_or(false);
}

bool World::answered() const
{
    const Exchange* const bad = symptom();
    return bad && bad->response && !well() && !byForwardProxy() && bad->status() != 511 && bad->status() != 407;
}

int World::goodRetries() const
{
    return int(std::count_if(retries.begin(), retries.end(), [](const HttpReply& one) { return one.good; }));
}

bool World::well() const
{
    if (!first || !first->good || about.expectStatus)
        return false;
    return std::all_of(retries.begin(), retries.end(), [](const HttpReply& one) { return one.good; })
        && std::all_of(fronts.begin(), fronts.end(), [](const HttpReply& one) { return one.good; });
}

bool World::recovered() const
{
    if (!first || first->good || retries.isEmpty() || about.expectStatus)
        return false;
    return goodRetries() == retries.size()
        && std::all_of(fronts.begin(), fronts.end(), [](const HttpReply& one) { return one.good; });
}

bool World::intermittent() const
{
    if (!first || retries.isEmpty())
        return false;
    const int good = goodRetries() + (first->good ? 1 : 0);
    return good > 0 && good < retries.size() + 1 && !recovered();
}

bool World::targetIsLocal() const
{
    const QString host = about.target.host();
    return host == u"localhost" || host.endsWith(u".localhost") || isLoopback(host)
        || (symptom() && !symptom()->viaProxy && isLoopback(symptom()->address));
}

QString World::frontName() const
{
    const bool known = responder.id != u"unknown" && responder.id != u"origin";
    return known && !responder.name.isEmpty() ? responder.name : QStringLiteral("The front door");
}

} // namespace Gatewatch
