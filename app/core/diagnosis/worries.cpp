// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/worries.h>

#include <core/diagnosis/advice.h>
#include <core/diagnosis/answer.h>
#include <core/diagnosis/inspection.h>
#include <core/diagnosis/stepwords.h>
#include <core/diagnosis/theirside.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

using Purpose = HttpReply::Purpose;

Answer forAnyone(const char* id, const QString& question, const QStringList& sentences, const QString& expert = {})
{
    return {QString::fromLatin1(id), QStringLiteral("anyone"), question, sentences.join(u' '), expert};
}

/// "502", or "this error" where there was no code.
QString errorName(const World& world)
{
    return world.status() >= 400 ? QString::number(world.status()) : QStringLiteral("this error");
}

// Whether what was sent got through.

/// What the answer itself tells of it; empty where it does not.
QString deliveryText(const World& world)
{
    const QString kept = QStringLiteral("This time %1, so that whatever is sent was not carried out.");
    const QString open = QStringLiteral("This time %1, so that whatever is sent may have been carried out.");
    switch (stageOf(world.failure())) {
    case Stage::Resolve:
        return kept.arg(QStringLiteral("not even the address was found"));
    case Stage::Connect:
        return kept.arg(QStringLiteral("no connection came about"));
    case Stage::Secure:
        return kept.arg(QStringLiteral("the connection ended before anything was asked"));
    case Stage::None:
    case Stage::Local:
    case Stage::Request:
    case Stage::Response:
        break;
    }
    if (world.failure() == Failure::HttpResponseTimedOut)
        return open.arg(QStringLiteral("the request was handed over and nothing came back"));
    if (!world.hop || world.hop->confidence < 0.75)
        return {};
    switch (world.hop->fault) {
    case HopFault::Refused:
    case HopFault::Unreachable:
    case HopFault::NotFound:
    case HopFault::Distrusted:
        return kept.arg(QStringLiteral("the front door could not connect to the service"));
    case HopFault::Overloaded:
    case HopFault::Throttled:
    case HopFault::Denied:
        return kept.arg(QStringLiteral("the front door did not pass the request on"));
    case HopFault::ClosedEarly:
        return open.arg(QStringLiteral("the service took the request and hung up"));
    case HopFault::TimedOut:
        return open.arg(QStringLiteral("the front door gave up waiting, while the service may go on working"));
    case HopFault::Rubbish:
        return open.arg(QStringLiteral("the service did answer, only unreadably"));
    case HopFault::OwnFault:
    case HopFault::NotStarted:
    case HopFault::Unclear:
        break;
    }
    return {};
}

Answer dataLost(const World& world)
{
    QStringList sentences{dataSafetyFor(world.about.method)};
    if (const QString more = deliveryText(world); !more.isEmpty())
        sentences << more;
    return forAnyone(
        "data_lost", QStringLiteral("Is my data lost?"), sentences,
        QStringLiteral("The request was %1").arg(QString::fromLatin1(world.about.method)));
}

// Who may read along.

std::optional<Inspector> reader(const World& world)
{
    const std::optional<PeerCertificate> shown = world.certificate();
    return shown ? inspectorOf(shown->issuer) : std::nullopt;
}

/// Where somebody may read what is typed; empty otherwise.
QString exposedText(const World& world)
{
    if (const auto who = reader(world))
        return QStringLiteral(
                   "%1 opens the encrypted connection on its way: whoever runs it can read what you type there.")
            .arg(who->name);
    if (world.portal() && !world.othersAnswer())
        return QStringLiteral(
            "A sign-in page answers in place of others: what you type into it goes to whoever runs this "
            "network, not to the service.");
    switch (world.failure()) {
    case Failure::TlsCertNameInvalid:
    case Failure::TlsCertAuthorityInvalid:
    case Failure::TlsCertInvalid:
    case Failure::TlsCertRevoked:
        return QStringLiteral(
            "It did not prove to be the service: whoever it is could read what you type. Do not go past "
            "a warning of your browser, and do not sign in until this is mended.");
    case Failure::TlsCertDateInvalid:
        return QStringLiteral(
            "Its certificate is out of date. It is mostly forgotten, but nobody vouches any more for who "
            "reads what you type: wait with signing in until it is renewed.");
    default:
        return {};
    }
}

/// What an error of this kind is, and that it shows nobody anything.
QString harmlessText(const World& world)
{
    if (world.toldByThem() && world.status() >= 500)
        return world.hop || world.status() == 502 || world.status() == 504 || world.status() >= 520
            ? QStringLiteral(
                  "No sign of it: a %1 arises between their servers. It says nothing about your account, and by "
                  "itself it shows nobody anything.")
                  .arg(errorName(world))
            : QStringLiteral("No sign of it: a %1 says that they failed at their work, and nothing about your account.")
                  .arg(errorName(world));
    switch (stageOf(world.failure())) {
    case Stage::Resolve:
    case Stage::Connect:
        return QStringLiteral("No sign of it: there was no connection, so that nothing of yours was sent to anybody.");
    case Stage::Request:
    case Stage::Response:
        return world.silent()
            ? QStringLiteral("No sign of it: no answer came, and that says nothing about your account.")
            : QString();
    case Stage::None:
    case Stage::Local:
    case Stage::Secure:
        break;
    }
    return {};
}

std::optional<Answer> accountExposed(const World& world)
{
    const QString exposed = exposedText(world);
    const QString text = exposed.isEmpty() ? harmlessText(world) : exposed;
    if (text.isEmpty())
        return std::nullopt;
    QStringList sentences{text};
    if (world.about.target.scheme() == u"http" && !world.targetIsLocal())
        sentences << QStringLiteral(
            "But this address begins with http: what is sent there can be read on the way, with or "
            "without an error.");
    const std::optional<PeerCertificate> shown = world.certificate();
    return forAnyone(
        "account_exposed", QStringLiteral("Is my account or my data exposed?"), sentences,
        shown ? QStringLiteral("certificate of %1, issued by %2").arg(shown->subject, shown->issuer) : QString());
}

// Whether it is me.

/// What each look at this computer and its network said: "Name: found".
QStringList looksNearby(const World& world)
{
    static constexpr std::array steps{
        std::pair{"network", "this computer"}, std::pair{"clock", "its clock"}, std::pair{"proxy", "proxy"},
        std::pair{"vpn", "VPN"}, std::pair{"resolvers", "other name servers"}};
    QStringList looks;
    const QList<ElsewhereFact> elsewhere = world.connectivity + world.controls;
    if (!elsewhere.isEmpty()) {
        const auto right = std::ranges::count_if(elsewhere, [](const ElsewhereFact& one) { return one.asExpected; });
        looks << QStringLiteral("other places: %1 of %2 answer").arg(right).arg(elsewhere.size());
    }
    for (const auto& [id, label] : steps) {
        const StepWords words = wayWords(QString::fromLatin1(id), world);
        // Without a clock to compare with, nothing was learnt of ours.
        if (!words.plain.isEmpty() && (qstrcmp(id, "clock") != 0 || world.clockAhead()))
            looks << QStringLiteral("%1: %2").arg(
                QString::fromLatin1(label), words.plain.left(1).toLower() + words.plain.mid(1));
    }
    return looks;
}

QString blamesMe(const World& world, const Verdict& verdict)
{
    switch (verdict.place) {
    case VerdictPlace::Device:
        return QStringLiteral("Yes, it is this computer.");
    case VerdictPlace::Network:
        return QStringLiteral("Not you, but the network that you are in.");
    case VerdictPlace::Path:
        return QStringLiteral("No, but the way from here to them fails; from elsewhere it may work.");
    case VerdictPlace::Gateway:
    case VerdictPlace::Service:
        return verdict.confidence >= 0.75 ? QStringLiteral("No.") : QStringLiteral("Probably not.");
    case VerdictPlace::Inconclusive:
        return world.toldByThem() && world.status() >= 500
            ? QStringLiteral("Hardly: a %1 is written by a server.").arg(errorName(world))
            : QStringLiteral("That cannot be told yet.");
    case VerdictPlace::None:
        break;
    }
    return {};
}

std::optional<Answer> isItMe(const World& world, const Verdict& verdict)
{
    const QStringList looks = looksNearby(world);
    const QString said = blamesMe(world, verdict);
    if (looks.isEmpty() || said.isEmpty() || world.rejected())
        return std::nullopt;
    return forAnyone(
        "is_it_me", QStringLiteral("Is it me?"),
        {said, QStringLiteral("What was looked at here: %1.").arg(looks.join(QStringLiteral("; ")))}, verdict.expert);
}

// Whether a VPN or a proxy is in it.

/// What another way without it, or with it, showed.
QString otherWay(const World& world, Purpose purpose, const QString& thing)
{
    const auto replies = world.variantsOf(purpose);
    if (replies.isEmpty())
        return {};
    return anyGood(replies)
        ? QStringLiteral("Without the %1 it worked: that is where it is stuck.").arg(thing)
        : QStringLiteral("Without the %1 it failed as well, so the %1 is not the cause.").arg(thing);
}

QString proxyText(const World& world)
{
    if (world.byForwardProxy())
        return QStringLiteral("Yes: the answer carries the signature of %1, a proxy that stands on your side.")
            .arg(world.frontName());
    if (!world.proxy)
        return {};
    if (!world.proxy->used) {
        return anyGood(world.variantsOf(Purpose::OtherProxy))
            ? QStringLiteral("No proxy was in use here; through the one in this computer's settings it worked.")
            : QStringLiteral("No proxy was in use.");
    }
    const QString where = world.proxy->onThisComputer
        ? QStringLiteral("The request went through a proxy on this computer.")
        : QStringLiteral("The request went through a proxy of your network.");
    const QString without = otherWay(world, Purpose::OtherProxy, QStringLiteral("proxy"));
    if (!without.isEmpty())
        return where + u' ' + without;
    return world.toldByThem() ? where + QStringLiteral(" The error does not carry its signature.") : where;
}

QString tunnelText(const World& world)
{
    if (!world.tunnel)
        return {};
    if (world.tunnel->interfaces.isEmpty())
        return QStringLiteral("No VPN was on.");
    if (world.tunnel->towardsService.isEmpty())
        return QStringLiteral("A VPN is on, but the way to this service does not lead through it.");
    const QString without = otherWay(world, Purpose::OtherRoute, QStringLiteral("VPN"));
    const QString through = QStringLiteral("The way to this service leads through a VPN.");
    return without.isEmpty() ? through + QStringLiteral(" Whether it works without was not tried.")
                             : through + u' ' + without;
}

std::optional<Answer> vpnOrProxy(const World& world)
{
    QStringList sentences{proxyText(world), tunnelText(world)};
    sentences.removeAll(QString());
    if (sentences.isEmpty())
        return std::nullopt;
    QStringList expert;
    if (world.tunnel && !world.tunnel->interfaces.isEmpty())
        expert << world.tunnel->interfaces.join(QStringLiteral(", "));
    for (const Purpose purpose : {Purpose::OtherProxy, Purpose::OtherRoute}) {
        if (const auto replies = world.variantsOf(purpose); !replies.isEmpty())
            expert << answersText(replies);
    }
    return forAnyone(
        "vpn_or_proxy", QStringLiteral("Can a VPN or a proxy be the cause?"), sentences,
        expert.join(QStringLiteral("; ")));
}

} // namespace

QList<Answer> worriesAnswered(const World& world, const Verdict& verdict, const DurationExpectation& expectation)
{
    QList<Answer> answers;
    const auto add = [&answers](const std::optional<Answer>& answer) {
        if (answer)
            answers.append(*answer);
    };
    if (world.symptom() && !world.well() && !world.challenged()) {
        add(codeAnswer(world));
        add(isItMe(world, verdict));
        add(dataLost(world));
        add(accountExposed(world));
        add(vpnOrProxy(world));
    }
    if (world.symptom()) {
        add(theirSideAnswer(world));
        add(costAnswer(world, expectation));
    }
    return answers;
}

} // namespace Gatewatch
