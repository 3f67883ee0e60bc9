// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/storedevidence.h>

#include <core/diagnosis/exchangefields.h>
#include <core/fieldreader.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

// The fields of the facts as they are kept (core/fields.h). Each kind of evidence has its word here and its fields;
// what is forgotten does not compile.

static constexpr const char* wordOf(const HttpReply&)
{
    return "reply";
}
static constexpr const char* wordOf(const ElsewhereFact&)
{
    return "elsewhere";
}
static constexpr const char* wordOf(const NameFact&)
{
    return "name";
}
static constexpr const char* wordOf(const NetworkFact&)
{
    return "network";
}
static constexpr const char* wordOf(const ProxyFact&)
{
    return "proxy";
}
static constexpr const char* wordOf(const ResolverFact&)
{
    return "resolver";
}
static constexpr const char* wordOf(const AliasFact&)
{
    return "alias";
}
static constexpr const char* wordOf(const ConnectFact&)
{
    return "connection";
}
static constexpr const char* wordOf(const TunnelFact&)
{
    return "tunnel";
}
static constexpr const char* wordOf(const MadeUpNameFact&)
{
    return "made_up_name";
}
static constexpr const char* wordOf(const RefusalFact&)
{
    return "refusal";
}
static constexpr const char* wordOf(const NeighbourFact&)
{
    return "neighbours";
}
static constexpr const char* wordOf(const StatusClaim&)
{
    return "claim";
}
static constexpr const char* wordOf(const HistoryFact&)
{
    return "history";
}
static constexpr const char* wordOf(const BeforeFact&)
{
    return "before";
}
static constexpr const char* wordOf(const OtherDeviceFact&)
{
    return "other_device";
}

QString idOf(HttpReply::Purpose purpose)
{
    switch (purpose) {
    case HttpReply::Purpose::First:
        return QStringLiteral("first");
    case HttpReply::Purpose::Retry:
        return QStringLiteral("retry");
    case HttpReply::Purpose::PastCache:
        return QStringLiteral("past_cache");
    case HttpReply::Purpose::FrontAddress:
        return QStringLiteral("front_address");
    case HttpReply::Purpose::OtherPath:
        return QStringLiteral("other_path");
    case HttpReply::Purpose::OtherVersion:
        return QStringLiteral("other_version");
    case HttpReply::Purpose::OtherClient:
        return QStringLiteral("other_client");
    case HttpReply::Purpose::OtherProxy:
        return QStringLiteral("other_proxy");
    case HttpReply::Purpose::OtherRoute:
        return QStringLiteral("other_route");
    case HttpReply::Purpose::OtherAddress:
        return QStringLiteral("other_address");
    case HttpReply::Purpose::LongerWait:
        return QStringLiteral("longer_wait");
    }
    Q_UNREACHABLE();
}
template <>
struct LastOf<HttpReply::Purpose> {
    static constexpr HttpReply::Purpose value = HttpReply::Purpose::LongerWait;
};

static QString idOf(ElsewhereFact::Kind kind)
{
    switch (kind) {
    case ElsewhereFact::Kind::Connectivity:
        return QStringLiteral("connectivity");
    case ElsewhereFact::Kind::Control:
        return QStringLiteral("control");
    }
    Q_UNREACHABLE();
}
template <>
struct LastOf<ElsewhereFact::Kind> {
    static constexpr ElsewhereFact::Kind value = ElsewhereFact::Kind::Control;
};

template <typename F>
static void fields(F& f, HttpReply& reply)
{
    f("purpose"_L1, reply.purpose);
    f("number"_L1, reply.number);
    f("address"_L1, reply.address);
    f("variant"_L1, reply.variant);
    f("exchange"_L1, reply.exchange);
    f("good"_L1, reply.good);
    f("challenged"_L1, reply.challenged);
    f("detail"_L1, reply.detail);
    f("ownLimitMs"_L1, reply.ownLimit);
}

template <typename F>
static void fields(F& f, ElsewhereFact& fact)
{
    f("kind"_L1, fact.kind);
    f("host"_L1, fact.host);
    f("answered"_L1, fact.answered);
    f("asExpected"_L1, fact.asExpected);
    f("failure"_L1, fact.failure);
    f("status"_L1, fact.status);
    f("expected"_L1, fact.expected);
    f("https"_L1, fact.https);
    f("viaProxy"_L1, fact.viaProxy);
    f("clockAheadSeconds"_L1, fact.clockAhead);
    f("issuer"_L1, fact.issuer);
}

template <typename F>
static void fields(F& f, NetworkFact& fact)
{
    f("hasAddress"_L1, fact.hasAddress);
    f("interfaces"_L1, fact.interfaces);
    f("v6"_L1, fact.v6);
    f("wayOut"_L1, fact.wayOut);
}

template <typename F>
static void fields(F& f, ProxyFact& fact)
{
    f("used"_L1, fact.used);
    f("fromEnvironment"_L1, fact.fromEnvironment);
    f("onThisComputer"_L1, fact.onThisComputer);
}

template <typename F>
static void fields(F& f, ResolverFact& fact)
{
    f("resolver"_L1, fact.resolver);
    f("addresses"_L1, fact.addresses);
    f("error"_L1, fact.error);
}

template <typename F>
static void fields(F& f, MadeUpNameFact& fact)
{
    f("addresses"_L1, fact.addresses);
}

static QString idOf(RefusalFact::By by)
{
    switch (by) {
    case RefusalFact::By::ThisComputer:
        return QStringLiteral("this_computer");
    case RefusalFact::By::OwnNetwork:
        return QStringLiteral("own_network");
    case RefusalFact::By::Farther:
        return QStringLiteral("farther");
    }
    Q_UNREACHABLE();
}
template <>
struct LastOf<RefusalFact::By> {
    static constexpr RefusalFact::By value = RefusalFact::By::Farther;
};

template <typename F>
static void fields(F& f, RefusalFact& fact)
{
    f("by"_L1, fact.by);
}

template <typename F>
static void fields(F& f, AliasFact& fact)
{
    f("chain"_L1, fact.chain);
}

template <typename F>
static void fields(F& f, ConnectFact& fact)
{
    f("address"_L1, fact.address);
    f("secured"_L1, fact.secured);
    f("exchange"_L1, fact.exchange);
}

template <typename F>
static void fields(F& f, TunnelFact& fact)
{
    f("interfaces"_L1, fact.interfaces);
    f("towardsService"_L1, fact.towardsService);
    f("towardsInternet"_L1, fact.towardsInternet);
}

static QString idOf(Neighbour::Shares shares)
{
    switch (shares) {
    case Neighbour::Shares::Host:
        return QStringLiteral("host");
    case Neighbour::Shares::Provider:
        return QStringLiteral("provider");
    }
    Q_UNREACHABLE();
}
template <>
struct LastOf<Neighbour::Shares> {
    static constexpr Neighbour::Shares value = Neighbour::Shares::Provider;
};

template <typename F>
static void fields(F& f, Neighbour& one)
{
    f("name"_L1, one.name);
    f("shares"_L1, one.shares);
    f("failing"_L1, one.failing);
}

template <typename F>
static void fields(F& f, NeighbourFact& fact)
{
    f("neighbours"_L1, fact.neighbours);
}

template <typename F>
static void fields(F& f, NameFact& fact)
{
    f("host"_L1, fact.host);
    f("addresses"_L1, fact.addresses);
    f("error"_L1, fact.error);
    f("inHostsFile"_L1, fact.inHostsFile);
}

template <typename F>
static void fields(F& f, StatusClaim& claim)
{
    f("report"_L1, claim.report);
}

template <typename F>
static void fields(F& f, Incident& incident)
{
    f("opened"_L1, incident.opened);
    f("closed"_L1, incident.closed);
    f("failure"_L1, incident.failure);
    f("status"_L1, incident.status);
}

template <typename F>
static void fields(F& f, EstimateRecord& record)
{
    f("right"_L1, record.right);
    f("graded"_L1, record.graded);
}

template <typename F>
static void fields(F& f, BeforeFact& fact)
{
    f("usualUs"_L1, fact.usual);
    f("latelyUs"_L1, fact.lately);
    f("goodLately"_L1, fact.goodLately);
    f("failedLately"_L1, fact.failedLately);
    f("busy"_L1, fact.busy);
    f("goodSince"_L1, fact.goodSince);
    f("failedSince"_L1, fact.failedSince);
    f("gapSeconds"_L1, fact.gap);
    f("addresses"_L1, fact.addresses);
}

template <typename F>
static void fields(F& f, HistoryFact& fact)
{
    f("past"_L1, fact.past);
    f("watchedServices"_L1, fact.watchedServices);
    f("failingServices"_L1, fact.failingServices);
    f("estimates"_L1, fact.estimates);
}

template <typename F>
static void fields(F& f, OtherDeviceFact& fact)
{
    f("works"_L1, fact.works);
    f("sameNetwork"_L1, fact.sameNetwork);
}

namespace {

constexpr qsizetype mostFacts = 500;

/// Reads the alternative that has this word; empty when there is none.
template <std::size_t index = 0>
std::optional<Evidence> readFact(const QString& word, ObjectReader& object, bool& newWord)
{
    if constexpr (index < std::variant_size_v<Evidence>) {
        std::variant_alternative_t<index, Evidence> fact;
        if (word != QLatin1StringView(wordOf(fact)))
            return readFact<index + 1>(word, object, newWord);
        FieldReader reader(object, newWord);
        fields(reader, fact);
        return fact;
    } else {
        return std::nullopt;
    }
}

} // namespace

QJsonArray evidenceToJson(const QList<Evidence>& evidence, const Concealer& concealer)
{
    QJsonArray array;
    for (const Evidence& one : evidence) {
        array.append(std::visit(
            [&concealer](auto fact) {
                FieldWriter writer(concealer);
                fields(writer, fact);
                QJsonObject object = writer.object();
                object.insert("fact"_L1, QLatin1StringView(wordOf(fact)));
                return object;
            },
            one));
    }
    return array;
}

QList<Evidence> evidenceFromJson(const QJsonArray& json, const QString& pointer, ReadLog& log, QStringList& leftOut)
{
    QList<Evidence> evidence;
    if (json.size() > mostFacts) {
        log.refuse(pointer, u"has more than %1 entries"_s.arg(mostFacts));
        return evidence;
    }
    for (qsizetype i = 0; i < json.size(); ++i) {
        const QString place = pointer + u'/' + QString::number(i);
        ReadLog own;
        ObjectReader object(json.at(i), place, own);
        object.require("fact"_L1);
        const QString word = object.text("fact"_L1);
        bool newWord = false;
        const std::optional<Evidence> fact = readFact(word, object, newWord);
        if (own.error.isEmpty() && fact)
            evidence.append(*fact);
        else if (newWord || (own.error.isEmpty() && !fact))
            leftOut.append(u"%1: \"%2\" is of a newer version and left out"_s.arg(place, word.left(40)));
        else if (log.error.isEmpty())
            log.error = own.error;
    }
    return evidence;
}

} // namespace Gatewatch
