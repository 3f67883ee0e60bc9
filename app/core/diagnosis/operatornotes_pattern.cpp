// SPDX-License-Identifier: GPL-3.0-or-later
// What the failures of many tries have in common.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/operatornotes.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

constexpr qsizetype leastTries = 3;

/// The first answer and the tries after it, in order.
QList<const HttpReply*> triesOf(const World& world)
{
    QList<const HttpReply*> tries;
    if (world.first)
        tries.append(&*world.first);
    for (const HttpReply& one : world.retries)
        tries.append(&one);
    return tries;
}

qsizetype badOf(const QList<const HttpReply*>& replies)
{
    return std::ranges::count_if(replies, [](const HttpReply* one) { return !one->good; });
}

QList<const HttpReply*> frontsOf(const World& world)
{
    QList<const HttpReply*> fronts;
    for (const HttpReply& one : world.fronts)
        fronts.append(&one);
    return fronts;
}

/// "+" for a good try and "-" for a bad one, in order: a rhythm is seen at once.
QString rhythm(const QList<const HttpReply*>& tries)
{
    QString marks;
    for (const HttpReply* one : tries)
        marks += one->good ? u'+' : u'-';
    return QStringLiteral("tries in order: ") + marks + QStringLiteral(" (+ good, - bad)");
}

QStringList oneAddress(const QList<const HttpReply*>& fronts)
{
    return {
        QStringLiteral("%1 of %2 addresses fail: it depends on the entrance.").arg(badOf(fronts)).arg(fronts.size()),
        QStringLiteral("What a balancer behind the entrances does plays no part."),
        QStringLiteral("A health check of the entrances themselves, from outside, would take the bad one out of DNS or "
                       "of its announcement.")};
}

QStringList someTries(const QList<const HttpReply*>& tries)
{
    const qsizetype bad = badOf(tries);
    return {
        QStringLiteral("%1 of %2 tries failed, as when 1 server of about %3 behind the front door is bad.")
            .arg(bad)
            .arg(tries.size())
            .arg(std::max<qsizetype>(2, qRound(double(tries.size()) / double(bad)))),
        QStringLiteral("Round robin would give every visitor that share of errors."),
        QStringLiteral("Least connections makes it worse where the bad one fails fast, for it always looks idle."),
        QStringLiteral(
            "IP hash would have sent this one visitor to the same server each time, so that it is not in use, "
            "or not on this visitor's address."),
        QStringLiteral("A health check that asks for a real page takes the bad one out; that its port is open is not "
                       "enough.")};
}

QStringList oneClient()
{
    return {
        QStringLiteral(
            "It fails as a program asks, and works asked in another manner: it depends on the client, and not "
            "on which server answers."),
        QStringLiteral("No balancing and no health check changes that; look at rules for robots, at header limits and "
                       "at versions of HTTP.")};
}

QStringList allTries(qsizetype count)
{
    return {
        QStringLiteral("All %1 tries failed: there was no good server left to be sent to.").arg(count),
        QStringLiteral("Round robin and least connections would have shown a healthy one by now, if there were any."),
        QStringLiteral(
            "With IP hash or sticky sessions one bad server would look the same to this one visitor: compare "
            "with another visitor."),
        QStringLiteral("Health checks cannot mend it, but can tell you first.")};
}

} // namespace

std::optional<Answer> balancingNote(const World& world)
{
    const QList<const HttpReply*> tries = triesOf(world);
    const QList<const HttpReply*> fronts = frontsOf(world);
    if (world.asked || world.recovered() || tries.size() < leastTries)
        return std::nullopt;
    const qsizetype bad = badOf(tries);
    const qsizetype badFronts = badOf(fronts);
    const bool other = anyGood(world.variantsOf(Purpose::OtherClient) + world.variantsOf(Purpose::OtherVersion));
    QStringList sentences;
    if (fronts.size() > 1 && badFronts > 0 && badFronts < fronts.size())
        sentences = oneAddress(fronts);
    else if (bad > 0 && bad < tries.size())
        sentences = someTries(tries);
    else if (bad == tries.size() && other)
        sentences = oneClient();
    else if (bad == tries.size())
        sentences = allTries(bad);
    else
        return std::nullopt;
    return forOperators(
        "balancing", QStringLiteral("What does it say of the load balancing?"), sentences, rhythm(tries));
}

std::optional<Answer> redundancyNote(const World& world)
{
    const QList<const HttpReply*> fronts = frontsOf(world);
    const QStringList addresses = world.name ? world.name->addresses : QStringList();
    const bool cdn =
        std::ranges::any_of(world.responder.layers, [](const ResponderLayer& one) { return one.role == u"cdn"; });
    QStringList sentences;
    if (fronts.size() > 1) {
        const qsizetype bad = badOf(fronts);
        sentences << QStringLiteral("%1 entrances were asked, %2 of them answered well.")
                         .arg(fronts.size())
                         .arg(fronts.size() - bad);
        sentences
            << (bad == fronts.size()
                    ? QStringLiteral("They fail alike: what they share, such as the service behind them, is there "
                                     "only once or failed everywhere.")
                    : QStringLiteral("The others could have taken over, but nobody is led to them."));
    } else if (addresses.size() == 1) {
        sentences
            << (cdn ? QStringLiteral("There is one address, which a content network answers in many places; behind it, "
                                     "nothing took over.")
                    : QStringLiteral("There is one address: when what stands there fails, nothing takes over."));
    } else if (addresses.size() > 1) {
        sentences << QStringLiteral("The name has %1 addresses; only one of them was asked.").arg(addresses.size());
    } else {
        return std::nullopt;
    }
    QStringList expert;
    for (const HttpReply* one : fronts)
        expert << one->address + u' '
                + (one->exchange.response ? QString::number(one->exchange.status()) : idOf(one->exchange.failure));
    return forOperators(
        "redundancy", QStringLiteral("Did anything take over?"), sentences,
        (expert.isEmpty() ? addresses : expert).join(QStringLiteral(", ")));
}

} // namespace Gatewatch
