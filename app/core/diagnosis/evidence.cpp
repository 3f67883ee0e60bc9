// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/evidence.h>

#include <core/diagnosis/answer.h>
#include <core/diagnosis/ownhost.h>
#include <core/diagnosis/responder.h>
#include <core/diagnosis/secondopinion.h>

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
    case HttpReply::Purpose::OtherPath:
    case HttpReply::Purpose::OtherVersion:
    case HttpReply::Purpose::OtherClient:
    case HttpReply::Purpose::OtherProxy:
    case HttpReply::Purpose::OtherRoute:
    case HttpReply::Purpose::OtherAddress:
    case HttpReply::Purpose::LongerWait:
        world.variants.append(reply);
        break;
    }
}

bool allGood(const QList<HttpReply>& replies)
{
    return std::all_of(replies.begin(), replies.end(), [](const HttpReply& one) { return one.good; });
}

/// The newest good answer to compare a bad one with. A redirect is none: it may come from somebody else than the page.
std::optional<ResponseHead> goodAnswer(const World& world)
{
    std::optional<ResponseHead> good;
    for (const HttpReply* reply : world.allReplies()) {
        const int status = reply->exchange.status();
        if (reply->good && status >= 200 && status < 300)
            good = reply->exchange.response;
    }
    return good;
}

/// A symptom that is asked about but gone has only its code to tell. The good answer tells who is on the way, but not
/// who wrote the bad one.
void askAbout(World& world, int status)
{
    world.asked = world.first->exchange;
    world.asked->response = ResponseHead{status, "1.1", {}, {}};
    world.asked->body.clear();
    world.asked->bytes = 0;
    world.responder = responderOf(world.first->exchange);
    world.responder.authored.reset();
}

bool isSilence(Failure failure)
{
    return failure == Failure::DnsUnreachable || failure == Failure::TcpTimedOut || failure == Failure::TlsTimedOut
        || failure == Failure::HttpResponseTimedOut;
}

/// Some of them are silent and some are not, and it is not the port that tells them apart.
bool losesOfOthers(const QList<ElsewhereFact>& elsewhere)
{
    const auto any = [&elsewhere](bool silent, bool https) {
        return std::any_of(elsewhere.begin(), elsewhere.end(), [silent, https](const ElsewhereFact& one) {
            return isSilence(one.failure) == silent && one.https == https;
        });
    };
    return (any(true, true) && any(false, true)) || (any(true, false) && any(false, false));
}

/// Some front doors give programs a bare line and browsers a page that says whose fault it is. The fuller of two
/// answers with the same code counts.
void readAgain(World& world, const Exchange& other)
{
    if (!other.response || other.status() != world.status() || world.well())
        return;
    const Responder fuller = responderOf(other);
    const std::optional<HopReading> told = readHop(other, fuller);
    const double before = world.hop ? world.hop->confidence : 0;
    const bool plainer = !world.hop || world.hop->fault == HopFault::Unclear;
    if (told && told->fault != HopFault::Unclear && (plainer || told->confidence > before)) {
        world.responder = fuller;
        world.hop = told;
    } else if (!world.hop && fuller.confidence > world.responder.confidence) {
        world.responder = fuller;
    }
}

/// The role is that of the hop in use: whatever answers for a service that works past it is a proxy of ours, and no
/// application, by whatever name it goes.
void namePlacesOf(World& world)
{
    const bool proxy = world.proxyInItsPlace();
    const bool other = proxy || world.otherServerInItsPlace() || world.failure() == Failure::LocalCaptivePortal
        || world.status() == 511;
    Responder& responder = world.responder;
    if (other && responder.role == u"origin") {
        responder.id = QStringLiteral("unknown");
        responder.role = QStringLiteral("unknown");
        responder.authored.reset();
        responder.confidence = 0;
        responder.layers.clear();
    }
    if (!proxy)
        return;
    responder.role = QStringLiteral("forward_proxy");
    responder.authored = true;
    if (!responder.layers.isEmpty())
        responder.layers.last().role = responder.role;
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
                [this](const NetworkFact& fact) { network = fact; }, [this](const ProxyFact& fact) { proxy = fact; },
                [this](const TunnelFact& fact) { tunnel = fact; }, [this](const NameFact& fact) { name = fact; },
                [this](const ResolverFact& fact) { resolvers.append(fact); },
                [this](const MadeUpNameFact& fact) { madeUp = fact; }, [this](const AliasFact& fact) { alias = fact; },
                [this](const ConnectFact& fact) { connections.append(fact); },
                [this](const RefusalFact& fact) { refusal = fact; },
                [this](const StatusClaim& fact) { claim = fact.report; },
                [this](const HistoryFact& fact) { history = fact; }, [this](const BeforeFact& fact) { before = fact; },
                [this](const NeighbourFact& fact) { neighbours = fact.neighbours; },
                [this](const OtherDeviceFact& fact) { otherDevice = fact; }},
            one);
    }
    if (history) // the one that is being explained is no earlier one
        history->past.removeIf([](const Incident& one) { return !one.closed; });
    misled = misledBy(*this);
    if (about.expectStatus && first && first->good && allGood(retries) && allGood(fronts)) {
        askAbout(*this, *about.expectStatus);
    } else if (const Exchange* bad = symptom(); bad && bad->response) {
        responder = responderOf(*bad, goodAnswer(*this));
        if (!well())
            hop = readHop(*bad, responder);
        for (const HttpReply* other : variantsOf(HttpReply::Purpose::OtherClient))
            readAgain(*this, other->exchange);
        namePlacesOf(*this);
    } else if (bad && bad->fragment && bad->connectStatus.value_or(0) >= 300) {
        // The proxy's own answer to CONNECT, in which nothing can come from the site.
        Exchange told = *bad;
        told.response = told.fragment;
        told.bytes = std::max<qint64>(told.bytes, 1); // its body was not kept
        responder = responderOf(told);
        hop = readHop(told, responder);
    } else if (!well()) {
        // Who waited longer was told by whom it had been kept waiting.
        for (const HttpReply* late : variantsOf(HttpReply::Purpose::LongerWait)) {
            if (late->exchange.response && !late->good)
                responder = responderOf(late->exchange);
        }
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

std::optional<Seconds> World::clockAhead() const
{
    QList<Seconds> all;
    for (const HttpReply* reply : allReplies()) {
        if (const std::optional<Seconds> ahead = Gatewatch::clockAhead(reply->exchange))
            all.append(*ahead);
    }
    for (const ElsewhereFact& one : connectivity + controls) {
        if (one.clockAhead)
            all.append(*one.clockAhead);
    }
    if (all.isEmpty())
        return std::nullopt;
    std::sort(all.begin(), all.end());
    return all[all.size() / 2]; // the odd server whose own clock is wrong does not matter
}

QList<const HttpReply*> World::variantsOf(HttpReply::Purpose purpose) const
{
    QList<const HttpReply*> some;
    for (const HttpReply& one : variants) {
        if (one.purpose == purpose)
            some.append(&one);
    }
    return some;
}

const HttpReply* World::symptomReply() const
{
    for (const HttpReply* reply : allReplies()) {
        // Past the cache another request was sent: what it got is no symptom.
        if (!reply->good && reply->purpose != HttpReply::Purpose::PastCache)
            return reply;
    }
    return first ? &*first : nullptr;
}

const Exchange* World::symptom() const
{
    if (asked)
        return &*asked;
    const HttpReply* const reply = symptomReply();
    return reply ? &reply->exchange : nullptr;
}

Failure World::failure() const
{
    const Exchange* const bad = symptom();
    if (!bad || well())
        return Failure::Ok;
    if (bad->failure != Failure::Ok)
        return bad->failure;
    if (borrowed())
        return Failure::LocalCaptivePortal;
    if (!asked && symptomReply()->challenged)
        return Failure::HttpChallenged;
    return bad->status() >= 400 ? Failure::HttpError : Failure::HttpResponseMismatch;
}

bool World::rejected() const
{
    return toldByThem() && status() >= 400 && status() < 500 && status() != 429;
}

bool World::proxyInItsPlace() const
{
    return failsNow() && proxy && proxy->used && symptom()->viaProxy
        && anyGood(variantsOf(HttpReply::Purpose::OtherProxy));
}

bool World::namedByHostsFile() const
{
    return name && !name->addresses.isEmpty() && !name->inHostsFile.isEmpty()
        && std::all_of(name->addresses.begin(), name->addresses.end(), [this](const QString& one) {
               return name->inHostsFile.contains(one);
           });
}

bool World::otherServerInItsPlace() const
{
    if (misled != Misled::No)
        return true;
    // Only its own servers have its certificate: what answers over https is one of them, at whatever address.
    const bool anybody = namedByHostsFile() || about.target.scheme() != u"https";
    const QList<const HttpReply*> replies = variantsOf(HttpReply::Purpose::OtherAddress);
    return failsNow() && anybody && std::any_of(replies.begin(), replies.end(), [this](const HttpReply* one) {
               return one->good && std::any_of(resolvers.begin(), resolvers.end(), [one](const ResolverFact& other) {
                          return other.addresses.contains(one->address);
                      });
           });
}

bool World::byForwardProxy() const
{
    if (symptom() && symptom()->response && proxyInItsPlace())
        return true;
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
    return first && first->good && !about.expectStatus && allGood(retries) && allGood(fronts) && !borrowed()
        && misled == Misled::No;
}

bool World::borrowed() const
{
    return portal() && about.target.scheme() == u"http" && first && first->good && !first->exchange.viaProxy
        && !targetIsLocal();
}

bool World::recovered() const
{
    if (!first || first->good || retries.isEmpty() || about.expectStatus || borrowed())
        return false;
    return allGood(retries) && allGood(fronts);
}

bool World::intermittent() const
{
    if (!first || retries.isEmpty() || asked)
        return false;
    const int good = goodRetries() + (first->good ? 1 : 0);
    return good > 0 && good < retries.size() + 1 && !recovered();
}

bool World::targetIsLocal() const
{
    return isOwnHost(about.target.host()) || (symptom() && !symptom()->viaProxy && isLoopback(symptom()->address));
}

bool World::portal() const
{
    // A 204 is what no sign-in page gives, and over https none can answer in another's name.
    const bool other = std::any_of(connectivity.begin(), connectivity.end(), [](const ElsewhereFact& one) {
        return one.expected == 204 && one.answered && !one.asExpected && one.status < 500 && !one.viaProxy;
    });
    return other && std::none_of(controls.begin(), controls.end(), [](const ElsewhereFact& one) {
               return one.https && one.answered;
           });
}

bool World::othersAnswer() const
{
    const auto right = [](const ElsewhereFact& one) { return one.asExpected; };
    return !portal()
        && (std::any_of(connectivity.begin(), connectivity.end(), right)
            || std::any_of(controls.begin(), controls.end(), right));
}

Seconds World::lasted() const
{
    const TimePoint begin = about.since.value_or(symptom() ? symptom()->at : now);
    return std::max(Seconds(0), std::chrono::duration_cast<Seconds>(now - begin));
}

std::optional<RefusalFact::By> World::refusedBy() const
{
    const bool reached = std::any_of(connections.begin(), connections.end(), [](const ConnectFact& one) {
        return one.exchange.failure == Failure::Ok || one.exchange.phases.connect;
    });
    const bool kept = failsNow() && silent() && stageOf(failure()) == Stage::Connect && !reached;
    return kept && refusal ? std::optional(refusal->by) : std::nullopt;
}

bool World::losesPackets() const
{
    const auto mute = [](const ResolverFact& one) { return one.error == idOf(Failure::DnsUnreachable); };
    const auto mutes = std::count_if(resolvers.begin(), resolvers.end(), mute);
    const QList<ElsewhereFact> elsewhere = connectivity + controls;
    const bool gone = std::any_of(
        elsewhere.begin(), elsewhere.end(), [](const ElsewhereFact& one) { return isSilence(one.failure); });
    if (failure() == Failure::DnsUnreachable && mutes > 0 && mutes < resolvers.size())
        return gone; // else it is only the name servers of this name
    if (!failsNow() || !first || !losesOfOthers(elsewhere))
        return false;
    const QList<HttpReply> tries = QList{*first} + retries;
    const bool differ = std::any_of(tries.begin(), tries.end(), [&](const HttpReply& one) {
        return one.exchange.failure != tries.first().exchange.failure;
    });
    const bool told = std::any_of(
        tries.begin(), tries.end(), [](const HttpReply& one) { return one.exchange.response && !one.good; });
    return differ && !told && std::any_of(tries.begin(), tries.end(), [](const HttpReply& one) {
               return isSilence(one.exchange.failure);
           });
}

std::optional<PeerCertificate> World::certificate() const
{
    for (const HttpReply* reply : allReplies()) {
        if (reply->exchange.certificate)
            return reply->exchange.certificate;
    }
    for (const ConnectFact& one : connections) {
        if (one.exchange.certificate)
            return one.exchange.certificate;
    }
    return std::nullopt;
}

QString World::frontName() const
{
    const bool known = responder.id != u"unknown" && responder.id != u"origin";
    return known && !responder.name.isEmpty() ? responder.name : QStringLiteral("The front door");
}

} // namespace Gatewatch
