// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/commoncause.h>

#include <core/diagnosis/responder.h>
#include <core/diagnosis/signatures.h>

#include <algorithm>
#include <array>
#include <map>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr auto together = 2min;
constexpr int always = 3; ///< so many are no coincidence, however many are watched
constexpr double likely = 0.75; ///< as responder.h says it
constexpr qsizetype namesShown = 3; ///< however long they are
constexpr qsizetype longestName = 40;
constexpr qsizetype longestNames = 90; ///< beyond namesShown; a notification has room for 200 characters

using Group = QList<FailingService>;

// Each says what a service has of its kind; services with the same text share it. Empty: it has nothing of that kind.

QString hostOf(const FailingService& failing)
{
    return failing.exchange.url.host(QUrl::FullyEncoded);
}

QString contentNetworkOfFailing(const FailingService& failing)
{
    return contentNetworkOf(failing.exchange);
}

QString addressOf(const FailingService& failing)
{
    return failing.exchange.viaProxy ? QString() : failing.exchange.address; // the proxy's tells nothing about them
}

/// Whether a registry gives out names below this one, as below "co.uk" and "com.au". A guess from what is usual below
/// the domains of countries: the real list is long, changes, and Qt keeps its own to itself. Who registered "co" itself
/// in such a country loses one sentence.
bool isRegistry(const QString& second, const QString& top)
{
    static constexpr std::array usual{"ac"_L1,  "co"_L1, "com"_L1, "edu"_L1, "go"_L1, "gob"_L1,
                                      "gov"_L1, "gv"_L1, "ltd"_L1, "mil"_L1, "ne"_L1, "net"_L1,
                                      "nom"_L1, "or"_L1, "org"_L1, "plc"_L1, "sch"_L1};
    return top.size() == 2 && std::ranges::find(usual, second) != usual.end();
}

/// What is registered: the last two labels, or three below a registry that is one level deeper.
QString zoneOf(const FailingService& failing)
{
    // A name service that keeps silent says nothing about the domain that it was asked for.
    if (stageOf(failing.exchange.failure) != Stage::Resolve || failing.exchange.failure == Failure::DnsUnreachable)
        return {};
    const QStringList labels = hostOf(failing).split(u'.', Qt::SkipEmptyParts);
    if (labels.size() < 2)
        return {};
    const qsizetype count = isRegistry(labels.at(labels.size() - 2), labels.last()) ? 3 : 2;
    return labels.size() < count ? QString() : labels.last(count).join(u'.');
}

QString resolverOf(const FailingService& failing)
{
    return stageOf(failing.exchange.failure) == Stage::Resolve ? u"names"_s : QString();
}

QString linkOf(const FailingService& failing)
{
    return mayExplain(LocalNetwork::Offline, failing.exchange.failure, {}) ? u"link"_s : QString();
}

struct Trait {
    CommonCause::Kind kind;
    QString (*of)(const FailingService&);
};

constexpr std::array traits{
    Trait{CommonCause::Kind::Host, hostOf},         Trait{CommonCause::Kind::ContentNetwork, contentNetworkOfFailing},
    Trait{CommonCause::Kind::Address, addressOf},   Trait{CommonCause::Kind::Zone, zoneOf},
    Trait{CommonCause::Kind::Resolver, resolverOf}, Trait{CommonCause::Kind::Link, linkOf},
};

bool isEnough(qsizetype count, int watched)
{
    return count >= always || (count >= 2 && 2 * count >= watched);
}

/// The line of this computer is suspected only when nothing gets through it.
bool isPossible(CommonCause::Kind kind, qsizetype count, int watched, LocalNetwork network)
{
    const bool provedOnline = network == LocalNetwork::Online || network == LocalNetwork::OnlyByNumber;
    return kind != CommonCause::Kind::Link || (count >= watched && !provedOnline);
}

/// What they share, and where to look first.
QString whyOf(CommonCause::Kind kind, const QString& what)
{
    switch (kind) {
    case CommonCause::Kind::Host:
        return u"all are on %1, so look at that host first"_s.arg(what);
    case CommonCause::Kind::ContentNetwork:
        return u"all answer through %1, so look there first"_s.arg(what);
    case CommonCause::Kind::Address:
        return u"all are served by %1, so look at that server first"_s.arg(what);
    case CommonCause::Kind::Zone:
        return u"names under %1 cannot be looked up, so look at that domain first"_s.arg(what);
    case CommonCause::Kind::Resolver:
        return u"their names cannot be looked up, so look at the name service first"_s;
    case CommonCause::Kind::Link:
        return u"nothing that is watched can be reached, so look at the connection here first"_s;
    }
    Q_UNREACHABLE();
}

Group newestOf(Group failing)
{
    std::ranges::sort(failing, {}, [](const FailingService& each) { return std::pair(each.since, each.service); });
    if (!failing.isEmpty()) {
        const TimePoint first = failing.last().since - together;
        failing.removeIf([first](const FailingService& each) { return each.since < first; });
    }
    return failing;
}

CommonCause causeOf(CommonCause::Kind kind, const QString& what, const Group& group)
{
    CommonCause cause;
    cause.kind = kind;
    if (kind != CommonCause::Kind::Resolver && kind != CommonCause::Kind::Link)
        cause.what = what;
    cause.at = group.last().since;
    QStringList names;
    for (const FailingService& failing : group) {
        cause.services.append(failing.service);
        names.append(failing.name);
    }
    cause.why = whyOf(kind, what);
    cause.sentence = listed(names) + u" failed together: "_s + cause.why;
    return cause;
}

} // namespace

QString listed(const QStringList& names)
{
    QStringList shown;
    qsizetype length = 0;
    for (const QString& full : names) {
        const QString name = full.simplified();
        shown.append(name.size() <= longestName ? name : name.left(longestName - 1) + u'…');
        length += shown.last().size();
        if (shown.size() > namesShown && length > longestNames) {
            shown.removeLast();
            break;
        }
    }
    const qsizetype rest = names.size() - shown.size();
    if (rest == 0 && shown.size() < 2)
        return shown.join(QString());
    const QString last = rest > 0 ? u"%1 more"_s.arg(rest) : shown.takeLast();
    return shown.join(u", "_s) + u" and "_s + last;
}

/// Content networks only: the front doors of two operators may run the same program and share nothing else. The name
/// is the same whether the network wrote the answer or passed it on.
QString contentNetworkOf(const Exchange& exchange)
{
    if (!exchange.response)
        return {};
    const Responder responder = responderOf(exchange);
    const auto isIt = [&](const Signature& signature) {
        const auto id = QLatin1StringView(signature.id);
        const bool wrote = responder.id == id && responder.confidence >= likely;
        return QLatin1StringView(signature.role) == "cdn"_L1
            && (wrote || std::ranges::find(responder.layers, id, &ResponderLayer::id) != responder.layers.end());
    };
    const auto network = std::ranges::find_if(signatures(), isIt);
    return network == signatures().end() ? QString() : QString::fromLatin1(network->name);
}

std::optional<CommonCause> commonCause(const QList<FailingService>& failing, int watched, LocalNetwork network)
{
    const Group newest = newestOf(failing);
    std::optional<CommonCause> best;
    for (const Trait& trait : traits) {
        std::map<QString, Group> groups;
        for (const FailingService& each : newest) {
            if (const QString what = trait.of(each); !what.isEmpty())
                groups[what].append(each);
        }
        for (const auto& [what, group] : groups) {
            if (!isEnough(group.size(), watched) || !isPossible(trait.kind, group.size(), watched, network))
                continue;
            if (!best || group.size() > best->services.size())
                best = causeOf(trait.kind, what, group);
        }
    }
    return best;
}

} // namespace Gatewatch
