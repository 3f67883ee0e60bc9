// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/words.h>

#include <core/diagnosis/certificatedates.h>
#include <core/diagnosis/verdict.h>
#include <core/httpstatus.h>
#include <core/timewords.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

struct Words {
    VerdictPlace place;
    const char* cause; ///< null: any other cause of this place
    bool direct; ///< nobody in front was seen: the service was asked itself
    const char* headline;
    const char* picture; ///< the first sentence of the explanation, a picture from ordinary life
};

using enum VerdictPlace;

constexpr const char* requestRejected = "request_rejected";
// Not causes, but names for what only the words tell apart.
constexpr const char* noUsableAnswer = "no_usable_answer";
constexpr const char* proxyReports = "proxy_reports";
constexpr const char* losesPackets = "loses_packets";
constexpr const char* wrongAddress = "wrong_address";
constexpr const char* otherPage = "other_page";
constexpr const char* oneName = "one_name";
constexpr const char* noNetwork = "no_network";
constexpr const char* onThisComputer = "on_this_computer";
constexpr const char* behindThisComputer = "behind_this_computer";
constexpr const char* ownCertificate = "own_certificate";

// The first row that fits counts.
constexpr std::array table{
    Words{
        Service, onThisComputer, true, "It's a program on this computer: it does not answer.",
        "You asked a program on this very computer; there is no network in between."},
    Words{
        Service, onThisComputer, false, "It's a program on this computer: it answers with an error.",
        "You asked a program on this very computer; there is no network in between."},
    Words{
        Service, behindThisComputer, false, "It's a program on this computer: it works, but not what is behind it.",
        "You asked a program on this very computer. It asked another one, and got nothing that it could use."},
    Words{
        Service, "origin_refuses_connections", true, "It's them: nothing answers at that address right now.",
        "You found the right house, but nobody is in."},
    Words{
        Service, "origin_refuses_connections", false,
        "It's them: the front door works, the service behind it does not answer.",
        "You reached the front desk. It called the back office and nobody picked up."},
    Words{
        Service, noUsableAnswer, false, "It's them: their website is reached, but the part behind it fails.",
        "You reached the front desk. It asked the back office and got nothing that it could use."},
    Words{
        Service, proxyReports, false, "It's them: your proxy works, but gets no answer from the site.",
        "Your gatekeeper went to their house and came back without an answer."},
    Words{
        Service, requestRejected, false, "It answers, but does not accept this request.",
        "You reached the right place. Check the address or the key first."},
    Words{
        Service, "resolver_fault", false, "It's them: the name servers for this address do not answer.",
        "The phone book works, but the page with their name is missing."},
    Words{
        Service, "origin_unreachable", false, "It's them: the front door works, but cannot reach the service.",
        "You reached the front desk. It has no line to the back office right now."},
    Words{
        Service, "origin_closes_early", true, "It's them: the service hangs up before it has answered.",
        "They picked up the phone and put it down again without a word."},
    Words{
        Service, "origin_closes_early", false, "It's them: the service behind the front door hangs up.",
        "The front desk reached the back office, which hung up before it had answered."},
    Words{
        Service, "origin_timeout", true, "It's them: the service takes too long to answer.",
        "They took your call and then said nothing for too long."},
    Words{
        Service, "origin_timeout", false, "It's them: the service behind the front door takes too long.",
        "The front desk asked the back office and waited, until it had to give up."},
    Words{
        Service, "origin_invalid_response", false, "It's them: the service gives an answer that nobody can read.",
        "An answer came from the back office, but it made no sense."},
    Words{
        Service, "overload", false, "It's them: the service has more to do than it can manage.",
        "There is a long queue, and they are letting only some people in."},
    Words{
        Service, "maintenance", false, "It's them: the service is closed for maintenance.",
        "They have hung a sign on the door and are working inside."},
    Words{
        Service, "intermittent", false, "It's them: the service fails on some tries and works on others.",
        "Some of the people behind the counter can help, one of them cannot."},
    Words{
        Service, "bad_deploy", false, "It's them: the service runs, but does not do what it should.",
        "Somebody is in, but says something else than before. Perhaps they changed something."},
    Words{
        Service, "name_not_found", false, "It's them: the name of this service leads nowhere.",
        "There is no such name in the phone book. It was mistyped, or given up."},
    Words{
        Service, "outage", true, "It's them: the service does not respond.",
        "The house is dark and nobody comes to the door."},
    Words{
        Service, "outage", false, "It's them: the service itself is failing.",
        "You reached the right place, and the people there have a problem of their own."},
    Words{
        Service, nullptr, false, "It's them: the service does not do what it was asked.",
        "You reached the right place, and the answer is no."},

    Words{
        Gateway, "front_fault", false, "It's their front door: it has a fault of its own.",
        "The front desk itself has a problem. The people behind it may be fine."},
    Words{
        Gateway, "one_front_of_many", false, "It's their front door: one of several entrances is broken.",
        "The building has several doors. One of them does not open."},
    Words{
        Gateway, "stale_cached_error", false, "It's their front door: it repeats an old error from its memory.",
        "The front desk reads out an old note. The people behind it may be fine by now."},
    Words{
        Gateway, ownCertificate, true, "It's a program on this computer: its certificate is not trusted here.",
        "You asked a program on this very computer. Whoever runs it chooses its certificate."},
    Words{
        Gateway, "certificate_problem", true, "It's their front door: its proof of identity cannot be trusted.",
        "The proof of identity that they show is out of date, or not theirs."},
    Words{
        Gateway, "certificate_problem", false, "It's their front door: it does not trust the service behind it.",
        "The front desk asked the back office for its card, and it was not in order."},
    Words{
        Gateway, "origin_unreachable", false, "It's their front door: it cannot find the service behind it.",
        "The front desk has lost the number of the back office."},
    Words{
        Gateway, "throttled", false, "It's their front door: it asks you to slow down.",
        "The front desk lets each visitor ask only so often."},
    Words{
        Gateway, "overload", false, "It's their front door: it is overloaded.",
        "The front desk has more visitors than it can greet."},
    Words{
        Gateway, "intermittent", false, "It's their front door: it fails on some tries and works on others.",
        "The building has several doors, and some of them stick."},
    Words{
        Gateway, "client_refused", false, "It's their front door: it turns this program away; a browser may get in.",
        "The front desk looks at who is asking, and does not like programs."},
    Words{
        Gateway, "outage", false, "It's their front door: others behind the same content network fail too.",
        "The whole building is dark, not just their office."},
    Words{Gateway, nullptr, false, "It's their front door: that is where it fails.", "The front desk could not help."},

    Words{
        Path, "family_broken", false, "It's the way there: one of the two routes does not work.",
        "Two roads lead to this service (IPv4 and IPv6). One works, the other does not."},
    Words{
        Path, losesPackets, false, "It's the way there: much of what is sent gets lost.",
        "Of the letters between you and others only some arrive."},
    Words{
        Path, nullptr, false, "It's the way there: a part of the route is broken.",
        "A road between you and the service is closed. Others are open."},

    Words{
        Network, "captive_portal", false, "It's your network: it wants you to sign in first.",
        "This network shows its own page until you have signed in."},
    Words{
        Network, wrongAddress, false, "It's your network: its name server gives a wrong address.",
        "The phone book of your network gives a number that is somebody else's."},
    Words{
        Network, otherPage, false, "It's your network: its name server leads elsewhere than others do.",
        "A good page came, but perhaps not theirs: in other phone books the name has another number, and another page "
        "is there."},
    Words{
        Network, oneName, false, "It's your network: this name cannot be looked up in it.",
        "The phone book of your network knows other names, but not this one."},
    Words{
        Network, losesPackets, false, "It's your network: much of what is sent gets lost.",
        "Of the letters between you and others only some arrive."},
    Words{
        Network, "resolver_fault", false, "It's your network: it cannot find the address of the service.",
        "The phone book of your network does not answer."},
    Words{
        Network, "company_proxy", false, "It's your network: its gatekeeper stopped this, not the service.",
        "Your network sends everything through a gatekeeper (a “proxy”), which did not let this through."},
    Words{
        Network, "blocked_locally", false, "It's your network: something in it blocks this connection.",
        "A guard in your network lets nobody through to them."},
    Words{
        Network, "intercepted", false, "It's your network: somebody in it opens encrypted connections.",
        "Letters arrive opened and sealed again by somebody else."},
    Words{
        Network, "stale_dns", false, "It's your network: its name server gives a wrong address.",
        "The phone book of your network has an old number in it."},
    Words{
        Network, "vpn_fault", false, "It's your VPN: outside of it the service works.",
        "The tunnel that you go through does not lead there."},
    Words{
        Network, "path_fault", false, "It's this network: over another way out the service works.",
        "Your computer has two ways out, and only this one is blocked."},
    Words{
        Network, noNetwork, false, "It's your network: this computer is not connected to any.",
        "No cable is plugged in, the Wi-Fi is off, or it gave no address."},
    Words{
        Network, nullptr, false, "It's your network: nothing outside can be reached.",
        "The line out of your house is dead."},

    Words{
        Device, "clock_wrong", false, "It's this computer: its clock is wrong.",
        "Secure sites look out of date to a computer whose clock is wrong."},
    Words{
        Device, requestRejected, false, "It's this computer: the key for this request is missing on it.",
        "You reached the right place, but without the key that it wants to see."},
    Words{
        Device, "local_proxy", false, "It's this computer: a proxy on it wrote this error.",
        "A program on this computer stands in between, and it failed."},
    Words{
        Device, "stale_dns", false, "It's this computer: a setting here sends the name to the wrong place.",
        "A list on this computer (the “hosts file”) has another address for it than everybody else."},
    Words{
        Device, "blocked_locally", false, "It's this computer: something on it blocks this connection.",
        "A guard at your own door lets nobody out to them."},
    Words{
        Device, "intercepted", false, "It's this computer: a program on it opens encrypted connections.",
        "A program here opens letters and seals them again."},
    Words{
        Device, nullptr, false, "It's this computer: that is where it fails.",
        "Something on this computer stands in the way."},
};

QString reassurance(const World& world)
{
    if (world.targetIsLocal())
        return QStringLiteral("Your connection plays no part in this.");
    if (world.answered())
        return world.status() < 500 ? QStringLiteral("You reached them, so your connection works.")
                                    : QStringLiteral("It is not your computer and not your network.");
    if (world.othersAnswer())
        return QStringLiteral("Other places can be reached, so your own connection seems fine.");
    return world.connectivity.isEmpty() && world.controls.isEmpty()
        ? QStringLiteral("Whether other places can be reached was not tried.")
        : QStringLiteral("Other places did not answer either.");
}

/// The cause under which the words stand.
QString wordsKey(const Verdict& verdict, const World& world)
{
    if (verdict.cause == u"path_fault" && world.losesPackets())
        return QString::fromLatin1(losesPackets);
    if (verdict.place == Network && world.network && !world.network->hasAddress && world.silent()
        && !world.othersAnswer())
        return QString::fromLatin1(noNetwork);
    if (verdict.place == Network && world.misled == Misled::OtherPage)
        return QString::fromLatin1(otherPage);
    if (verdict.place == Network && verdict.cause == u"resolver_fault") {
        const bool told = world.name && !world.name->addresses.isEmpty();
        return told                ? QString::fromLatin1(wrongAddress)
            : world.othersAnswer() ? QString::fromLatin1(oneName)
                                   : verdict.cause;
    }
    if (world.targetIsLocal() && verdict.cause == u"certificate_problem" && stageOf(world.failure()) == Stage::Secure)
        return QString::fromLatin1(ownCertificate);
    if (verdict.place != Service)
        return verdict.cause;
    // Who plans work or has too much of it says so, wherever it runs.
    const bool byProxy = world.byForwardProxy() || world.failure() == Failure::ProxyFailed;
    if (world.targetIsLocal() && !byProxy && (verdict.cause.startsWith(u"origin_") || verdict.cause == u"outage"))
        return QString::fromLatin1(
            world.hop && world.responder.authored.value_or(false) ? behindThisComputer : onThisComputer);
    if (verdict.cause == u"name_not_found")
        return verdict.cause;
    if (byProxy)
        return QString::fromLatin1(proxyReports);
    const bool unclear = !world.hop || world.hop->fault == HopFault::Unclear;
    return unclear && verdict.cause == u"origin_unreachable" ? QString::fromLatin1(noUsableAnswer) : verdict.cause;
}

QString secondSentence(const Verdict& verdict, const World& world)
{
    if (verdict.cause == QLatin1StringView(requestRejected))
        return {}; // the first two say it already
    switch (verdict.place) {
    case Service:
    case Gateway:
        return reassurance(world);
    case Path:
        return QStringLiteral("The service itself seems to be well.");
    case Network:
    case Device:
        return QStringLiteral("The service itself is probably fine.");
    case None:
    case Inconclusive:
        break;
    }
    return {};
}

void fillWell(Verdict& verdict, const World& world)
{
    if (world.recovered()) {
        verdict.headline = QStringLiteral("Nothing is wrong now: the service answers again.");
        verdict.explanation = QStringLiteral(
            "It failed, and every try since was good. If you were sending something, look first whether it "
            "arrived; then reload the page.");
    } else {
        verdict.headline = QStringLiteral("Nothing is wrong now: the service answers as it should.");
        verdict.explanation =
            QStringLiteral("Every try got a good answer. If your browser still shows an error, reload the page.");
    }
}

/// What is only asked about, and works now.
void fillAsked(Verdict& verdict, const World& world)
{
    if (verdict.place == Service || verdict.place == Gateway) {
        verdict.headline =
            QStringLiteral("It works now; a %1 as you saw it comes from their side.").arg(world.status());
        verdict.explanation = QStringLiteral("Every try was good just now. Such an error is written by a front door or "
                                             "a service, not by your computer.");
    } else {
        verdict.headline = QStringLiteral("It works now; what you saw has left no trace.");
        verdict.explanation =
            QStringLiteral("Every try was good just now. If it comes back, run this again while it is there.");
    }
}

void fillInconclusive(Verdict& verdict, const World& world)
{
    if (world.challenged()) {
        verdict.headline = QStringLiteral("A bot check answered, not the service.");
        verdict.explanation = QStringLiteral("This says nothing about the service itself; open it in a browser.");
        return;
    }
    if (world.rejected()) {
        verdict.headline = QStringLiteral("It answers, but does not accept this request.");
        verdict.explanation = QStringLiteral("You reached the right place. Check the address or the key first.");
        return;
    }
    verdict.headline = QStringLiteral("We cannot tell from here.");
    verdict.explanation = !world.first ? QStringLiteral("Nothing has been seen yet. The first answer is on its way.")
        : world.targetIsLocal()
        ? QStringLiteral("What was seen fits more than one place. You asked a program on this very computer; its own "
                         "messages may tell more.")
        : QStringLiteral(
            "What was seen fits more than one place. Another network, for example a phone's, would show which.");
}

QString expertLine(const Verdict& verdict, const World& world)
{
    QStringList parts;
    if (const Exchange* const bad = world.symptom()) {
        parts.append(
            bad->response ? QStringLiteral("HTTP %1 %2").arg(bad->status()).arg(reasonOf(bad->status())).trimmed()
                          : idOf(bad->failure));
        if (bad->phases.wait)
            parts.append(QStringLiteral("wait %1").arg(shortTime(*bad->phases.wait)));
    }
    if (world.responder.id != u"unknown" || !world.responder.name.isEmpty()) {
        const QString who = world.responder.name.isEmpty() ? world.responder.id : world.responder.name;
        const QString how = !world.responder.authored ? QStringLiteral("seen")
            : *world.responder.authored               ? QStringLiteral("written by")
                                                      : QStringLiteral("passed on by");
        parts.append(how + u' ' + who);
    }
    if (world.hop)
        parts.append(world.hop->line);
    if (!verdict.cause.isEmpty())
        parts.append(verdict.cause);
    return parts.join(QStringLiteral(" · "));
}

/// How sure it is belongs into the sentence, in the words of the one scale: "It's likely them: …".
QString inDegree(const QString& headline, double confidence)
{
    const QString lead = QStringLiteral("It's ");
    const QString degree = confidenceId(confidence);
    if (!headline.startsWith(lead) || degree == u"certain")
        return headline;
    const QString word = degree == u"likely" ? QStringLiteral("likely ") : QStringLiteral("possibly ");
    return lead + word + headline.mid(lead.size());
}

} // namespace

void fillWords(Verdict& verdict, const World& world)
{
    verdict.expert = expertLine(verdict, world);
    if (verdict.place == VerdictPlace::None)
        return fillWell(verdict, world);
    if (world.asked)
        return fillAsked(verdict, world);
    // An error that the service wrote is an answer: nobody may say then that it does not respond.
    const Exchange* const symptom = world.symptom();
    const bool direct = !world.hop && (!symptom || symptom->status() < 400);
    const QString key = wordsKey(verdict, world);
    const auto row = std::find_if(table.begin(), table.end(), [&](const Words& one) {
        return one.place == verdict.place && (!one.direct || direct)
            && (!one.cause || key == QLatin1StringView(one.cause));
    });
    if (row == table.end())
        return fillInconclusive(verdict, world);
    QString headline = QString::fromUtf8(row->headline);
    if (world.targetIsLocal() && key != QLatin1StringView(proxyReports)) // "they" are a program on this very computer
        headline.replace(QStringLiteral("It's them: "), QStringLiteral("It's a program on this computer: "));
    verdict.headline = inDegree(headline, verdict.confidence);
    const QString ranOut = verdict.cause == u"certificate_problem" && direct ? ranOutSentence(world) : QString();
    const QString picture = ranOut.isEmpty() ? QString::fromUtf8(row->picture) : ranOut;
    verdict.explanation = (picture + u' ' + secondSentence(verdict, world)).trimmed();
}

} // namespace Gatewatch
