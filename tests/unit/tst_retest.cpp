// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from two diagnoses of the same thing, and what a person's word about another device changes.
#include <core/diagnosis/otherdevice.h>
#include <core/diagnosis/retest.h>
#include <core/diagnosis/session.h>

#include <support/samplediagnosis.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

Circumstances home()
{
    Circumstances c;
    c.network = u"11"_s;
    c.way = u"Wi-Fi (wlan0)"_s;
    return c;
}

Circumstances hotspot()
{
    Circumstances c = home();
    c.network = u"22"_s;
    return c;
}

Circumstances throughVpn()
{
    Circumstances c = home();
    c.network = u"33"_s;
    c.vpn = u"wg0"_s;
    return c;
}

Circumstances with(bool Circumstances::*what)
{
    Circumstances c = home();
    c.*what = true;
    return c;
}

Circumstances withoutKey()
{
    Circumstances c = home();
    c.missingSecrets = {u"TOKEN"_s};
    return c;
}

Diagnosis placed(VerdictPlace place, const QString& cause = {}, bool transient = false)
{
    Diagnosis d = place == VerdictPlace::None ? recoveredDiagnosis() : sampleDiagnosis();
    d.verdict.place = place;
    d.verdict.cause = cause;
    d.verdict.transient = transient;
    d.verdict.headline = u"Said so."_s;
    return d;
}

/// A name that nobody can connect to, as seen from a place where others answer.
SavedSession silentSession()
{
    SavedSession session;
    session.id = u"0123456789ab"_s;
    session.about.target = QUrl(u"https://shop.example/"_s);
    session.about.startedAt = sampleNow();
    HttpReply first;
    first.exchange.url = session.about.target;
    first.exchange.failure = Failure::TcpTimedOut;
    HttpReply again = first;
    again.purpose = HttpReply::Purpose::Retry;
    again.number = 1;
    session.evidence = {first, again};
    session.diagnosis = judgeEvidence(session.about, session.evidence, {}, sampleNow());
    return session;
}

double shareOf(const Diagnosis& diagnosis, Place place)
{
    return diagnosis.blame[static_cast<std::size_t>(place)];
}

} // namespace

class RetestTest : public QObject {
    Q_OBJECT
private slots:
    void whatFollows_data()
    {
        using enum VerdictPlace;
        QTest::addColumn<Circumstances>("circumstancesBefore");
        QTest::addColumn<Diagnosis>("before");
        QTest::addColumn<Circumstances>("circumstancesNow");
        QTest::addColumn<Diagnosis>("now");
        QTest::addColumn<QString>("advice");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("sentence");
        const Diagnosis well = placed(None);
        const Diagnosis theirs = placed(Service, u"origin_timeout"_s);
        const Diagnosis path = placed(Path, u"path_fault"_s);
        const Diagnosis device = placed(Device, u"local_proxy"_s);
        const Diagnosis offline = placed(Network, u"local_network_down"_s);
        const auto row = [](const char* name, const Circumstances& ca, const Diagnosis& a, const Circumstances& cb,
                            const Diagnosis& b, const QString& advice, const QString& id, const QString& sentence) {
            QTest::newRow(name) << ca << a << cb << b << advice << id << sentence;
        };
        row("the other network", home(), path, hotspot(), well, {}, u"helped"_s, u"the one before is at fault"_s);
        row("not the network", home(), theirs, hotspot(), theirs, {}, u"no_difference"_s,
            u"The same from both: changing the network does not help"_s);
        row("this computer", home(), device, hotspot(), device, {}, u"no_difference"_s, u"it is this computer"_s);
        row("both networks", home(), path, hotspot(), path, {}, u"no_difference"_s, u"what both share"_s);
        row("an error of theirs is over", home(), theirs, hotspot(), well, {}, u"passed"_s, u"Going back tells"_s);
        row("it came and went", home(), placed(Path, {}, true), hotspot(), well, {}, u"passed"_s, u"came and went"_s);
        row("it passes", home(), path, hotspot(), placed(None, u"recovered"_s, true), {}, u"passed"_s, u"by itself"_s);
        row("no internet there", home(), theirs, hotspot(), offline, {}, u"no_network"_s, u"Nothing can be said"_s);
        row("internet is back", home(), offline, hotspot(), well, {}, u"helped"_s, u"It works in this network"_s);
        row("back again", hotspot(), well, home(), path, {}, u"worse"_s, u"this network is at fault"_s);
        row("their error, back again", hotspot(), well, home(), theirs, {}, u"worse"_s, u"not by this network"_s);
        row("another fault", home(), path, hotspot(), device, {}, u"other_fault"_s, u"another reason: Said so."_s);
        row("fine from both", home(), well, hotspot(), well, {}, u"works_both"_s, u"It works now as it did"_s);
        row("without the VPN", throughVpn(), path, home(), well, u"turn_off_vpn"_s, u"helped"_s,
            u"Without the VPN it works"_s);
        row("the VPN is innocent", throughVpn(), path, home(), path, u"turn_off_vpn"_s, u"no_difference"_s,
            u"Without the VPN it is the same"_s);
        row("the VPN is still on", throughVpn(), path, throughVpn(), path, u"turn_off_vpn"_s, u"no_change"_s,
            u"The VPN is still on"_s);
        row("the VPN again", home(), well, throughVpn(), path, {}, u"worse"_s, u"the VPN is at fault"_s);
        row("through the VPN", home(), path, throughVpn(), well, {}, u"helped"_s, u"the way before is at fault"_s);
        row("without the proxy", with(&Circumstances::proxy), device, home(), well, u"turn_off_proxy"_s, u"helped"_s,
            u"Without the proxy it works"_s);
        row("the hosts file", with(&Circumstances::hostsLine), device, home(), well, u"edit_hosts"_s, u"helped"_s,
            u"that line was at fault"_s);
        row("the clock", with(&Circumstances::clockWrong), device, home(), well, u"set_clock"_s, u"helped"_s,
            u"the clock was at fault"_s);
        row("the clock is not set", with(&Circumstances::clockWrong), device, with(&Circumstances::clockWrong), device,
            u"set_clock"_s, u"no_change"_s, u"The clock is still wrong"_s);
        row("inspection", with(&Circumstances::inspected), device, home(), well, u"exempt_inspection"_s, u"helped"_s,
            u"the inspection was at fault"_s);
        row("the firewall", with(&Circumstances::forbidden), device, home(), well, u"check_firewall"_s, u"helped"_s,
            u"its firewall was at fault"_s);
        row("the firewall stays", with(&Circumstances::forbidden), device, with(&Circumstances::forbidden), device,
            u"check_firewall"_s, u"no_change"_s, u"still does not let it out"_s);
        row("signed in", with(&Circumstances::signInPage), offline, home(), well, u"sign_in_portal"_s, u"helped"_s,
            u"You are signed in, and it works"_s);
        row("not signed in", with(&Circumstances::signInPage), offline, with(&Circumstances::signInPage), offline,
            u"sign_in_portal"_s, u"no_change"_s, u"Sign in first"_s);
        row("a key", withoutKey(), path, home(), well, u"set_secret"_s, u"helped"_s, u"With its key it works"_s);
        row("the same network", home(), path, home(), path, u"other_network"_s, u"no_change"_s,
            u"still the same network"_s);
        row("no trace, helped", home(), path, home(), well, u"other_resolver"_s, u"helped"_s,
            u"If you changed something"_s);
        row("no trace, no help", home(), path, home(), path, u"other_resolver"_s, u"no_difference"_s,
            u"that did not help"_s);
        row("nothing done", home(), path, home(), path, {}, u"no_difference"_s, u"The same as before."_s);
    }
    void whatFollows()
    {
        QFETCH(const Circumstances, circumstancesBefore);
        QFETCH(const Diagnosis, before);
        QFETCH(const Circumstances, circumstancesNow);
        QFETCH(const Diagnosis, now);
        QFETCH(const QString, advice);
        QFETCH(const QString, id);
        QFETCH(const QString, sentence);
        const Retest retest = retestOf({before, circumstancesBefore}, {now, circumstancesNow}, advice);
        QCOMPARE(retest.id, id);
        QVERIFY2(retest.conclusion.contains(sentence), qPrintable(retest.conclusion));
        QVERIFY(retest.differences == differences(before, now, u"before"_s, u"now"_s));
    }

    void theOneBeforeIsThatOfOtherCircumstances()
    {
        const Diagnosis fault = placed(VerdictPlace::Path);
        const Diagnosis well = placed(VerdictPlace::None);
        QCOMPARE(trialBefore({}), -1);
        QCOMPARE(trialBefore({{fault, home()}}), -1);
        QCOMPARE(trialBefore({{fault, home()}, {well, hotspot()}}), 0);
        QCOMPARE(trialBefore({{fault, home()}, {well, hotspot()}, {well, hotspot()}}), 0);
        QCOMPARE(trialBefore({{fault, home()}, {well, hotspot()}, {fault, home()}}), 1); // back again
        QCOMPARE(trialBefore({{fault, home()}, {well, home()}, {well, home()}}), 0); // no trace: another verdict
        QCOMPARE(trialBefore({{fault, home()}, {fault, home()}, {fault, home()}}), 1);
    }

    void sidesAreNamedByWhatDiffers()
    {
        QCOMPARE(sideWords(home(), hotspot(), false), u"Wi-Fi (wlan0)"_s);
        QCOMPARE(sideWords(hotspot(), home(), true), u"Wi-Fi (wlan0), another network"_s);
        QCOMPARE(sideWords(throughVpn(), home(), false), u"Wi-Fi (wlan0), VPN (wg0)"_s);
        QCOMPARE(sideWords(home(), throughVpn(), true), u"Wi-Fi (wlan0), VPN off"_s);
        QCOMPARE(sideWords({}, home(), false), u"no network"_s);
    }

    void circumstancesAreInTheEvidence()
    {
        SavedSession session = silentSession();
        session.evidence += QList<Evidence>{
            NetworkFact{true, {u"Cable (eth0)"_s, u"VPN (tun0)"_s}, false, u"VPN (tun0)"_s, u"ab"_s},
            TunnelFact{{u"tun0"_s}, {}, false}, ProxyFact{true, true, false},
            NameFact{u"shop.example"_s, {}, {}, {u"192.0.2.1"_s}}};
        session.about.missingSecrets = {u"KEY"_s};
        const Circumstances seen = trialOf(session).circumstances;
        QCOMPARE(seen.way, u"VPN (tun0)"_s);
        QCOMPARE(seen.network, u"ab"_s);
        QCOMPARE(seen.vpn, u"tun0"_s); // no address was found to follow, but everything goes through it
        QVERIFY(seen.proxy && seen.hostsLine && !seen.clockWrong);
        QCOMPARE(seen.missingSecrets, QStringList{u"KEY"_s});
        // What is kept does not tell which network it was.
        QVERIFY(!sessionDocument(session).contains("\"ab\""));
        const auto read = readSession(sessionDocument(session));
        QVERIFY(read);
        QCOMPARE(trialOf(read->session).circumstances.way, u"VPN (tun0)"_s);
    }

    void anotherDeviceMovesTheBlame_data()
    {
        QTest::addColumn<bool>("works");
        QTest::addColumn<bool>("sameNetwork");
        QTest::addColumn<QList<Place>>("more");
        QTest::addColumn<QList<Place>>("less");
        using enum Place;
        QTest::newRow("works here") << true << true << QList{Device} << QList{Network, Path, Gateway, Service};
        QTest::newRow("fails here") << false << true << QList{Service} << QList{Device};
        QTest::newRow("works elsewhere") << true << false << QList{Network, Path} << QList{Gateway, Service};
        QTest::newRow("fails elsewhere") << false << false << QList{Service} << QList{Device, Network, Path};
    }
    void anotherDeviceMovesTheBlame()
    {
        QFETCH(bool, works);
        QFETCH(bool, sameNetwork);
        QFETCH(QList<Place>, more);
        QFETCH(QList<Place>, less);
        const SavedSession before = silentSession();
        const SavedSession after = withOtherDevice(before, {works, sameNetwork});
        for (const Place place : more)
            QVERIFY2(shareOf(after.diagnosis, place) > shareOf(before.diagnosis, place), qPrintable(idOf(place)));
        for (const Place place : less)
            QVERIFY2(shareOf(after.diagnosis, place) < shareOf(before.diagnosis, place), qPrintable(idOf(place)));
        QCOMPARE(after.diagnosis.steps.constLast().id, u"other_device"_s);
        QVERIFY(!after.diagnosis.steps.constLast().plain.isEmpty());
        QCOMPARE(after.diagnosis.steps.constLast().findings.size(), 1);
        // What was said is kept, and says the same when it is read again.
        const auto read = readSession(sessionDocument(after));
        QVERIFY(read);
        QCOMPARE(idOf(replayed(read->session).verdict.place), idOf(after.diagnosis.verdict.place));
        QCOMPARE(read->session.evidence.size(), after.evidence.size());
    }

    void theLastWordCounts()
    {
        const SavedSession once = withOtherDevice(silentSession(), {true, true});
        const SavedSession twice = withOtherDevice(once, {false, true});
        QCOMPARE(twice.evidence.size(), once.evidence.size());
        QCOMPARE(twice.diagnosis.steps.size(), once.diagnosis.steps.size());
        QVERIFY(shareOf(twice.diagnosis, Place::Device) < shareOf(once.diagnosis, Place::Device));
        SavedSession bare = silentSession();
        bare.evidence.clear(); // imported without evidence: nothing can be judged again
        QCOMPARE(withOtherDevice(bare, {true, true}).diagnosis, bare.diagnosis);
    }
};

QTEST_GUILESS_MAIN(RetestTest)
#include "tst_retest.moc"
