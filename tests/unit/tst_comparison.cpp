// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/sidebyside.h>

#include <support/samplediagnosis.h>

#include <QTest>

#include <algorithm>

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

SavedSession kept(const QString& id, const Diagnosis& diagnosis)
{
    SavedSession session;
    session.id = id;
    session.diagnosis = diagnosis;
    return session;
}

/// Its first answer took that long.
SavedSession timed(const QString& id, const Phases& phases, Micros total)
{
    SavedSession session = kept(id, sampleDiagnosis());
    HttpReply reply;
    reply.exchange.phases = phases;
    reply.exchange.total = total;
    session.evidence = {reply};
    return session;
}

ComparedLine lineOf(const SideBySide& both, const QString& id)
{
    const auto line = std::ranges::find(both.lines, id, &ComparedLine::id);
    return line == both.lines.end() ? ComparedLine{} : *line;
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
    void aFindingThatChangesSidesIsTold()
    {
        Diagnosis other = sampleDiagnosis();
        other.findings[1].weights = {0, 0, 0, 8, 1};
        other.findings[2].counted = false; // a stronger one counts: that is no change
        const QList<FindingChange> all = findingChanges(sampleDiagnosis(), other);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].kind, FindingChange::Kind::ChangedSides);
        QCOMPARE(all[0].id, u"immediate"_s);
        QCOMPARE(all[0].firstFor, u"the service"_s);
        QCOMPARE(all[0].secondFor, u"the gateway"_s);
        const QList<Difference> told = between(sampleDiagnosis(), other);
        QCOMPARE(idsOf(told), QStringList{u"finding immediate"_s});
        QVERIFY(told[0].plain.endsWith(u"here: speaks for the service; from the hotspot: speaks for the gateway"_s));
    }
    void bothSidesOfATableAreFilled()
    {
        const SideBySide both = sideBySide(kept(u"a"_s, sampleDiagnosis()), kept(u"b"_s, networkDiagnosis()));
        QCOMPARE(both.conclusion, u"They find the fault at different places."_s);
        const ComparedLine place{u"place"_s, u"Where the fault is"_s, u"the service"_s, u"your network"_s, true};
        QCOMPARE(lineOf(both, u"place"_s), place);
        QCOMPARE(lineOf(both, u"cause"_s).first, u"origin refuses connections"_s);
        QCOMPARE(lineOf(both, u"cause"_s).second, u"local network down"_s);
        QCOMPARE(lineOf(both, u"answer"_s).first, u"502 Bad Gateway"_s);
        QCOMPARE(lineOf(both, u"answer"_s).second, u"no answer (tcp.timed_out)"_s);
        QCOMPARE(lineOf(both, u"author"_s).first, u"nginx 1.22"_s);
        QCOMPARE(lineOf(both, u"author"_s).second, u"somebody unknown"_s);
        QCOMPARE(lineOf(both, u"share_network"_s).second, u"96 %"_s);
        QVERIFY(lineOf(both, u"confidence"_s).differs);
        QVERIFY(!lineOf(both, u"target"_s).differs);
        QCOMPARE(lineOf(both, u"total"_s), ComparedLine{}); // no evidence was kept
        QCOMPARE(both.findings.size(), 5);
    }
    void timesDifferWhenTheyTell()
    {
        using std::chrono::milliseconds;
        const SideBySide both = sideBySide(
            timed(u"a"_s, {milliseconds(2), milliseconds(100), {}, milliseconds(40), {}}, milliseconds(142)),
            timed(u"b"_s, {milliseconds(30), milliseconds(151), {}, {}, {}}, milliseconds(900)));
        QVERIFY(!lineOf(both, u"resolve"_s).differs); // fifteen times as long, and still nothing
        QVERIFY(!lineOf(both, u"connect"_s).differs);
        QCOMPARE(lineOf(both, u"tls"_s), ComparedLine{}); // neither got there
        QCOMPARE(lineOf(both, u"wait"_s).second, QString());
        QVERIFY(lineOf(both, u"wait"_s).differs);
        QCOMPARE(lineOf(both, u"total"_s).second, u"900 ms"_s);
        QVERIFY(lineOf(both, u"total"_s).differs);
        // What was not kept of one is no difference.
        const SideBySide half = sideBySide(
            timed(u"a"_s, {milliseconds(2), milliseconds(100), {}, milliseconds(40), {}}, milliseconds(142)),
            kept(u"b"_s, sampleDiagnosis()));
        QCOMPARE(lineOf(half, u"total"_s).first, u"142 ms"_s);
        QVERIFY(!lineOf(half, u"total"_s).differs);
    }
    void oneSentenceConcludes()
    {
        const auto concluded = [](const Diagnosis& a, const Diagnosis& b) {
            return sideBySide(kept(u"a"_s, a), kept(u"b"_s, b)).conclusion;
        };
        const SavedSession one = kept(u"a"_s, sampleDiagnosis());
        QCOMPARE(sideBySide(one, one).conclusion, u"This is the same session twice."_s);
        QCOMPARE(concluded(sampleDiagnosis(), sampleDiagnosis()), u"They say the same."_s);
        Diagnosis other = sampleDiagnosis();
        other.target = QUrl(u"https://other.example/"_s);
        QVERIFY(concluded(sampleDiagnosis(), other).startsWith(u"They asked different addresses"_s));
        other = sampleDiagnosis();
        other.verdict.cause = u"origin_timeout"_s;
        QVERIFY(concluded(sampleDiagnosis(), other).endsWith(u"for different causes."_s));
        QCOMPARE(
            concluded(sampleDiagnosis(), recoveredDiagnosis()),
            u"In the first there was a fault, in the second nothing was wrong."_s);
        QVERIFY(concluded(inconclusiveDiagnosis(), sampleDiagnosis()).startsWith(u"Only one of them"_s));
        Diagnosis well = recoveredDiagnosis();
        well.verdict.cause.clear();
        QVERIFY(concluded(recoveredDiagnosis(), well).startsWith(u"In both nothing was wrong"_s));
        Diagnosis mismatch = sampleDiagnosis(); // the same code, for another reason
        mismatch.symptom.failure = Failure::HttpResponseMismatch;
        QVERIFY(concluded(sampleDiagnosis(), mismatch) != u"They say the same."_s);
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
