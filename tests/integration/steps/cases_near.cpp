// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that look at this computer and at what is around it.
#include <integration/steps/stepcase.h>

#include <engine/demo/loopbackserver.h>

#include <QLocale>
#include <QNetworkInterface>
#include <QTest>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

/// A cable that was put in a moment ago does not count as one yet.
void withCable(Scene& scene)
{
    shopping(scene);
    const auto carries = [] {
        return QNetworkInterface::interfaceFromName(u"home"_s).flags().testFlag(QNetworkInterface::IsRunning);
    };
    scene.require(QTest::qWaitFor(carries), u"no cable"_s);
}

void withoutCable(Scene& scene)
{
    shopping(scene).far().setPlugged(false);
}

void nobodyAround(Scene& scene)
{
    const QUrl closed(u"http://127.0.0.1:%1/"_s.arg(scene.closedPort()));
    scene.request.settings.connectivityChecks = {{closed, 204}};
    scene.request.settings.controlSites = {closed};
}

/// Somebody answers for the one place whose answer is known.
void portal(Scene& scene)
{
    const QUrl page(u"http://127.0.0.1:%1/"_s.arg(scene.origin(answers(goodPage))));
    scene.request.settings.connectivityChecks.append({page, 204});
}

void onlyItself(Scene& scene)
{
    serving(scene, answers(goodPage));
    scene.request.settings.controlSites = {scene.request.check.url};
}

/// The proxy asks for a password, as that of a company may.
void throughProxy(Scene& scene, const QByteArray& login)
{
    auto& proxy = scene.keep<LoopbackServer>([](const ServerRequest& request) {
        const bool known =
            request.headers.contains({"Proxy-Authorization", "Basic " + QByteArray("me:pass").toBase64()});
        return ServerReply{
            known ? httpResponse(204, "No Content", "") : httpResponse(407, "Proxy Authentication Required", "", {})};
    });
    scene.require(proxy.listen(), u"no proxy"_s);
    scene.request.settings.connectivityChecks = {{QUrl(u"http://connectivity.test/"_s), 204}};
    scene.request.check.proxy = u"http://127.0.0.1:%1"_s.arg(proxy.port());
    if (!login.isEmpty()) {
        scene.request.check.proxyLogin = Credentials{u"me"_s, {HeaderSetting::Source::Environment, u"PROXY_PASS"_s}};
        scene.request.secrets = [login](const SecretName&) { return std::optional(login); };
    }
}

/// All the world's clocks are that far from ours.
void clocksBehind(Scene& scene, std::chrono::days behind)
{
    const QDateTime date = QDateTime::currentDateTimeUtc().addDays(-int(behind.count()));
    const QByteArray field =
        "Date: " + QLocale::c().toString(date, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1() + "\r\n";
    serving(scene, answers(page(200, "OK", "hello", field)));
    scene.request.settings.controlSites = {
        QUrl(u"http://127.0.0.9:%1/"_s.arg(scene.origin(answers(page(200, "OK", "hello", field)), "127.0.0.9")))};
}

QList<StepCase> computer()
{
    return {
        {"network", u"connected"_s, withCable, u"Connected: Cable (home)"_s, Tone::Good, {}, u"no way out over IPv6"_s},
        {"network", u"no address"_s, withoutCable, u"Not connected to any network"_s, Tone::Bad},
        {"proxy", u"none"_s, closedDoor, u"No proxy is used"_s},
        {"proxy",
         u"configured"_s,
         [](Scene& scene) { scene.request.check.proxy = u"http://192.0.2.1:3128"_s; },
         u"A proxy of your network is used"_s,
         Tone::Neutral,
         {},
         u"from the configuration"_s},
        {"proxy",
         u"from the environment"_s,
         [](Scene& scene) {
             scene.keep<Variable>("http_proxy", "http://localhost:3128");
             scene.ask(QUrl(u"http://shop.test/"_s));
             scene.request.check.proxy = u"system"_s;
         },
         u"A proxy on this computer is used"_s,
         Tone::Neutral,
         {},
         u"from the environment"_s},
        {"clock", u"right"_s, [](Scene& scene) { clocksBehind(scene, std::chrono::days(0)); },
         u"Right, to within a minute"_s, Tone::Good},
        {"clock",
         u"ahead"_s,
         [](Scene& scene) { clocksBehind(scene, std::chrono::days(3)); },
         u"This computer's clock is * ahead"_s,
         Tone::Bad,
         {},
         u"s against the Date fields"_s},
        {"clock", u"nobody tells the time"_s, closedDoor, u"Could not be checked: nobody told the time"_s},
    };
}

QList<StepCase> elsewhere()
{
    const QStringList reached{u"others_answer"_s};
    const QStringList sites{u"control_sites_answer"_s};
    return {
        {"connectivity", u"all answer"_s, [](Scene&) {}, u"1 of 1 other places answered as they should"_s, Tone::Good,
         reached, u"127.0.0.9 204"_s},
        {"connectivity",
         u"somebody else answers"_s,
         portal,
         u"1 of 2 other places answered as they should"_s,
         Tone::Unsure,
         {u"portal_answers"_s},
         u"127.0.0.1 200"_s},
        {"connectivity",
         u"nobody answers"_s,
         nobodyAround,
         u"0 of 1 other places answered as they should"_s,
         Tone::Bad,
         {u"nothing_answers"_s},
         u"127.0.0.1 tcp.refused"_s},
        {"connectivity", u"through a proxy with a password"_s, [](Scene& scene) { throughProxy(scene, "pass"); },
         u"1 of 1 other places answered as they should"_s, Tone::Good, reached},
        skipped(
            "connectivity", u"emptied"_s, [](Scene& scene) { scene.request.settings.connectivityChecks.clear(); },
            u"Not tried: no places for this are set in the configuration"_s),
        {"control_sites", u"all answer"_s, [](Scene&) {}, u"1 of 1 well-known sites answered as they should"_s,
         Tone::Good, sites},
        {"control_sites", u"nobody answers"_s, nobodyAround, u"0 of 1 well-known sites answered as they should"_s,
         Tone::Bad},
        skipped(
            "control_sites", u"emptied"_s, [](Scene& scene) { scene.request.settings.controlSites.clear(); },
            u"Not tried: no other sites are set in the configuration"_s),
        skipped(
            "control_sites", u"only the service itself"_s, onlyItself,
            u"Not tried: no other sites are set in the configuration"_s),
    };
}

} // namespace

QList<StepCase> nearCases()
{
    return computer() + elsewhere();
}

} // namespace Gatewatch::Scenarios
