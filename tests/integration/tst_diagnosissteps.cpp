// SPDX-License-Identifier: GPL-3.0-or-later
// Each step of a diagnosis in worlds that need it, with nothing else running but what it needs itself.
#include <engine/diagnosis/askers.h>
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <integration/steps/stepcase.h>
#include <support/inownnetwork.h>

#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace Gatewatch::Scenarios;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(StepCase)

namespace {

QList<StepCase> allCases()
{
    return nearCases() + nameCases() + wayCases() + requestCases() + contextCases();
}

/// The step with those that it needs, and those that they need, in the order of the table.
QList<Step> alone(const QByteArray& id)
{
    QSet<QByteArray> wanted{id};
    for (qsizetype before = 0; before != wanted.size();) {
        before = wanted.size();
        for (const Step& step : diagnosisSteps()) {
            if (wanted.contains(step.id))
                wanted.unite(QSet<QByteArray>(step.needs.begin(), step.needs.end()));
        }
    }
    QList<Step> steps;
    for (const Step& step : diagnosisSteps()) {
        if (wanted.contains(step.id))
            steps.append(step);
    }
    return steps;
}

/// A * stands for anything.
bool fits(const QString& text, const QString& pattern)
{
    const QString expression = QRegularExpression::escape(pattern).replace(u"\\*"_s, u".*"_s);
    return QRegularExpression(QRegularExpression::anchoredPattern(expression)).match(text).hasMatch();
}

bool hasCase(const QByteArray& step, StepState state)
{
    const QList<StepCase> cases = allCases();
    return std::ranges::any_of(cases, [&](const StepCase& row) { return row.step == step && row.state == state; });
}

} // namespace

class DiagnosisStepsTest : public QObject {
    Q_OBJECT
private slots:
    void tellsItsFact_data()
    {
        QTest::addColumn<StepCase>("row");
        const QList<StepCase> cases = allCases();
        for (const StepCase& row : cases)
            QTest::addRow("%s: %s", row.step.constData(), qPrintable(row.name)) << row;
    }
    void tellsItsFact()
    {
        QFETCH(StepCase, row);
        Scene scene;
        row.build(scene);
        if (!scene.missing.isEmpty())
            QSKIP(qPrintable(scene.missing + u" is not installed"_s));
        QVERIFY2(scene.trouble.isEmpty(), qPrintable(scene.trouble));
        const QList<Step> steps = alone(row.step);
        DiagnosisRun run(m_probes, m_pages, scene.request, {steps.constData(), std::size_t(steps.size())});
        QSignalSpy finished(&run, &DiagnosisRun::finished);
        run.start();
        QVERIFY(!finished.isEmpty() || finished.wait(15000));
        const QList<StepReport> reports = run.diagnosis().steps;
        const auto report = std::ranges::find(reports, QString::fromLatin1(row.step), &StepReport::id);
        QVERIFY(report != reports.end());
        QCOMPARE(idOf(report->state), idOf(row.state));
        QVERIFY2(fits(report->plain, row.plain), qPrintable(report->plain + u" / "_s + report->expert));
        QCOMPARE(idOf(report->tone), idOf(row.tone));
        QVERIFY2(report->expert.contains(row.expert), qPrintable(report->expert));
        QCOMPARE(report->findings.join(u' '), row.findings.join(u' '));
        QCOMPARE(report->reason.isEmpty(), row.state == StepState::Done);
    }

    /// So that a new step does not go untested.
    void everyStepHasItsWorlds()
    {
        for (const Step& step : diagnosisSteps()) {
            QVERIFY2(hasCase(step.id, StepState::Done), step.id);
            QVERIFY2(step.skip == neverSkipped || hasCase(step.id, StepState::Skipped), step.id);
        }
    }

private:
    ProbeLoop m_probes;
    DocumentLoader m_loader;
    StatusPageClient m_pages{m_loader};
};

int main(int argc, char* argv[])
{
    return runInOwnNetwork<DiagnosisStepsTest>(argc, argv);
}

#include "tst_diagnosissteps.moc"
