// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>
#include <widgets/blamebar.h>
#include <widgets/controls.h>
#include <widgets/diagnosispanel.h>
#include <widgets/episodechart.h>
#include <widgets/findinglist.h>
#include <widgets/pathview.h>
#include <widgets/steprow.h>
#include <widgets/theme.h>
#include <widgets/verdictcard.h>

#include <support/samplediagnosis.h>

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QPushButton* buttonWith(const QWidget& parent, const QString& text)
{
    for (QPushButton* button : parent.findChildren<QPushButton*>()) {
        if (button->isVisibleTo(&parent) && button->text() == text)
            return button;
    }
    return nullptr;
}

QString everythingVisible(const QWidget& parent)
{
    QStringList texts;
    for (QLabel* label : parent.findChildren<QLabel*>()) {
        if (label->isVisibleTo(&parent))
            texts.append(label->text());
    }
    return texts.join(u'\n');
}

} // namespace

class DiagnosisPanelTest : public QObject {
    Q_OBJECT
private slots:
    void theVerdictIsSaidInWords()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        const QString said = everythingVisible(panel);
        for (const QString& expected :
             {u"It is them"_s, sampleDiagnosis().verdict.headline, u"Likely · 85 %"_s,
              u"for 4 · against 0 · not testable 1"_s, u"6 min so far"_s, u"7 of 7 done · 3.1 s"_s,
              u"From 23 earlier faults of this service"_s})
            QVERIFY2(said.contains(expected), qPrintable(expected + u" is not in:\n"_s + said));
    }

    void whatWasNotNeededFoldsAway()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        const QList<StepReport> steps = sampleDiagnosis().steps;
        const auto skipped = std::find_if(
            steps.begin(), steps.end(), [](const StepReport& one) { return one.state == StepState::Skipped; });
        QVERIFY(skipped != steps.end());
        QVERIFY(!everythingVisible(panel).contains(skipped->title));
        const auto buttons = panel.findChildren<QPushButton*>();
        const auto more = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* one) {
            return one->text() == u"Show what was not needed here (1)"_s;
        });
        QVERIFY(more != buttons.end());
        (*more)->click();
        QVERIFY(everythingVisible(panel).contains(skipped->title));
        (*more)->click();
        QVERIFY(!everythingVisible(panel).contains(skipped->title));
    }

    void whatIsNotClearIsNotBlamed()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(inconclusiveDiagnosis(), sampleNow());
        const QString said = everythingVisible(panel);
        QVERIFY(said.contains(u"We cannot tell from here"_s));
        QVERIFY(said.contains(u"Not sure"_s));
        for (const PathStop& stop : pathOf(inconclusiveDiagnosis()))
            QVERIFY(stop.look != PathStop::Look::Culprit);
    }

    void thePathBreaksBeforeTheCulprit()
    {
        const PathStops service = pathOf(sampleDiagnosis());
        QCOMPARE(service.at(3).look, PathStop::Look::Fine);
        QCOMPARE(service.at(3).note, u"nginx 1.22"_s);
        QCOMPARE(service.at(4).look, PathStop::Look::Culprit);
        QCOMPARE(service.at(4).note, u"does not answer"_s);
        const PathStops network = pathOf(networkDiagnosis());
        QCOMPARE(network.at(0).look, PathStop::Look::Fine);
        QCOMPARE(network.at(1).look, PathStop::Look::Culprit);
        for (size_t i = 2; i < placeCount; ++i)
            QCOMPARE(network.at(i).look, PathStop::Look::NotReached);
        for (const PathStop& stop : pathOf(recoveredDiagnosis()))
            QCOMPARE(stop.look, PathStop::Look::Fine);
    }

    void thePathAndTheBarCanBeHeard()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QCOMPARE(
            panel.findChild<PathView*>()->accessibleDescription(),
            u"This computer: ok, Your network: ok, Internet: ok, Front door: nginx 1.22, Service: does not answer"_s);
        QCOMPARE(
            panel.findChild<BlameBar*>()->accessibleDescription(),
            u"This computer 1 %, Your network 1 %, Internet 2 %, Front door 11 %, Service 85 %"_s);
    }

    void noControlIsNamelessOrTooSmall()
    {
        DiagnosisPanel panel;
        panel.resize(1280, 900);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        for (QPushButton* button : panel.findChildren<QPushButton*>()) {
            if (!button->isVisible())
                continue;
            QVERIFY(!button->text().isEmpty() || !button->accessibleName().isEmpty());
            QVERIFY2(
                button->width() >= 24 && button->height() >= 24,
                qPrintable(u"%1: %2 × %3"_s.arg(button->text()).arg(button->width()).arg(button->height())));
        }
    }

    void nothingMovesWhileStepsLand()
    {
        DiagnosisPanel panel;
        panel.resize(1280, 900);
        panel.setDiagnosis(halfwayDiagnosis(), sampleNow());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        const QList<StepRow*> rows = panel.findChildren<StepRow*>();
        QCOMPARE(rows.size(), 8);
        QTRY_VERIFY(rows.last()->y() > 0);
        const QPoint first = rows.first()->mapTo(&panel, QPoint());
        const QPoint last = rows.last()->mapTo(&panel, QPoint());
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QTRY_VERIFY(buttonWith(panel, u"Tell me"_s));
        QTRY_VERIFY(buttonWith(panel, u"Tell me"_s)->isVisible());
        QCOMPARE(panel.findChildren<StepRow*>(), rows);
        QCOMPARE(rows.first()->mapTo(&panel, QPoint()), first);
        QCOMPARE(rows.last()->mapTo(&panel, QPoint()), last);
    }

    void aReplacedVerdictSaysSo()
    {
        DiagnosisPanel panel;
        Diagnosis first = networkDiagnosis();
        first.finished = false;
        panel.setDiagnosis(first, sampleNow());
        QVERIFY(!everythingVisible(panel).contains(u"New evidence changed this"_s));
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QVERIFY(everythingVisible(panel).contains(u"Before, it looked like: It is your network."_s));
        Diagnosis another = sampleDiagnosis();
        another.startedAt += std::chrono::hours(1);
        panel.setDiagnosis(another, sampleNow());
        QVERIFY(!everythingVisible(panel).contains(u"New evidence changed this"_s));
    }

    void onlyTheFirstButtonIsPrimary()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        int primary = 0;
        for (QPushButton* button : panel.findChildren<QPushButton*>())
            primary += button->property("kind").toString() == u"primary" ? 1 : 0;
        QCOMPARE(primary, 1);
        QCOMPARE(buttonWith(panel, u"Tell me"_s)->property("kind").toString(), u"primary"_s);
    }

    void buttonsSayWhatIsWanted()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QSignalSpy advice(&panel, &DiagnosisPanel::adviceTriggered);
        QSignalSpy again(&panel, &DiagnosisPanel::runAgain);
        QSignalSpy close(&panel, &DiagnosisPanel::closeRequested);
        QSignalSpy copy(&panel, &DiagnosisPanel::copyReportRequested);
        buttonWith(panel, u"Tell me"_s)->click();
        QCOMPARE(advice.size(), 1);
        QCOMPARE(advice.first().first().toString(), u"wait_and_watch"_s);
        buttonWith(panel, u"Run again"_s)->click();
        buttonWith(panel, u"✕"_s)->click();
        buttonWith(panel, u"Copy report"_s)->click();
        QCOMPARE(again.size(), 1);
        QCOMPARE(close.size(), 1);
        QCOMPARE(copy.size(), 1);
        QCOMPARE(QApplication::clipboard()->text(), toMarkdown(sampleDiagnosis()));
    }

    void theReportIsTheOneForOthers()
    {
        DiagnosisPanel panel;
        Diagnosis running = sampleDiagnosis();
        running.finished = false;
        QApplication::clipboard()->clear();
        panel.setDiagnosis(running, sampleNow());
        buttonWith(panel, u"Copy report"_s)->click(); // early: it comes as soon as it is whole
        QVERIFY(QApplication::clipboard()->text().isEmpty());
        Diagnosis concealed = sampleDiagnosis();
        concealed.verdict.headline = u"Without our address"_s;
        panel.setReport(concealed);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QCOMPARE(QApplication::clipboard()->text(), toMarkdown(concealed));
        Diagnosis another = sampleDiagnosis();
        another.startedAt += std::chrono::minutes(1);
        panel.setDiagnosis(another, sampleNow());
        panel.copyReport();
        QCOMPARE(QApplication::clipboard()->text(), toMarkdown(another));
    }

    void showHowUnfoldsTheWholeAdvice()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        const QString whole = sampleDiagnosis().advice.at(2).text;
        QVERIFY(!everythingVisible(panel).contains(whole));
        buttonWith(panel, u"Show how"_s)->click();
        QVERIFY2(everythingVisible(panel).contains(whole), qPrintable(everythingVisible(panel)));
        QVERIFY(everythingVisible(panel).contains(sampleDiagnosis().verdict.expert));
        buttonWith(panel, u"Hide"_s)->click();
        QVERIFY(!everythingVisible(panel).contains(whole));
        QVERIFY(buttonWith(panel, u"Show how"_s));
    }

    void whoIsToldAlreadyNeedNotAsk()
    {
        DiagnosisPanel panel;
        panel.setWatched(true);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        const QPushButton* button = buttonWith(panel, u"Will tell you"_s);
        QVERIFY(button && !button->isEnabled());
        panel.setWatched(false);
        QVERIFY(buttonWith(panel, u"Tell me"_s) && buttonWith(panel, u"Tell me"_s)->isEnabled());
        panel.setWatched(true);
        QVERIFY(buttonWith(panel, u"Will tell you"_s));
    }

    void everyCopyingButtonCopies()
    {
        DiagnosisPanel panel;
        panel.setReportNote(u"A note."_s);
        Diagnosis diagnosis = sampleDiagnosis();
        diagnosis.advice = {
            {u"ask_network_people"_s,
             u"tell_the_operator"_s,
             false,
             u"Ask the people who run your network"_s,
             {},
             u"Copy"_s}};
        panel.setDiagnosis(diagnosis, sampleNow());
        QApplication::clipboard()->clear();
        buttonWith(panel, u"Copy"_s)->click();
        QCOMPARE(QApplication::clipboard()->text(), u"A note.\n\n"_s + toMarkdown(diagnosis));
        QVERIFY(buttonWith(panel, u"Copied"_s));
    }

    void questionsUnfoldInPlaceAndByKey()
    {
        DiagnosisPanel panel;
        panel.resize(1280, 900);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        const Answer asked = sampleDiagnosis().answers.at(1);
        QVERIFY(everythingVisible(panel).contains(u"Questions people ask"_s));
        QVERIFY(!everythingVisible(panel).contains(asked.answer));
        QPushButton* question = buttonWith(panel, u"▸  "_s + asked.question);
        QVERIFY(question);
        question->setFocus();
        QTest::keyClick(question, Qt::Key_Space);
        QVERIFY(everythingVisible(panel).contains(asked.answer));
        QVERIFY(!everythingVisible(panel).contains(asked.expert));
        panel.setDiagnosis(sampleDiagnosis(), sampleNow()); // as while steps land
        QVERIFY(everythingVisible(panel).contains(asked.answer));
        QVERIFY(question->hasFocus());
        panel.setExpert(true);
        QVERIFY(everythingVisible(panel).contains(asked.expert));
        QTest::keyClick(question, Qt::Key_Space);
        QVERIFY(!everythingVisible(panel).contains(asked.answer));
    }

    void whatIsForOperatorsCanBeCopied()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        const auto& answers = sampleDiagnosis().answers;
        const auto log =
            std::find_if(answers.begin(), answers.end(), [](const Answer& one) { return one.id == u"log_lines"; });
        QVERIFY(log != answers.end());
        buttonWith(panel, u"▸  "_s + log->question)->click();
        QVERIFY(everythingVisible(panel).contains(log->code));
        QApplication::clipboard()->clear();
        for (QPushButton* button : panel.findChildren<QPushButton*>()) {
            if (button->accessibleDescription() == log->question)
                button->click();
        }
        QCOMPARE(QApplication::clipboard()->text(), log->code);
    }

    void whatIsNotAnsweredHasNoCard()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        panel.setDiagnosis(halfwayDiagnosis(), sampleNow());
        QVERIFY(!everythingVisible(panel).contains(u"Questions people ask"_s));
        QVERIFY(!everythingVisible(panel).contains(u"If you operate this service"_s));
    }

    void plainAndExpertAreTheSameFacts()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QSignalSpy changed(&panel, &DiagnosisPanel::expertChanged);
        panel.resize(1280, 900);
        panel.show(); // a line that was never laid out is elided
        QTRY_VERIFY(everythingVisible(panel).contains(sampleDiagnosis().steps.first().plain));
        buttonWith(panel, u"Expert"_s)->click();
        QCOMPARE(changed.size(), 1);
        QVERIFY(panel.isExpert());
        QVERIFY(everythingVisible(panel).contains(sampleDiagnosis().steps.first().expert));
        QVERIFY(everythingVisible(panel).contains(sampleDiagnosis().verdict.expert));
    }

    void whyListsEveryFindingWithItsPush()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QVERIFY(!everythingVisible(panel).contains(sampleDiagnosis().findings.last().text));
        buttonWith(panel, u"Why?"_s)->click();
        for (const FindingReport& finding : sampleDiagnosis().findings)
            QVERIFY(everythingVisible(panel).contains(finding.text));
        QVERIFY(everythingVisible(panel).contains(u"clears: Your network"_s));
        QVERIFY(everythingVisible(panel).contains(u"points to: Service"_s));
    }

    void everyWayAStepEndsHasWords_data()
    {
        QTest::addColumn<StepState>("state");
        QTest::addColumn<QString>("said");
        QTest::newRow("waiting") << StepState::Waiting << u"waiting"_s;
        QTest::newRow("running") << StepState::Running << u"looking …"_s;
        QTest::newRow("skipped") << StepState::Skipped << u"not tried: one way out"_s;
        QTest::newRow("timed out") << StepState::TimedOut << u"no answer in time: one way out"_s;
        QTest::newRow("cancelled") << StepState::Cancelled << u"stopped"_s;
    }
    void everyWayAStepEndsHasWords()
    {
        QFETCH(const StepState, state);
        StepReport step;
        step.state = state;
        step.reason = u"one way out"_s;
        QTEST(sentenceOf(step, false), "said");
    }

    void aReasonThatIsASentenceStandsAlone()
    {
        StepReport step;
        step.state = StepState::Skipped;
        step.reason = u"The address is a number; there is no name to look up"_s;
        QCOMPARE(sentenceOf(step, false), step.reason);
    }

    void episodesFallIntoTheirBars()
    {
        QCOMPARE(binOf(0), 0);
        QCOMPARE(binOf(60), 0);
        QCOMPARE(binOf(61), 1);
        QCOMPARE(binOf(6 * 60), 3);
        QCOMPARE(binOf(3600), 6);
        QCOMPARE(binOf(3601), 7);
        QCOMPARE(binEpisodes({30, 60, 361, 9000}), (std::array<int, 8>{2, 0, 0, 1, 0, 0, 0, 1}));
    }

    void textFromOutsideStaysText()
    {
        DiagnosisPanel panel;
        Diagnosis hostile = sampleDiagnosis();
        hostile.verdict.headline = u"<b>bold</b>"_s;
        hostile.steps[0].plain = u"<img src=x>"_s;
        hostile.advice[0].text = u"<a href='http://x'>x</a>"_s;
        panel.setDiagnosis(hostile, sampleNow());
        for (QLabel* label : panel.findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void nothingIsCutOffOnASmallScreen()
    {
        DiagnosisPanel panel;
        panel.resize(800, 600);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        for (QPushButton* button : panel.findChildren<QPushButton*>()) {
            if (button->isVisible())
                QTRY_VERIFY2(
                    button->mapTo(&panel, QPoint(button->width(), 0)).x() <= panel.width(), qPrintable(button->text()));
        }
    }
};

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    ThemeControl theme(app);
    theme.choose(ThemeChoice::Light);
    DiagnosisPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_diagnosispanel.moc"
