// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/advice.h>

#include <algorithm>

namespace Gatewatch {
namespace {

struct Weighed {
    Advice advice;
    double worth; ///< help divided by effort; only the order matters
};

Advice advice(const char* id, const char* kind, const QString& title, const QString& text, const char* action = "")
{
    return {QString::fromLatin1(id), QString::fromLatin1(kind), false, title, text, QString::fromLatin1(action)};
}

bool theirs(const Verdict& verdict)
{
    return verdict.place == VerdictPlace::Service || verdict.place == VerdictPlace::Gateway;
}

QString askText(const World& world)
{
    if (world.claim && world.claim->readability == Readability::Ok && world.claim->overall == Indicator::Operational)
        return QStringLiteral("Nothing is posted on their page yet. Here is a ready message, without private data.");
    return QStringLiteral("A ready message with the evidence, without private data.");
}

bool isSafe(const QByteArray& method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

/// What asks a person to change something, after which the same tells whether it helped.
constexpr std::array retested{"other_network",     "turn_off_vpn",      "turn_off_proxy", "set_clock",  "edit_hosts",
                              "other_resolver",    "check_network",     "sign_in_portal", "set_secret", "try_again",
                              "check_credentials", "exempt_inspection", "check_firewall"};

bool isRetested(const Advice& advice)
{
    return std::any_of(
        retested.begin(), retested.end(), [&advice](const char* id) { return advice.id == QLatin1StringView(id); });
}

/// A browser only ever reads, and this computer's own address is another one everywhere else.
bool opensElsewhere(const World& world)
{
    return world.about.method == "GET" && !world.targetIsLocal();
}

/// A phone asks from somewhere else, and needs neither this computer nor its settings.
Advice otherDevice()
{
    return advice(
        "other_device", "you_can_do", QStringLiteral("Try another device"),
        QStringLiteral("Open it on a phone with its Wi-Fi off. If it works there, the service is up, and the fault is "
                       "on your side or on the way."),
        "Show QR code");
}

/// How long it may take stands elsewhere.
Advice waiting(const World& world)
{
    // Watching repeats the request, which only methods that change nothing allow (RFC 9110 section 9.2.1).
    if (!isSafe(world.about.method))
        return advice(
            "wait", "you_can_do", QStringLiteral("Wait, then try once more yourself"),
            QStringLiteral("Gatewatch repeats nothing that could change something."));
    const bool lasts = world.failure() != Failure::Ok && stageOf(world.failure()) == Stage::Secure;
    Advice wait = advice(
        "wait_and_watch", "you_can_do",
        lasts ? QStringLiteral("Be told when it is put right") : QStringLiteral("Wait, and be told when it is back"),
        QStringLiteral("Gatewatch keeps asking, and notifies you after three good answers in a row."), "Notify me");
    wait.automatic = true;
    return wait;
}

Advice asking(const World& world)
{
    return advice(
        "copy_report", "tell_the_operator", QStringLiteral("Ask the provider"), askText(world), "Copy message");
}

/// Of a program on this very computer, which has no provider.
Advice restarting(const World& world)
{
    const bool behind = world.hop && world.responder.authored.value_or(false);
    return advice(
        "restart_program", "you_can_do",
        behind ? QStringLiteral("Restart the program behind it") : QStringLiteral("Restart that program"),
        behind ? QStringLiteral("What answers works. If it fails again, ask whoever set it up.")
               : QStringLiteral("It runs on this computer. If it fails again, ask whoever set it up."));
}

Advice checkAddress()
{
    return advice(
        "check_address", "you_can_do", QStringLiteral("Check the address"),
        QStringLiteral("A letter may be wrong, or it has moved: compare with the service's own page."));
}

void addTheirs(QList<Weighed>& all, const World& world, const Verdict& verdict)
{
    all.append({waiting(world), 10});
    const bool confirmed = world.claim && world.claim->readability == Readability::Ok
        && world.claim->overall != Indicator::Operational && world.claim->overall != Indicator::Unknown;
    if (confirmed) {
        all.append(
            {advice(
                 "open_status_page", "you_can_do", QStringLiteral("Read what they say"),
                 QStringLiteral("They know about it and post news on their status page."), "Open"),
             6});
    } else if (world.targetIsLocal()) {
        const bool fails =
            verdict.cause.startsWith(u"origin_") || verdict.cause == u"outage" || verdict.cause == u"intermittent";
        if (fails && !world.byForwardProxy())
            all.append({restarting(world), 6});
    } else {
        all.append({asking(world), 6});
    }
    const bool hasOperator = world.status() >= 500 || verdict.cause == u"origin_refuses_connections"
        || verdict.cause == u"certificate_problem";
    if (hasOperator && !world.byForwardProxy()) // the log of a proxy of ours is not theirs to read
        all.append({operatorAdvice(world, verdict), 4});
    if (verdict.confidence < 0.95 && opensElsewhere(world))
        all.append({otherDevice(), 3});
    if (verdict.cause == u"one_front_of_many")
        all.append(
            {advice(
                 "try_again", "you_can_do", QStringLiteral("Try again at once"),
                 QStringLiteral("The next try may come in through another entrance.")),
             8});
    if (verdict.cause == u"intermittent" && isSafe(world.about.method))
        all.append(
            {advice(
                 "try_again", "you_can_do", QStringLiteral("Try again: some tries work"),
                 QStringLiteral("If you were sending something, look first whether it arrived.")),
             12});
    if (verdict.cause == u"overload")
        all.append(
            {advice(
                 "come_back_later", "you_can_do", QStringLiteral("Do not reload again and again"),
                 QStringLiteral("Each try makes the queue longer. Wait some minutes, or for a quieter hour.")),
             8});
    if (verdict.cause == u"stale_cached_error" && opensElsewhere(world))
        all.append(
            {advice(
                 "other_browser", "you_can_do", QStringLiteral("Reload past the old copy"),
                 QStringLiteral("Ctrl+Shift+R asks for a fresh one; another browser keeps none of its own."), "Open"),
             11});
    if (verdict.cause == u"throttled")
        all.append(
            {advice(
                 "ask_less_often", "you_can_do", QStringLiteral("Ask less often"),
                 QStringLiteral("Wait, and check this service at longer intervals.")),
             9});
    if (verdict.cause == u"name_not_found")
        all.append({checkAddress(), 11});
}

/// It answers and wants another request: waiting does not change that.
void addRejected(QList<Weighed>& all, const World& world)
{
    if (!world.about.missingSecrets.isEmpty())
        all.append(
            {advice(
                 "set_secret", "you_can_do", QStringLiteral("Set its key on this computer"),
                 QStringLiteral("%1 is not set, so the request goes without it.")
                     .arg(world.about.missingSecrets.join(QStringLiteral(", ")))),
             12});
    if (world.status() == 401 || world.status() == 403)
        all.append(
            {advice(
                 "check_credentials", "you_can_do", QStringLiteral("Check the key or password"),
                 QStringLiteral("It can be reached, but does not accept who is asking.")),
             11});
    else
        all.append({checkAddress(), 11});
    all.append({asking(world), 6});
}

/// It works now, so that there is nothing to wait for.
void addGone(QList<Weighed>& all, const World& world)
{
    all.append(
        {advice(
             "reload", "you_can_do", QStringLiteral("Reload the page and go on"),
             QStringLiteral("The service answers again.")),
         10});
    if (world.asked)
        all.append({asking(world), 6});
}

void addChallenged(QList<Weighed>& all)
{
    all.append(
        {advice(
             "open_in_browser", "you_can_do", QStringLiteral("Open it in a browser"),
             QStringLiteral("A person passes this check, a program does not."), "Open"),
         10});
}

/// False only where it was looked at, and no tunnel is up.
bool mayUseTunnel(const World& world)
{
    return !world.tunnel || !world.tunnel->interfaces.isEmpty();
}

void addNetworks(QList<Weighed>& all, const World& world, const Verdict& verdict)
{
    if (verdict.cause == u"captive_portal") {
        all.append(
            {advice(
                 "sign_in_portal", "you_can_do", QStringLiteral("Sign in to this network"),
                 QStringLiteral("Press Open: your browser then shows the network's own sign-in page."), "Open"),
             12});
        return;
    }
    if (verdict.cause == u"vpn_fault") {
        all.append(
            {advice(
                 "turn_off_vpn", "you_can_do", QStringLiteral("Turn the VPN off, or exempt this address"),
                 QStringLiteral("Outside of the VPN it worked a moment ago.")),
             12});
        return;
    }
    if (verdict.cause == u"resolver_fault" || verdict.cause == u"stale_dns") {
        all.append(
            {advice(
                 "other_resolver", "you_can_do",
                 QStringLiteral("Restart the router, or use another name server for a while"),
                 QStringLiteral("At home, pull the router's plug for half a minute.")),
             11});
        all.append(
            {advice(
                 "ask_network_people", "tell_the_operator", QStringLiteral("Ask the people who run your network"),
                 QStringLiteral(
                     "At home your internet provider, at work the IT department. The message says what was seen."),
                 "Copy message"),
             7});
    } else if (
        verdict.cause == u"company_proxy" || verdict.cause == u"intercepted" || verdict.cause == u"blocked_locally") {
        all.append(
            {advice(
                 "ask_network_people", "tell_the_operator", QStringLiteral("Ask the people who run your network"),
                 QStringLiteral("They can see why it was stopped. The message says what was seen."), "Copy message"),
             8});
        const bool tunnelled = mayUseTunnel(world);
        if (tunnelled || (world.proxy && world.proxy->used))
            all.append(
                {advice(
                     tunnelled ? "turn_off_vpn" : "turn_off_proxy", "you_can_do",
                     tunnelled ? QStringLiteral("Try once without VPN") : QStringLiteral("Try once without the proxy"),
                     QStringLiteral(
                         "Only where your network's rules allow it: if it works then, that is where it is stuck.")),
                 7});
    } else {
        all.append(
            {advice(
                 "check_network", "you_can_do", QStringLiteral("Check Wi-Fi, cable and router"),
                 QStringLiteral("See whether any other page opens; restart the router if none does.")),
             10});
    }
    all.append(
        {advice(
             "other_network", "you_can_do", QStringLiteral("Try another network"),
             QStringLiteral("Connect through a phone's hotspot. If it works then, your usual network is the problem.")),
         6});
    if (opensElsewhere(world))
        all.append({otherDevice(), 5});
}

QString hostsText(const World& world)
{
    const QString line = world.name ? world.name->inHostsFile.value(0) : QString();
    return line.isEmpty()
        ? QStringLiteral("If nobody here needs it: it is the line with %1 in it.").arg(world.about.target.host())
        : QStringLiteral("If nobody here needs it: it begins with %1 and names %2.")
              .arg(line, world.about.target.host());
}

void addDevices(QList<Weighed>& all, const World& world, const Verdict& verdict)
{
    if (verdict.cause == u"stale_dns")
        all.append(
            {advice(
                 "edit_hosts", "you_can_do", QStringLiteral("Remove the line from the hosts file"), hostsText(world)),
             12});
    else if (verdict.cause == u"intercepted")
        all.append(
            {advice(
                 "exempt_inspection", "you_can_do", QStringLiteral("Except this address from inspection"),
                 QStringLiteral("The antivirus or developer's program has a list of addresses that it leaves alone.")),
             12});
    else if (verdict.cause == u"blocked_locally")
        all.append(
            {advice(
                 "check_firewall", "you_can_do", QStringLiteral("Look at this computer's firewall"),
                 QStringLiteral("It, an antivirus program or a parental control forbids this address; make an "
                                "exception if it should not.")),
             12});
    else if (verdict.cause == u"clock_wrong")
        all.append(
            {advice(
                 "set_clock", "you_can_do", QStringLiteral("Set this computer's clock"),
                 QStringLiteral("Switch automatic time on, and see that date and time zone are right.")),
             12});
    else
        all.append(
            {advice(
                 "turn_off_proxy", "you_can_do", QStringLiteral("Turn the local proxy off"),
                 QStringLiteral("Look for a proxy in the network settings, a filter or an antivirus program.")),
             10});
    if (opensElsewhere(world))
        all.append({otherDevice(), 5});
}

/// Near or far is not known: what would tell, and what takes another road.
void addOpen(QList<Weighed>& all, const World& world)
{
    if (world.targetIsLocal()) {
        if (world.first)
            all.append({restarting(world), 9});
        all.append({waiting(world), 8});
        return;
    }
    all.append(
        {advice(
             "other_network", "you_can_do", QStringLiteral("Try another network"),
             QStringLiteral(
                 "Connect through a phone's hotspot. If it works then, your usual connection is the problem.")),
         9});
    all.append({waiting(world), 8});
    if (opensElsewhere(world))
        all.append({otherDevice(), 6});
    const bool throughVpn = world.tunnel && !world.tunnel->interfaces.isEmpty();
    if (mayUseTunnel(world))
        all.append(
            {advice(
                 "turn_off_vpn", "you_can_do", QStringLiteral("Try once without VPN"),
                 QStringLiteral("A VPN takes another road; leaving it changes the road.")),
             throughVpn ? 8.5 : 5.0});
}

} // namespace

QList<Advice> adviceFor(const World& world, const Verdict& verdict)
{
    QList<Weighed> all;
    const bool open = verdict.place == VerdictPlace::Path || verdict.place == VerdictPlace::Inconclusive;
    if (world.recovered() || world.asked)
        addGone(all, world);
    else if (world.challenged() && open)
        addChallenged(all);
    else if (world.rejected() && (open || verdict.cause == u"request_rejected"))
        addRejected(all, world);
    else if (theirs(verdict))
        addTheirs(all, world, verdict);
    else if (verdict.place == VerdictPlace::Network)
        addNetworks(all, world, verdict);
    else if (verdict.place == VerdictPlace::Device)
        addDevices(all, world, verdict);
    else if (open)
        addOpen(all, world);
    std::stable_sort(all.begin(), all.end(), [](const Weighed& a, const Weighed& b) { return a.worth > b.worth; });
    QList<Advice> best;
    for (const Weighed& one : all.mid(0, 3)) {
        best.append(one.advice);
        best.last().retest = isRetested(one.advice) && isSafe(world.about.method);
    }
    return best;
}

QString dataSafetyFor(const QByteArray& method, const QString& cause)
{
    // Whoever answers in another's name may read what is typed there.
    if (cause == u"captive_portal")
        return QStringLiteral(
            "Nothing of yours reached the service. The page that shows is the network's: type nothing "
            "there that opens the service, such as its password.");
    if (cause == u"stale_dns")
        return QStringLiteral(
            "Enter no password and no card number there until this is put right: the name may lead you to a stranger's "
            "server.");
    if (cause == u"certificate_problem" || cause == u"intercepted")
        return QStringLiteral(
            "Type no password and no card number there before this is mended: somebody else could read it.");
    if (isSafe(method))
        return QStringLiteral(
            "If you were only reading, nothing is lost. If you sent an order or a form, check whether it arrived "
            "before you send it again.");
    return QStringLiteral(
        "You were sending something: it may have arrived although the answer did not. Check before you "
        "send it again; Gatewatch never repeats it by itself.");
}

} // namespace Gatewatch
