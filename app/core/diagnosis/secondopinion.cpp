// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/secondopinion.h>

#include <core/diagnosis/answer.h>

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

constexpr qsizetype mostRead = 64 * 1024;
constexpr qsizetype fewestWords = 4; ///< a name or a number may be another one each time

QString beginning(const QByteArray& body)
{
    return QString::fromUtf8(body.left(mostRead));
}

bool isInside(const QString& address)
{
    static const QRegularExpression inside(
        QStringLiteral("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2\\d|3[01])\\.|127\\.|0\\.|::1$|::$|f[cd])"),
        QRegularExpression::CaseInsensitiveOption);
    return inside.match(address).hasMatch();
}

/// What people read there, as a set: no tags, no scripts, and no words so short that every page has them.
QSet<QString> longerWords(const QByteArray& body)
{
    static const QRegularExpression unread(
        QStringLiteral("<(script|style)\\b.*?</\\1>|<[^>]*>"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression word(QStringLiteral("[\\w]{4,}"), QRegularExpression::UseUnicodePropertiesOption);
    QSet<QString> words;
    auto all = word.globalMatch(beginning(body).replace(unread, QStringLiteral(" ")).toLower());
    while (all.hasNext())
        words.insert(all.next().captured());
    return words;
}

/// The good answer that others are led to.
const Exchange* goodElsewhere(const World& world)
{
    for (const HttpReply* one : repliesAt(world, true)) {
        if (one->good)
            return &one->exchange;
    }
    return nullptr;
}

} // namespace

QStringList othersAddresses(const World& world)
{
    QStringList all;
    for (const ResolverFact& one : world.resolvers)
        all += one.addresses;
    all.removeDuplicates();
    return all;
}

bool namesOverlap(const World& world)
{
    const QStringList others = othersAddresses(world);
    return world.name
        && std::any_of(world.name->addresses.begin(), world.name->addresses.end(), [&others](const QString& one) {
               return others.contains(one);
           });
}

bool deniedByOthers(const World& world)
{
    const bool told = std::any_of(world.resolvers.begin(), world.resolvers.end(), [](const ResolverFact& one) {
        return one.error == idOf(Failure::DnsNameNotResolved);
    });
    return told && othersAddresses(world).isEmpty();
}

bool leadsInside(const World& world)
{
    return world.name && !world.name->addresses.isEmpty()
        && std::all_of(world.name->addresses.begin(), world.name->addresses.end(), isInside);
}

QList<const HttpReply*> repliesAt(const World& world, bool givenByOthers)
{
    const QStringList others = othersAddresses(world);
    QList<const HttpReply*> replies = world.variantsOf(Purpose::OtherAddress);
    replies.removeIf([&](const HttpReply* one) { return others.contains(one->address) != givenByOthers; });
    return replies;
}

bool inventsNames(const World& world)
{
    const bool same = world.name && world.madeUp
        && std::any_of(world.name->addresses.begin(), world.name->addresses.end(),
                       [&world](const QString& one) { return world.madeUp->addresses.contains(one); });
    // In a network of one's own, all names may lead to one place on purpose, unless everybody else knows better.
    return same && !namesOverlap(world) && (!leadsInside(world) || !othersAddresses(world).isEmpty());
}

bool showsBlockPage(const World& world)
{
    const HttpReply* const here = world.symptomReply();
    const Exchange* const there = goodElsewhere(world);
    return here && there && here->exchange.response
        && (here->exchange.status() == 451 || speaksOfBlocking(here->exchange.body)) && !speaksOfBlocking(there->body);
}

Misled misledBy(const World& world)
{
    const bool nobodyElse =
        world.about.target.scheme() == u"https" || world.namedByHostsFile() || world.targetIsLocal();
    if (nobodyElse || world.about.expectStatus || !world.first || !world.first->good || world.first->exchange.viaProxy
        || !world.name || world.name->addresses.isEmpty() || namesOverlap(world))
        return Misled::No;
    if (inventsNames(world))
        return Misled::Invented;
    if (showsBlockPage(world))
        return Misled::Blocked;
    const Exchange* const there = goodElsewhere(world);
    const bool proved = world.first->exchange.finalUrl.scheme() == u"https"; // that is where it led
    return there && !proved && !leadsInside(world) && areUnlike(world.first->exchange.body, there->body)
        ? Misled::OtherPage
        : Misled::No;
}

bool speaksOfBlocking(const QByteArray& body)
{
    static const QRegularExpression words(
        QStringLiteral(
            "\\b(access|site|page|domain|address|content|request|connection)s?\\b[^.]{0,60}"
            "\\b(blocked|restricted|forbidden|prohibited|filtered|not (allowed|permitted))\\b"
            "|\\bblocked\\b[^.]{0,30}\\b(by|because|due)\\b|court order|parental control|(web|content) filter"
            "|\\baccess to\\b[^.]{0,60}\\bdenied\\b|network "
            "(administrator|policy)|gesperrt|bloqu(é|ead)|bloccat|geblokkeerd"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return words.match(beginning(body).simplified()).hasMatch();
}

bool areUnlike(const QByteArray& one, const QByteArray& other)
{
    const QSet<QString> here = longerWords(one);
    const QSet<QString> there = longerWords(other);
    const qsizetype fewer = std::min(here.size(), there.size());
    const auto shared =
        std::count_if(here.begin(), here.end(), [&there](const QString& word) { return there.contains(word); });
    return fewer >= fewestWords && shared * 10 < fewer * 3;
}

} // namespace Gatewatch
