// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the steps about this computer, the name, the connection, encryption, and other ways to ask.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/certificatedates.h>
#include <core/diagnosis/inspection.h>
#include <core/diagnosis/secondopinion.h>
#include <core/diagnosis/stepwords.h>
#include <core/timewords.h>

#include <algorithm>
#include <cmath>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

StepWords describeNetwork(const World& world)
{
    if (!world.network)
        return {};
    if (!world.network->hasAddress && world.othersAnswer())
        return {Tone::Neutral, QStringLiteral("No network is seen, and yet other places answer"), {}};
    if (!world.network->hasAddress)
        return {Tone::Bad, QStringLiteral("Not connected to any network"), {}};
    const QString all = world.network->interfaces.join(QStringLiteral(", "));
    return {
        Tone::Good, all.isEmpty() ? QStringLiteral("Connected") : QStringLiteral("Connected: ") + all,
        all + (world.network->v6 ? QStringLiteral("; IPv4 and IPv6") : QStringLiteral("; no way out over IPv6"))};
}

StepWords describeProxy(const World& world)
{
    if (!world.proxy)
        return {};
    if (!world.proxy->used)
        return {Tone::Neutral, QStringLiteral("No proxy is used"), {}};
    const QString where = world.proxy->onThisComputer ? QStringLiteral("A proxy on this computer is used")
                                                      : QStringLiteral("A proxy of your network is used");
    return {
        Tone::Neutral, where,
        world.proxy->fromEnvironment ? QStringLiteral("from the environment (http_proxy, https_proxy, all_proxy)")
                                     : QStringLiteral("from the configuration of the check")};
}

StepWords describeClock(const World& world)
{
    const std::optional<Seconds> ahead = world.clockAhead();
    if (!ahead)
        return {Tone::Neutral, QStringLiteral("Could not be checked: nobody told the time"), {}};
    const QString expert = QStringLiteral("%1 s against the Date fields").arg(ahead->count());
    const Seconds off{std::abs(ahead->count())};
    if (off <= Seconds(60))
        return {Tone::Good, QStringLiteral("Right, to within a minute"), expert};
    return {
        off > Seconds(3600) ? Tone::Bad : Tone::Unsure,
        QStringLiteral("This computer's clock is %1 %2")
            .arg(waitText(off), ahead->count() > 0 ? QStringLiteral("ahead") : QStringLiteral("behind")),
        expert};
}

StepWords describeResolvers(const World& world)
{
    if (world.resolvers.isEmpty())
        return {};
    QStringList parts;
    for (const ResolverFact& one : world.resolvers)
        parts.append(
            one.resolver + QStringLiteral(": ") + (one.addresses.isEmpty() ? one.error : one.addresses.join(u' ')));
    const auto found = std::count_if(world.resolvers.begin(), world.resolvers.end(), [](const ResolverFact& one) {
        return !one.addresses.isEmpty();
    });
    const auto all = world.resolvers.size();
    const auto mute = std::count_if(world.resolvers.begin(), world.resolvers.end(), [](const ResolverFact& one) {
        return one.error == idOf(Failure::DnsUnreachable);
    });
    const QString expert = parts.join(QStringLiteral("; "));
    if (mute == all)
        return {Tone::Neutral, QStringLiteral("None of the %1 others answered").arg(all), expert};
    const QString know = QStringLiteral("%1 of %2 others %3 the name")
                             .arg(found)
                             .arg(all)
                             .arg(mute > 0 && found == 1 ? QStringLiteral("knows") : QStringLiteral("know"));
    return {
        found == all ? Tone::Good
            : found  ? Tone::Unsure
                     : Tone::Bad,
        mute > 0 ? know + QStringLiteral(", the rest did not answer") : know, expert};
}

StepWords describeAgreement(const World& world)
{
    const QStringList others = othersAddresses(world);
    const QStringList ours = world.name ? world.name->addresses : QStringList();
    const QString expert = QStringLiteral("ours: %1; others: %2").arg(ours.join(u' '), others.join(u' '));
    const auto replies = world.variantsOf(Purpose::OtherAddress);
    const bool works = anyGood(replies);
    if (world.failsNow() && inventsNames(world))
        return {Tone::Bad, QStringLiteral("Your name server gives this address for made-up names as well"), expert};
    if (others.isEmpty())
        return {Tone::Neutral, QStringLiteral("Nobody else gave an address to compare with"), expert};
    if (ours.isEmpty())
        return {
            Tone::Bad,
            world.name && world.name->error == idOf(Failure::DnsUnreachable)
                ? QStringLiteral("Others know the name; yours did not answer")
                : QStringLiteral("Others know the name, your name server does not"),
            expert};
    if (world.misled == Misled::OtherPage)
        return {Tone::Unsure, QStringLiteral("At the address that others give there is another page"), expert};
    if (world.well() && works)
        return {Tone::Neutral, QStringLiteral("Others give another address; it works there as well"), expert};
    if (works)
        return {Tone::Bad, QStringLiteral("The address used here fails; at another one it works"), expert};
    const bool same =
        std::any_of(ours.begin(), ours.end(), [&others](const QString& one) { return others.contains(one); });
    if (same)
        return {Tone::Good, QStringLiteral("Others give the same address"), expert};
    return {
        Tone::Neutral,
        replies.isEmpty() ? QStringLiteral("Others give another address, as content networks do")
                          : QStringLiteral("Others give another address; it fails there as well"),
        expert};
}

StepWords describeAlias(const World& world)
{
    if (!world.alias)
        return {};
    if (world.alias->chain.isEmpty())
        return {Tone::Neutral, QStringLiteral("The name is no alias"), {}};
    return {
        Tone::Neutral, QStringLiteral("Really %1").arg(world.alias->chain.constLast()),
        world.alias->chain.join(QStringLiteral(" → "))};
}

/// Whether a connection came about, whatever happened on it then.
bool connected(const ConnectFact& one)
{
    return one.exchange.phases.connect.has_value();
}

StepWords describeConnect(const World& world)
{
    if (world.connections.isEmpty())
        return {};
    QStringList parts;
    for (const ConnectFact& one : world.connections)
        parts.append(
            one.address + u' '
            + (connected(one) ? shortTime(*one.exchange.phases.connect) : idOf(one.exchange.failure)));
    const auto all = world.connections.size();
    const auto good = std::count_if(world.connections.begin(), world.connections.end(), connected);
    const QString expert = parts.join(QStringLiteral(", "));
    if (good == all)
        return {
            Tone::Good,
            all == 1
                ? QStringLiteral("Connected after %1").arg(shortTime(*world.connections[0].exchange.phases.connect))
                : QStringLiteral("Connected to all %1 addresses").arg(all),
            expert};
    return {
        good ? Tone::Unsure : Tone::Bad,
        good           ? QStringLiteral("No connection to %1 of %2 addresses").arg(all - good).arg(all)
            : all == 1 ? QStringLiteral("No connection to its address")
                       : QStringLiteral("No connection to any of its %1 addresses").arg(all),
        expert};
}

StepWords describeManner(const World& world)
{
    QStringList ids;
    for (const ConnectFact& one : world.connections) {
        if (one.exchange.failure != Failure::Ok)
            ids.append(idOf(one.exchange.failure));
    }
    const Failure failure = world.failure();
    if (ids.isEmpty() && stageOf(failure) != Stage::Connect)
        return {Tone::Good, QStringLiteral("Connections are let through"), {}};
    if (stageOf(failure) == Stage::Connect)
        ids.prepend(idOf(failure));
    ids.removeDuplicates();
    const QString expert = ids.join(QStringLiteral(", "));
    const auto seen = [&ids](Failure one) { return ids.contains(idOf(one)); };
    if (world.refusedBy() == RefusalFact::By::ThisComputer)
        return {Tone::Bad, QStringLiteral("This computer itself does not let it out"), expert};
    if (world.refusedBy() == RefusalFact::By::OwnNetwork)
        return {Tone::Bad, QStringLiteral("A machine of your own network lets nothing through"), expert};
    if (seen(Failure::TcpRefused))
        return {Tone::Bad, QStringLiteral("Refused: a computer is there, but nothing listens"), expert};
    if (seen(Failure::TcpReset) || seen(Failure::TcpClosed))
        return {Tone::Bad, QStringLiteral("Broken off after it was taken"), expert};
    if (seen(Failure::TcpTimedOut))
        return {
            Tone::Bad,
            std::any_of(world.connections.begin(), world.connections.end(), connected)
                ? QStringLiteral("Silence from some of its addresses, but not from all")
                : QStringLiteral("Silence: nothing comes back at all"),
            expert};
    if (seen(Failure::TcpAddressUnreachable))
        return {Tone::Bad, QStringLiteral("There is no way to that address"), expert};
    return {Tone::Bad, QStringLiteral("The encrypted connection fails"), expert};
}

StepWords describeVariants(const World& world, Purpose purpose, const QString& works, const QString& fails)
{
    const auto replies = world.variantsOf(purpose);
    if (replies.isEmpty())
        return {};
    const bool any = anyGood(replies);
    return {any ? Tone::Good : Tone::Bad, any ? works : fails, answersText(replies)};
}

StepWords describeTunnel(const World& world)
{
    if (!world.tunnel)
        return {};
    const QString expert = world.tunnel->interfaces.join(QStringLiteral(", "));
    if (world.tunnel->interfaces.isEmpty())
        return {Tone::Neutral, QStringLiteral("No VPN is on"), {}};
    if (world.tunnel->towardsService.isEmpty())
        return {Tone::Neutral, QStringLiteral("A VPN is on, but the way to this service is outside of it"), expert};
    return {Tone::Unsure, QStringLiteral("A VPN is on, and the way to this service leads through it"), expert};
}

StepWords describeHandshake(const World& world)
{
    QStringList parts;
    qsizetype good = 0;
    qsizetype all = 0;
    for (const ConnectFact& one : world.connections) {
        if (!connected(one))
            continue;
        ++all;
        good += one.exchange.failure == Failure::Ok ? 1 : 0;
        parts.append(
            one.address + u' '
            + (one.exchange.failure == Failure::Ok ? shortTime(one.exchange.phases.tls.value_or(Micros(0)))
                                                   : idOf(one.exchange.failure)));
    }
    if (all == 0)
        return {Tone::Neutral, QStringLiteral("There was no connection to encrypt"), {}};
    return {
        good == all ? Tone::Good
            : good  ? Tone::Unsure
                    : Tone::Bad,
        good == all    ? QStringLiteral("Set up")
            : good > 0 ? QStringLiteral("Fails at %1 of %2 addresses").arg(all - good).arg(all)
                       : QStringLiteral("Cannot be set up"),
        parts.join(QStringLiteral(", "))};
}

StepWords describeCertificate(const World& world)
{
    const std::optional<PeerCertificate> certificate = world.certificate();
    if (!certificate)
        return {Tone::Neutral, QStringLiteral("None was shown"), {}};
    const QString until = certificate->notAfter ? toIso(*certificate->notAfter).left(10) : QString();
    const QString refused = stageOf(world.failure()) == Stage::Secure
        ? QStringLiteral("; refused with ") + idOf(world.failure())
        : QString();
    const QString expert = QStringLiteral("%1; issued by %2; %3; for %4%5")
                               .arg(
                                   certificate->subject, certificate->issuer, certificateDates(*certificate, world),
                                   certificate->names.mid(0, 4).join(u' '), refused);
    if (const auto who = inspectorOf(certificate->issuer))
        return {Tone::Unsure, QStringLiteral("%1 reads along: this one is not theirs").arg(who->name), expert};
    if (stageOf(world.failure()) == Stage::Secure)
        return {Tone::Bad, QStringLiteral("Not to be trusted, or not in order"), expert};
    return {Tone::Good, QStringLiteral("Valid until %1").arg(until), expert};
}

StepWords describeProtocol(const World& world)
{
    const std::optional<PeerCertificate> certificate = world.certificate();
    const Exchange* const seen = world.first ? &world.first->exchange : nullptr;
    QStringList parts;
    if (certificate && !certificate->tlsVersion.isEmpty())
        parts.append(certificate->tlsVersion);
    if (seen && seen->response)
        parts.append(QStringLiteral("HTTP/") + QString::fromLatin1(seen->response->version));
    if (parts.isEmpty())
        return {Tone::Neutral, QStringLiteral("Not known: no answer came"), {}};
    return {Tone::Neutral, parts.join(QStringLiteral(", ")), {}};
}

StepWords describeNeighbours(const World& world)
{
    if (world.neighbours.isEmpty())
        return {};
    QStringList names;
    for (const Neighbour& one : world.neighbours) {
        if (one.failing)
            names.append(one.name);
    }
    if (names.isEmpty())
        return {Tone::Good, QStringLiteral("What else you watch there is fine"), {}};
    return {
        Tone::Bad,
        QStringLiteral("%1 of %2 that share its host or network fail too")
            .arg(names.size())
            .arg(world.neighbours.size()),
        names.join(QStringLiteral(", "))};
}

/// What all of it says of somebody in between who lets nothing through.
StepWords describeFirewall(const World& world)
{
    if (const std::optional<PeerCertificate> certificate = world.certificate()) {
        if (const auto who = inspectorOf(certificate->issuer))
            return {Tone::Unsure, QStringLiteral("%1 opens encrypted connections on the way").arg(who->name), {}};
    }
    if (world.byForwardProxy())
        return {Tone::Bad, QStringLiteral("A proxy in between answered instead of the service"), {}};
    const std::optional<RefusalFact::By> refuser = world.refusedBy();
    if (refuser && *refuser != RefusalFact::By::Farther)
        return {
            Tone::Bad,
            *refuser == RefusalFact::By::ThisComputer ? QStringLiteral("This computer lets no connection out to it")
                                                      : QStringLiteral("Your network lets no connection through to it"),
            idOf(world.failure())};
    if (world.answeredInItsPlace())
        return world.namedByHostsFile()
            ? StepWords{Tone::Neutral, QStringLiteral("No sign of one: at the right address it works"), {}}
            : StepWords{Tone::Unsure, QStringLiteral("Somebody else answers in its place"), {}};
    if (world.answered() || world.well())
        return {Tone::Good, QStringLiteral("Nothing in between keeps you away"), {}};
    if (world.symptom() && isReset(*world.symptom()))
        return {Tone::Unsure, QStringLiteral("Could be: the connection is broken off by force"), idOf(world.failure())};
    switch (world.failure()) {
    case Failure::TcpTimedOut:
    case Failure::TcpAddressUnreachable:
        return {Tone::Unsure, QStringLiteral("Could be: connections are swallowed"), idOf(world.failure())};
    default:
        return {Tone::Neutral, QStringLiteral("No sign of one"), {}};
    }
}

StepWords describeOtherDevice(const World& world)
{
    if (!world.otherDevice)
        return {};
    const QString where =
        world.otherDevice->sameNetwork ? QStringLiteral("in the same network") : QStringLiteral("in another network");
    return world.otherDevice->works ? StepWords{Tone::Good, QStringLiteral("It works there, %1").arg(where), {}}
                                    : StepWords{Tone::Bad, QStringLiteral("It fails there too, %1").arg(where), {}};
}

} // namespace

StepWords wayWords(const QString& step, const World& world)
{
    if (step == u"network")
        return describeNetwork(world);
    if (step == u"proxy")
        return describeProxy(world);
    if (step == u"clock")
        return describeClock(world);
    if (step == u"resolvers")
        return describeResolvers(world);
    if (step == u"answers_agree")
        return describeAgreement(world);
    if (step == u"alias")
        return describeAlias(world);
    if (step == u"connect")
        return describeConnect(world);
    if (step == u"manner")
        return describeManner(world);
    if (step == u"other_proxy")
        return describeVariants(
            world, Purpose::OtherProxy, QStringLiteral("On the other way it works"),
            QStringLiteral("On the other way it fails as well"));
    if (step == u"other_route")
        return describeVariants(
            world, Purpose::OtherRoute, QStringLiteral("Over another way out it works"),
            QStringLiteral("Over another way out it fails as well"));
    if (step == u"vpn")
        return describeTunnel(world);
    if (step == u"handshake")
        return describeHandshake(world);
    if (step == u"certificate")
        return describeCertificate(world);
    if (step == u"protocol")
        return describeProtocol(world);
    if (step == u"other_path")
        return describeVariants(
            world, Purpose::OtherPath, QStringLiteral("Other pages there answer"),
            QStringLiteral("Other pages there fail as well"));
    if (step == u"other_version")
        return describeVariants(
            world, Purpose::OtherVersion, QStringLiteral("Over the other version it works"),
            QStringLiteral("Over the other version it fails as well"));
    if (step == u"other_client")
        return describeVariants(
            world, Purpose::OtherClient, QStringLiteral("Asked in another manner it works"),
            QStringLiteral("It fails whoever asks"));
    if (step == u"longer_wait")
        return describeVariants(
            world, Purpose::LongerWait, QStringLiteral("With more patience it works"),
            QStringLiteral("With more patience it fails as well"));
    if (step == u"neighbours")
        return describeNeighbours(world);
    if (step == u"other_device")
        return describeOtherDevice(world);
    if (step == u"firewall")
        return describeFirewall(world);
    return {};
}

} // namespace Gatewatch
