// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/comparison.h>

#include <support/samplediagnosis.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QList<Difference> between(const Diagnosis& a, const Diagnosis& b)
{
    return differences(a, b, u"here"_s, u"from the hotspot"_s);
}

QStringList idsOf(const QList<Difference>& all)
{
    QStringList ids;
    for (const Difference& one : all)
        ids.append(one.about.isEmpty() ? one.id : one.id + u' ' + one.about);
    return ids;
}

} // namespace

class ComparisonTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAlikeIsNotTold()
    {
        QCOMPARE(between(sampleDiagnosis(), sampleDiagnosis()), QList<Difference>());
        Diagnosis later = sampleDiagnosis();
        later.startedAt += Seconds(60);
        later.verdict.confidence += 0.05;
        later.blame[4] -= 0.05;
        later.steps[0].plain = u"2 of 2 other places answered, in 50 ms"_s; // good as before
        QCOMPARE(between(sampleDiagnosis(), later), QList<Difference>());
    }
    void anotherVerdictComesFirst()
    {
        const QList<Difference> all = between(networkDiagnosis(), recoveredDiagnosis());
        QCOMPARE(all[0].id, u"verdict"_s);
        QCOMPARE(all[0].plain, u"Here: Your connection is gone, not 44 services; from the hotspot: It works again"_s);
        QCOMPARE(
            all[0].expert, u"Here: network (local_network_down), 96 %; from the hotspot: none (recovered), 97 %"_s);
    }
    void answersAndSharesAreCompared()
    {
        Diagnosis other = sampleDiagnosis();
        other.symptom = {Failure::TcpTimedOut, 0, {}};
        other.responder = {};
        other.blame = {0.01, 0.01, 0.62, 0.01, 0.35};
        other.verdict.confidence = 0.6;
        const QList<Difference> all = between(sampleDiagnosis(), other);
        QCOMPARE(
            idsOf(all),
            (QStringList{
                u"confidence"_s, u"symptom"_s, u"responder"_s, u"share path"_s, u"share gateway"_s,
                u"share service"_s}));
        QCOMPARE(all[1].plain, u"Here: answered with 502; from the hotspot: no answer"_s);
        QCOMPARE(all[1].expert, u"Here: http.error 502; from the hotspot: tcp.timed_out"_s);
        QCOMPARE(all[2].plain, u"Here: answered by nginx 1.22; from the hotspot: answered by somebody unknown"_s);
        QCOMPARE(all[3].plain, u"Share of the way there – here: 2 %; from the hotspot: 62 %"_s);
    }
    void stepsCountWhereBothWereMade()
    {
        Diagnosis other = sampleDiagnosis();
        other.steps[4].plain = u"200 200 200 200 200"_s;
        other.steps[4].tone = Tone::Good;
        other.steps[5].state = StepState::Skipped;
        other.steps[5].plain = u"Not tried"_s;
        other.steps.removeAt(3);
        const QList<Difference> all = between(sampleDiagnosis(), other);
        QCOMPARE(idsOf(all), QStringList{u"step retry"_s});
        QVERIFY(all[0].plain.startsWith(u"5 more tries – here: 502 502"_s));
        QVERIFY(all[0].plain.endsWith(u"from the hotspot: 200 200 200 200 200"_s));
    }
    void findingsOfOneSideAreTold()
    {
        Diagnosis other = sampleDiagnosis();
        const FindingReport gone = other.findings.takeFirst();
        other.findings.last().id = u"others_silent"_s;
        const QList<Difference> all = between(sampleDiagnosis(), other);
        QCOMPARE(
            idsOf(all),
            (QStringList{u"finding gateway_authored"_s, u"finding controls_fine"_s, u"finding others_silent"_s}));
        QCOMPARE(all[0].plain, u"Only here: "_s + gone.text);
        QVERIFY(all[2].plain.startsWith(u"Only from the hotspot: "_s));
    }
    void anotherAddressIsSaid()
    {
        Diagnosis other = sampleDiagnosis();
        other.target = QUrl(u"https://api.example/health?key=canary"_s);
        const QList<Difference> all = between(sampleDiagnosis(), other);
        QCOMPARE(idsOf(all), QStringList{u"address"_s});
        QVERIFY(!all[0].plain.contains(u"canary"_s));
    }
};

QTEST_APPLESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
