// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/retest.h>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

bool holds(const Diagnosis& diagnosis, QLatin1StringView finding)
{
    return std::ranges::any_of(
        diagnosis.findings, [finding](const FindingReport& one) { return one.id.startsWith(finding); });
}

bool works(const Diagnosis& diagnosis)
{
    return diagnosis.verdict.place == VerdictPlace::None;
}

bool isTheirs(const Diagnosis& diagnosis)
{
    return diagnosis.verdict.place == VerdictPlace::Service || diagnosis.verdict.place == VerdictPlace::Gateway;
}

bool alike(const Diagnosis& a, const Diagnosis& b)
{
    return a.verdict.place == b.verdict.place && a.verdict.cause == b.verdict.cause;
}

/// Nothing can be said of anybody out there.
bool cutOff(const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    return verdict.place == VerdictPlace::Network
        && (verdict.cause == u"local_network_down" || verdict.cause == u"captive_portal");
}

/// One thing that can be changed: how to see that it is so, and its sentences.
struct Change {
    const char* advice; ///< that asks for it
    bool (*there)(const Circumstances&);
    const char* gone; ///< how a side without it is called beside one with it; null for not at all
    const char* helped; ///< without it, it works
    const char* same; ///< without it, it is the same
    const char* still; ///< it is still there, after the advice to end it
    const char* came; ///< with it, it does not work any more
};

/// Whoever changes one of these often changes the network with it, so that the first that fits counts.
constexpr std::array changes{
    Change{
        "turn_off_vpn", [](const Circumstances& c) { return !c.vpn.isEmpty(); }, "VPN off",
        "Without the VPN it works: the VPN is at fault.",
        "Without the VPN it is the same: the VPN is not at fault, and can be turned on again.",
        "The VPN is still on, so this tells nothing new yet.",
        "Through the VPN it does not work, without it it did: the VPN is at fault."},
    Change{
        "turn_off_proxy", [](const Circumstances& c) { return c.proxy; }, "no proxy",
        "Without the proxy it works: the proxy is at fault.",
        "Without the proxy it is the same: the proxy is not at fault.",
        "The proxy is still used, so this tells nothing new yet.",
        "Through the proxy it does not work, without it it did: the proxy is at fault."},
    Change{
        "edit_hosts", [](const Circumstances& c) { return c.hostsLine; }, "no line in the hosts file",
        "Without the line in the hosts file it works: that line was at fault.",
        "Without the line in the hosts file it is the same: that line was not at fault.",
        "The line is still in the hosts file, so this tells nothing new yet.",
        "With the line in the hosts file it does not work, without it it did."},
    Change{
        "set_clock", [](const Circumstances& c) { return c.clockWrong; }, "clock set",
        "With the clock set it works: the clock was at fault.",
        "With the clock set it still fails: the clock was not the only fault.",
        "The clock is still wrong, so this tells nothing new yet.",
        "With this clock it does not work any more: set it again."},
    Change{
        "exempt_inspection", [](const Circumstances& c) { return c.inspected; }, "not inspected",
        "Without somebody who opens the connection it works: the inspection was at fault.",
        "Without somebody who opens the connection it is the same: the inspection is not at fault.",
        "The connection is still opened by somebody in between, so this tells nothing new yet.",
        "Somebody opens the connection now, and it does not work any more: the inspection is at fault."},
    Change{
        "check_firewall", [](const Circumstances& c) { return c.forbidden; }, "let out",
        "Now that this computer lets it out it works: its firewall was at fault.",
        "This computer lets it out now, and it still fails: its firewall was not the only fault.",
        "This computer still does not let it out, so this tells nothing new yet.",
        "This computer lets it out no more: something on it forbids it now."},
    Change{
        "sign_in_portal", [](const Circumstances& c) { return c.signInPage; }, "signed in",
        "You are signed in, and it works.",
        "You are signed in, and it still fails: the sign-in page was not the only fault.",
        "The sign-in page still answers for everybody. Sign in first.",
        "A sign-in page answers in this network. Sign in first."},
    Change{
        "set_secret", [](const Circumstances& c) { return !c.missingSecrets.isEmpty(); }, "with its key",
        "With its key it works: the missing key was at fault.",
        "With its key it still fails: the key was not the only fault.",
        "A key is still missing, so this tells nothing new yet.",
        "A key is missing now, and it does not work any more."},
};

QString words(const char* text)
{
    return QString::fromUtf8(text);
}

Retest say(const char* id, const QString& sentence)
{
    return {QString::fromLatin1(id), sentence, {}};
}

bool otherNetwork(const Circumstances& a, const Circumstances& b)
{
    return a.network != b.network || a.way != b.way;
}

/// What can be said whatever was changed; empty when the change decides.
std::optional<Retest> regardless(const Diagnosis& before, const Diagnosis& now)
{
    if (works(before) && works(now))
        return say("works_both", u"It works now as it did before."_s);
    if (works(now) && now.verdict.transient)
        return say("passed", u"It began to work while it was being tested: it passes by itself, whatever changed."_s);
    if (works(now) && before.verdict.transient)
        return say("passed", u"It works at the moment. Before, it came and went, so that this alone proves little."_s);
    if (cutOff(now) && !cutOff(before))
        return say(
            "no_network", u"Nothing can be said from here: this network itself does not lead to the internet yet."_s);
    if (works(now) && isTheirs(before))
        return say(
            "passed",
            u"It works now. The error before was sent from the service's side: either it is over, or it met only that way. Going back tells which."_s);
    return std::nullopt;
}

Retest otherFault(const Diagnosis& now)
{
    QString headline = now.verdict.headline;
    if (headline.endsWith(u'.'))
        headline.chop(1);
    return say("other_fault", u"It does not work now either, but for another reason: %1."_s.arg(headline));
}

/// This was there and is gone, or the other way round.
Retest byChange(const Change& change, const Diagnosis& before, const Diagnosis& now, bool gone)
{
    if (works(now))
        return say("helped", gone ? words(change.helped) : u"This way it works: the way before is at fault."_s);
    if (works(before))
        return say("worse", gone || isTheirs(now) ? otherFault(now).conclusion : words(change.came));
    if (!alike(before, now))
        return otherFault(now);
    return say("no_difference", gone ? words(change.same) : u"The same both ways: that does not help."_s);
}

Retest byNetwork(const Diagnosis& before, const Diagnosis& now)
{
    if (works(now))
        return say("helped", u"It works in this network: the one before is at fault."_s);
    if (works(before) && isTheirs(now))
        return say("worse", u"It does not work now. The error is sent from the service's side, not by this network."_s);
    if (works(before))
        return say("worse", u"It worked from the other network and does not from here: this network is at fault."_s);
    if (!alike(before, now))
        return otherFault(now);
    switch (now.verdict.place) {
    case VerdictPlace::Device:
        return say("no_difference", u"The same from both: it is this computer, not the network."_s);
    case VerdictPlace::Network:
    case VerdictPlace::Path:
        return say(
            "no_difference",
            u"The same from both: changing the network does not help. Look for what both share: this computer, or the service."_s);
    case VerdictPlace::Gateway:
    case VerdictPlace::Service:
        return say("no_difference", u"The same from both: changing the network does not help, it is not yours."_s);
    case VerdictPlace::Inconclusive:
    case VerdictPlace::None:
        break;
    }
    return say("no_difference", u"The same from both: changing the network does not help."_s);
}

/// What was done left no trace, or nothing was done.
Retest byWord(const Diagnosis& before, const Diagnosis& now, const QString& advice)
{
    if (works(now))
        return say(
            "helped",
            advice.isEmpty()
                ? u"It works now, although nothing seems to have changed here: it passed by itself."_s
                : u"It works now. If you changed something meanwhile, that was it; if not, it passed by itself."_s);
    if (works(before))
        return say("worse", u"It does not work any more, although nothing seems to have changed here."_s);
    if (!alike(before, now))
        return otherFault(now);
    if (advice == u"other_network")
        return say("no_change", u"This is still the same network, so this tells nothing new yet."_s);
    return say(
        "no_difference", advice.isEmpty() ? u"The same as before."_s : u"The same as before: that did not help."_s);
}

Retest judged(const Trial& before, const Trial& now, const QString& advice)
{
    if (auto all = regardless(before.diagnosis, now.diagnosis))
        return *all;
    for (const Change& one : changes) {
        const bool was = one.there(before.circumstances);
        const bool is = one.there(now.circumstances);
        if (was != is)
            return byChange(one, before.diagnosis, now.diagnosis, was);
        if (is && advice == QLatin1StringView(one.advice) && !works(now.diagnosis))
            return say("no_change", words(one.still));
    }
    return otherNetwork(before.circumstances, now.circumstances) ? byNetwork(before.diagnosis, now.diagnosis)
                                                                 : byWord(before.diagnosis, now.diagnosis, advice);
}

QString wayOf(const NetworkFact& network)
{
    return network.wayOut.isEmpty() ? network.interfaces.value(0) : network.wayOut;
}

QString tunnelOf(const TunnelFact& tunnel, const QString& way)
{
    if (!tunnel.towardsService.isEmpty())
        return tunnel.towardsService;
    // A name that is not found leaves nothing to follow; then the way to everywhere else has to do.
    const auto used = std::ranges::find_if(
        tunnel.interfaces, [&way](const QString& name) { return way.endsWith(u'(' + name + u')'); });
    return used == tunnel.interfaces.end() ? QString() : *used;
}

} // namespace

Trial trialOf(const SavedSession& session)
{
    const World world(session.about, session.evidence, session.diagnosis.startedAt + session.diagnosis.duration);
    Circumstances seen;
    if (world.network) {
        seen.network = world.network->id;
        seen.way = wayOf(*world.network);
    }
    if (world.tunnel)
        seen.vpn = tunnelOf(*world.tunnel, seen.way);
    seen.proxy = world.proxy && world.proxy->used;
    seen.signInPage = world.portal();
    seen.hostsLine = world.name && !world.name->inHostsFile.isEmpty();
    seen.clockWrong = holds(session.diagnosis, "clock_off"_L1);
    seen.inspected = holds(session.diagnosis, "inspected_"_L1);
    seen.forbidden = holds(session.diagnosis, "own_firewall_refuses"_L1);
    seen.missingSecrets = session.about.missingSecrets;
    return {session.diagnosis, seen};
}

qsizetype trialBefore(const QList<Trial>& trials)
{
    if (trials.size() < 2)
        return -1;
    const Trial& now = trials.constLast();
    const auto newest = [&trials](auto fits) {
        for (qsizetype i = trials.size() - 2; i >= 0; --i) {
            if (fits(trials[i]))
                return i;
        }
        return qsizetype(-1);
    };
    if (const auto i = newest([&now](const Trial& one) { return one.circumstances != now.circumstances; }); i >= 0)
        return i;
    const auto i = newest([&now](const Trial& one) { return !alike(one.diagnosis, now.diagnosis); });
    return i >= 0 ? i : trials.size() - 2;
}

Retest retestOf(const Trial& before, const Trial& now, const QString& advice)
{
    Retest retest = judged(before, now, advice);
    retest.differences = differences(before.diagnosis, now.diagnosis, u"before"_s, u"now"_s);
    return retest;
}

QString sideWords(const Circumstances& side, const Circumstances& other, bool isNow)
{
    QStringList parts{side.way.isEmpty() ? u"no network"_s : side.way};
    if (isNow && side.way == other.way && side.network != other.network && side.vpn == other.vpn)
        parts.append(u"another network"_s);
    if (!side.vpn.isEmpty() && !side.way.endsWith(u'(' + side.vpn + u')'))
        parts.append(u"VPN (%1)"_s.arg(side.vpn));
    for (const Change& one : changes) {
        if (one.there(other) && !one.there(side))
            parts.append(words(one.gone));
    }
    return parts.join(u", "_s);
}

} // namespace Gatewatch
