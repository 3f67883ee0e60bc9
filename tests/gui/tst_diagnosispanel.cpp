// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>
#include <widgets/blamebar.h>
#include <widgets/controls.h>
#include <widgets/diagnosispanel.h>
#include <widgets/durationcard.h>
#include <widgets/episodechart.h>
#include <widgets/findinglist.h>
#include <widgets/howto.h>
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
#include <numeric>

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

StepReport done(const QString& id, Tone tone)
{
    StepReport step;
    step.id = id;
    step.state = StepState::Done;
    step.tone = tone;
    return step;
}

FindingReport finding(const QString& id)
{
    FindingReport report;
    report.id = id;
    return report;
}

Advice advice(const QString& id, const QString& action, bool retest)
{
    return {id, u"you_can_do"_s, false, u"Do "_s + id, {}, action, retest};
}

/// As sure as can be, and nothing seen yet.
Diagnosis blaming(VerdictPlace place, const QString& cause)
{
    Diagnosis diagnosis = sampleDiagnosis();
    diagnosis.steps.clear();
    diagnosis.findings.clear();
    diagnosis.verdict.place = place;
    diagnosis.verdict.cause = cause;
    diagnosis.blame = {};
    diagnosis.blame.at(static_cast<size_t>(place)) = 1;
    return diagnosis;
}

QString looksOf(const Diagnosis& diagnosis)
{
    static const QStringList names{u"Fine"_s,    u"Suspect"_s,   u"Culprit"_s,
                                   u"Unclear"_s, u"NotTested"_s, u"NotReached"_s};
    QStringList looks;
    for (const PathStop& stop : pathOf(diagnosis))
        looks.append(names.at(static_cast<qsizetype>(stop.look)));
    return looks.join(u' ');
}

QList<Place> placesOf(const Diagnosis& diagnosis)
{
    QList<Place> places;
    for (const PathStop& stop : pathOf(diagnosis))
        places.append(stop.place);
    return places;
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
             {sampleDiagnosis().verdict.headline, u"Likely · 85 %"_s,
              u"Main clue: "_s + sampleDiagnosis().findings.first().text, u"Failing for 6 min"_s,
              u"7 of 7 done · 3.1 s"_s, u"How long 23 earlier faults lasted, in minutes"_s})
            QVERIFY2(said.contains(expected), qPrintable(expected + u" is not in:\n"_s + said));
        QVERIFY2(!said.contains(u"against"_s), qPrintable(said)); // no counts beside the one scale of certainty
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
            return one->text() == u"Show skipped checks (1)"_s;
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
        QVERIFY(said.contains(inconclusiveDiagnosis().verdict.headline));
        QVERIFY(said.contains(u"Not sure"_s));
        for (const PathStop& stop : pathOf(inconclusiveDiagnosis()))
            QVERIFY(stop.look != PathStop::Look::Culprit);
    }

    void thePathBreaksBeforeTheCulprit()
    {
        const PathStops service = pathOf(sampleDiagnosis());
        QCOMPARE(service.at(3).look, PathStop::Look::Fine);
        QCOMPARE(service.at(3).note, u"ok"_s);
        QCOMPARE(pathOf(sampleDiagnosis(), true).at(3).note, u"nginx 1.22"_s);
        QCOMPARE(service.at(4).look, PathStop::Look::Culprit);
        QCOMPARE(service.at(4).note, u"does not answer"_s);
        const PathStops network = pathOf(networkDiagnosis());
        QCOMPARE(network.at(0).look, PathStop::Look::Fine);
        QCOMPARE(network.at(1).look, PathStop::Look::Culprit);
        QCOMPARE(network.at(2).look, PathStop::Look::NotReached); // asked in vain
        QCOMPARE(network.at(3).look, PathStop::Look::NotTested); // its name was not found, so nobody could ask
        for (const PathStop& stop : pathOf(recoveredDiagnosis()))
            QCOMPARE(stop.look, PathStop::Look::Fine);
    }

    void whatWasSeenToWorkIsFineBehindTheFault()
    {
        Diagnosis clock = blaming(VerdictPlace::Device, u"clock_wrong"_s);
        clock.steps = {done(u"connectivity"_s, Tone::Good), done(u"connect"_s, Tone::Good)};
        QCOMPARE(looksOf(clock), u"Culprit Fine Fine Fine NotTested"_s);
        clock.steps[0].tone = clock.steps[1].tone = Tone::Bad;
        QCOMPARE(looksOf(clock), u"Culprit NotTested NotReached NotReached NotReached"_s);

        Diagnosis proxy = blaming(VerdictPlace::Network, u"company_proxy"_s);
        proxy.steps = {done(u"control_sites"_s, Tone::Good)};
        QCOMPARE(looksOf(proxy), u"Fine Culprit Fine NotTested NotTested"_s);
        proxy.findings = {finding(u"works_without_proxy"_s)};
        QCOMPARE(looksOf(proxy), u"Fine Culprit Fine Fine Fine"_s);

        // A connection may have been made to whoever is at the wrong address, and a sign-in page answers for others.
        Diagnosis hosts = blaming(VerdictPlace::Device, u"stale_dns"_s);
        hosts.steps = {done(u"connect"_s, Tone::Good)};
        QCOMPARE(looksOf(hosts), u"Culprit NotTested NotTested NotTested NotTested"_s);
        Diagnosis portal = blaming(VerdictPlace::Network, u"captive_portal"_s);
        portal.steps = {done(u"connectivity"_s, Tone::Unsure)};
        QCOMPARE(looksOf(portal), u"Fine Culprit NotTested NotTested NotTested"_s);

        Diagnosis silence = blaming(VerdictPlace::Network, u"resolver_fault"_s);
        silence.steps = {done(u"resolvers"_s, Tone::Good)};
        QCOMPARE(looksOf(silence), u"Fine Culprit Fine NotTested NotTested"_s);
        Diagnosis family = blaming(VerdictPlace::Path, u"family_broken"_s);
        family.findings = {finding(u"one_family_fails"_s)};
        QCOMPARE(looksOf(family), u"Fine Fine Culprit Fine Fine"_s);
        QCOMPARE(pathOf(family).at(2).note, u"one route fails"_s);
    }

    void toThisComputerLeadsNoNetwork()
    {
        Diagnosis own = blaming(VerdictPlace::Service, u"outage"_s);
        own.responder = {};
        own.symptom.status = 500;
        for (const QString& host : {u"127.0.0.1"_s, u"localhost"_s, u"[::1]"_s, u"shop.localhost"_s}) {
            own.target = QUrl(u"http://%1:8080/"_s.arg(host));
            QCOMPARE(placesOf(own), (QList<Place>{Place::Device, Place::Service}));
        }
        own.symptom.status = 502; // only somebody in front says that
        QCOMPARE(placesOf(own), (QList<Place>{Place::Device, Place::Gateway, Place::Service}));
        own.target = QUrl(u"http://192.0.2.1/"_s);
        QCOMPARE(placesOf(own).size(), placeCount);
    }

    void noWordOfThePathIsCut()
    {
        const QFont usual = QApplication::font();
        for (const int pixels : {13, 20, 26}) {
            QFont font = usual;
            font.setPixelSize(pixels);
            QApplication::setFont(font);
            PathView view;
            view.setStops(pathOf(sampleDiagnosis()));
            const int narrowest = 400; // in the smallest window
            const int wide = 1200;
            QVERIFY(view.fitsSideBySide(wide));
            // Side by side it is one row of rings, else one below the other.
            if (view.fitsSideBySide(narrowest))
                QVERIFY(view.heightForWidth(narrowest) >= view.heightForWidth(wide));
            else
                QVERIFY(view.heightForWidth(narrowest) > 5 * 44);
            QVERIFY(!view.fitsSideBySide(120));
        }
        QApplication::setFont(usual);
    }

    void theSharesMakeAHundred()
    {
        for (const Blame& blame :
             {Blame{0.01, 0.01, 0.02, 0.11, 0.85}, Blame{0.2, 0.2, 0.2, 0.2, 0.2},
              Blame{0.046, 0.046, 0.046, 0.12, 0.742}, Blame{0.0025, 0.0025, 0.0025, 0.0025, 0.99},
              Blame{0.333, 0.333, 0.334, 0, 0}, Blame{0.0055, 0, 0, 0.1485, 0.846}}) {
            const QList<BlamePart> parts = partsOf(blame);
            QCOMPARE(
                std::accumulate(
                    parts.begin(), parts.end(), 0, [](int sum, const BlamePart& part) { return sum + part.percent; }),
                100);
            for (const BlamePart& part : parts)
                QVERIFY(part.percent > 0); // each has a label that says something
        }
        const QList<BlamePart> parts = partsOf({0.01, 0.01, 0.02, 0.11, 0.85});
        QCOMPARE(parts.size(), 3);
        QCOMPARE(parts.at(0).place, std::optional(Place::Gateway));
        QCOMPARE(parts.at(2).place, std::nullopt);
        QCOMPARE(parts.at(2).percent, 4);
    }

    void thePathAndTheBarCanBeHeard()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QCOMPARE(
            panel.findChild<PathView*>()->accessibleDescription(),
            u"This computer: ok, Your network: ok, Internet: ok, Front door: ok, Service: does not answer"_s);
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
        Diagnosis landed = sampleDiagnosis();
        landed.finished = false;
        panel.setDiagnosis(landed, sampleNow());
        QTRY_VERIFY(buttonWith(panel, u"Notify me"_s));
        QTRY_VERIFY(buttonWith(panel, u"Notify me"_s)->isVisible());
        QCOMPARE(panel.findChildren<StepRow*>(), rows);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // as before anything is painted
        QCOMPARE(rows.first()->mapTo(&panel, QPoint()), first);
        QCOMPARE(rows.last()->mapTo(&panel, QPoint()), last);
    }

    void aClockIsNotTheCertificatesFault()
    {
        DiagnosisPanel panel;
        Diagnosis diagnosis = blaming(VerdictPlace::Device, u"clock_wrong"_s);
        diagnosis.symptom.failure = Failure::TlsCertDateInvalid;
        panel.resize(1280, 900);
        panel.setDiagnosis(diagnosis, sampleNow());
        const auto saysAtTheTop = [&panel](const QString& words) {
            const QList<ElidedLabel*> labels = panel.findChildren<ElidedLabel*>();
            return std::ranges::any_of(
                labels, [&words](const ElidedLabel* label) { return label->fullText().contains(words); });
        };
        QVERIFY(saysAtTheTop(u"its certificate looks out of date from here"_s));
        diagnosis.verdict.place = VerdictPlace::Gateway;
        diagnosis.verdict.cause = u"certificate_problem"_s;
        panel.setDiagnosis(diagnosis, sampleNow());
        QVERIFY(saysAtTheTop(u"the certificate is out of date"_s));
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
        QCOMPARE(buttonWith(panel, u"Notify me"_s)->property("kind").toString(), u"primary"_s);
    }

    void buttonsSayWhatIsWanted()
    {
        DiagnosisPanel panel;
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        QSignalSpy advice(&panel, &DiagnosisPanel::adviceTriggered);
        QSignalSpy again(&panel, &DiagnosisPanel::runAgain);
        QSignalSpy close(&panel, &DiagnosisPanel::closeRequested);
        QSignalSpy copy(&panel, &DiagnosisPanel::copyReportRequested);
        buttonWith(panel, u"Notify me"_s)->click();
        QCOMPARE(advice.size(), 1);
        QCOMPARE(advice.first().first().toString(), u"wait_and_watch"_s);
        buttonWith(panel, u"Test again"_s)->click();
        buttonWith(panel, u"✕"_s)->click();
        buttonWith(panel, u"Copy message"_s)->click();
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
        buttonWith(panel, u"Copy message"_s)->click(); // early: it comes as soon as it is whole
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
        QVERIFY(everythingVisible(panel).contains(sampleDiagnosis().advice.at(2).text));
        QVERIFY(!everythingVisible(panel).contains(sampleDiagnosis().verdict.expert));
        buttonWith(panel, u"Show how"_s)->click();
        QVERIFY2(
            everythingVisible(panel).contains(sampleDiagnosis().verdict.expert), qPrintable(everythingVisible(panel)));
        buttonWith(panel, u"Hide"_s)->click();
        QVERIFY(!everythingVisible(panel).contains(sampleDiagnosis().verdict.expert));
        QVERIFY(buttonWith(panel, u"Show how"_s));
    }

    void theFirstStepHasTheDefaultButton_data()
    {
        QTest::addColumn<Advice>("first");
        QTest::addColumn<QString>("label");
        QTest::newRow("an action") << advice(u"copy_report"_s, u"Copy message"_s, false) << u"Copy message"_s;
        QTest::newRow("steps") << advice(u"set_clock"_s, {}, true) << u"Show how"_s;
        QTest::newRow("only a test") << advice(u"other_network"_s, {}, true) << u"Test again"_s;
        QTest::newRow("nothing to press") << advice(u"reload"_s, {}, false) << QString();
    }
    void theFirstStepHasTheDefaultButton()
    {
        QFETCH(const Advice, first);
        QFETCH(const QString, label);
        DiagnosisPanel panel;
        Diagnosis diagnosis = sampleDiagnosis();
        diagnosis.advice = {first, advice(u"wait_and_watch"_s, u"Notify me"_s, false)};
        panel.setDiagnosis(diagnosis, sampleNow());
        QStringList primary;
        for (const QPushButton* button : panel.findChildren<QPushButton*>()) {
            if (button->property("kind").toString() == u"primary")
                primary.append(button->text());
        }
        QCOMPARE(primary, label.isEmpty() ? QStringList() : QStringList{label});
    }

    void everyDesktopIsToldItsOwnSteps()
    {
        using enum Desktop;
        QCOMPARE(desktopOf("ubuntu:GNOME"), Gnome);
        QCOMPARE(desktopOf("KDE"), Plasma);
        QCOMPARE(desktopOf({}), OtherLinux);
        for (const QString& id :
             {u"set_clock"_s, u"edit_hosts"_s, u"other_resolver"_s, u"turn_off_vpn"_s, u"turn_off_proxy"_s}) {
            for (const Desktop desktop : {Gnome, Plasma, OtherLinux, Windows, MacOs}) {
                const HowTo how = howTo(id, u"shop.test"_s, desktop);
                QVERIFY2(!how.steps.isEmpty(), qPrintable(id));
                const QString steps = (how.steps + how.besides).join(u'\n');
                QVERIFY2(!steps.contains(u'%'), qPrintable(steps));
                QCOMPARE(steps.contains(u"timedatectl"_s), id == u"set_clock" && desktop <= OtherLinux);
            }
        }
        QVERIFY(howTo(u"set_clock"_s, {}, Plasma).steps.first().startsWith(u"Open System Settings"_s));
        QVERIFY(howTo(u"edit_hosts"_s, u"bücher.test"_s, Gnome)
                    .steps.first()
                    .contains(u"'xn--bcher-kva.test' /etc/hosts"_s));
        QVERIFY(howTo(u"reload"_s, u"shop.test"_s, Gnome).steps.isEmpty());
        // Another way to do the same is no further step.
        QVERIFY(howTo(u"set_clock"_s, {}, Gnome).besides.first().contains(u"timedatectl"_s));
        QVERIFY(howTo(u"other_resolver"_s, {}, Windows).besides.join(u' ').contains(u"To go back"_s));
    }

    void howItIsDoneUnfoldsInItsRow()
    {
        DiagnosisPanel panel;
        Diagnosis diagnosis = sampleDiagnosis();
        diagnosis.advice = {advice(u"edit_hosts"_s, {}, true)};
        panel.setDiagnosis(diagnosis, sampleNow());
        const QString line = u"grep -nF 'api.example' /etc/hosts"_s;
        QVERIFY(!everythingVisible(panel).contains(line));
        buttonWith(panel, u"Show how"_s)->click();
        QVERIFY2(everythingVisible(panel).contains(line), qPrintable(everythingVisible(panel)));
        panel.resize(500, 700); // rows are made anew with their buttons below
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QVERIFY(everythingVisible(panel).contains(line));
    }

    void cardsWithNothingToSayAreHidden()
    {
        const auto shown = [](const QString& title, const Diagnosis& diagnosis) {
            DiagnosisPanel panel;
            panel.setDiagnosis(diagnosis, sampleNow());
            return everythingVisible(panel).split(u'\n').contains(title);
        };
        Diagnosis well = recoveredDiagnosis();
        QVERIFY(!shown(u"How long?"_s, well));
        QVERIFY(!shown(u"What to do next"_s, well));
        well.advice = {advice(u"reload"_s, {}, false)};
        QVERIFY(shown(u"What to do next"_s, well));
        QVERIFY(shown(u"How long?"_s, sampleDiagnosis()));
        QVERIFY(shown(u"How long?"_s, halfwayDiagnosis()));
    }

    void theClockSaysOnlyWhatIsKnown()
    {
        const auto said = [](const DurationExpectation& expectation, bool chart) {
            DurationCard card;
            card.setExpectation(expectation, false, sampleNow());
            const bool seen = card.findChild<EpisodeChart*>()->isVisibleTo(&card);
            return (seen == chart ? QString() : u"chart! "_s) + everythingVisible(card);
        };
        DurationExpectation one;
        one.since = sampleNow() - std::chrono::seconds(2);
        one.bracket = u"under_1_minute"_s;
        one.text = u"Some faults are short."_s;
        QCOMPARE(
            said(one, false),
            u"How long?\nToo early to tell\nNo earlier fault of this service is known here\nSome faults are short."_s);
        one.bracket = u"unknown"_s;
        one.text = u"It lasts until the clock is set."_s;
        QCOMPARE(said(one, false), u"How long?\nUntil it is put right\nIt lasts until the clock is set."_s);
        one.bracket = u"minutes"_s;
        one.basis = u"retry_after"_s;
        one.medianSeconds = 1800;
        one.text = u"They say: try again in 30 min."_s;
        QCOMPARE(said(one, true), u"How long?\nAbout 30 min, they say"_s);
    }

    void theSpansOfTheScaleTouchOneAnother()
    {
        const QList<std::pair<int, int>> expected{{0, 0},   {59, 0},  {60, 1},   {299, 1},  {300, 2},
                                                  {899, 2}, {900, 3}, {3599, 3}, {3600, 4}, {86400, 4}};
        for (const auto& [seconds, span] : expected)
            QCOMPARE(spanOf(seconds), span);
        EpisodeChart chart;
        chart.setEpisodes({}, 20, spanOf(1800));
        QCOMPARE(chart.accessibleDescription(), u"15 min to 1 h"_s);
    }

    void whatIsWrongComesFirstAndWhatIsFineFolds()
    {
        DiagnosisPanel panel;
        panel.resize(1280, 900);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        const auto shownTones = [&panel] {
            QList<StepRow*> rows;
            for (StepRow* row : panel.findChildren<StepRow*>()) {
                if (row->isVisibleTo(&panel))
                    rows.append(row);
            }
            std::ranges::sort(rows, {}, [&panel](StepRow* row) { return row->mapTo(&panel, QPoint()).y(); });
            QStringList tones;
            for (const StepRow* row : rows)
                tones.append(row->accessibleDescription().section(u'.', 0, 0));
            return tones;
        };
        const QString wrong = u"Something is wrong"_s;
        QTRY_COMPARE(shownTones(), (QStringList{wrong, wrong, wrong, u"Not clear"_s}));
        auto* fine = panel.findChild<QPushButton*>(u"fineChecks"_s);
        QVERIFY(fine->text().endsWith(u"3 more checks: nothing wrong, or for information"_s));
        fine->click();
        QTRY_COMPARE(shownTones(), (QStringList{wrong, wrong, wrong, u"Not clear"_s, u"Fine"_s, u"Fine"_s, u"Fine"_s}));
        panel.setExpert(true); // from near to far, and nothing folded
        QVERIFY(!fine->isVisibleTo(&panel));
        QTRY_COMPARE(shownTones(), (QStringList{u"Fine"_s, u"Fine"_s, u"Fine"_s, wrong, wrong, wrong, u"Not clear"_s}));
    }

    void everyMarkHasItsMeaning()
    {
        StepMark mark;
        mark.setStep(StepState::Done, Tone::Neutral);
        QCOMPARE(mark.accessibleName(), u"For information"_s);
        QVERIFY(mark.toolTip().contains(u"Square with a cross: Something is wrong"_s));
    }

    void whoIsToldAlreadyNeedNotAsk()
    {
        DiagnosisPanel panel;
        panel.setWatched(true);
        panel.setDiagnosis(sampleDiagnosis(), sampleNow());
        const QPushButton* button = buttonWith(panel, u"Will notify you"_s);
        QVERIFY(button && !button->isEnabled());
        panel.setWatched(false);
        QVERIFY(buttonWith(panel, u"Notify me"_s) && buttonWith(panel, u"Notify me"_s)->isEnabled());
        panel.setWatched(true);
        QVERIFY(buttonWith(panel, u"Will notify you"_s));
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
             u"Copy message"_s}};
        panel.setDiagnosis(diagnosis, sampleNow());
        QApplication::clipboard()->clear();
        panel.findChild<QPushButton*>(u"advice:ask_network_people"_s)->click();
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
        QVERIFY(!everythingVisible(panel).contains(sampleDiagnosis().steps.at(3).expert));
        buttonWith(panel, u"Expert"_s)->click();
        QCOMPARE(changed.size(), 1);
        QVERIFY(panel.isExpert());
        // What only experts read joins the sentence, and does not replace it.
        const QString said = everythingVisible(panel);
        for (const StepReport& step : sampleDiagnosis().steps) {
            if (step.state == StepState::Done)
                QVERIFY2(said.contains(step.plain) && said.contains(step.expert), qPrintable(step.id));
        }
        QVERIFY(said.contains(sampleDiagnosis().verdict.explanation));
        QVERIFY(said.contains(sampleDiagnosis().verdict.expert));
        QVERIFY(said.contains(u"Origin of response"_s));
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
        QTEST(sentenceOf(step), "said");
    }

    void aReasonThatIsASentenceStandsAlone()
    {
        StepReport step;
        step.state = StepState::Skipped;
        step.reason = u"The address is a number; there is no name to look up"_s;
        QCOMPARE(sentenceOf(step), step.reason);
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
        for (const int width : {800, 460}) { // the smallest window leaves 460
            panel.resize(width, 600);
            panel.setDiagnosis(sampleDiagnosis(), sampleNow());
            panel.show();
            QVERIFY(QTest::qWaitForWindowExposed(&panel));
            for (QPushButton* button : panel.findChildren<QPushButton*>()) {
                if (button->isVisible())
                    QTRY_VERIFY2(
                        button->mapTo(&panel, QPoint(button->width(), 0)).x() <= panel.width(),
                        qPrintable(button->text()));
            }
            for (QLabel* label : panel.findChildren<QLabel*>()) {
                if (label->isVisible() && label->wordWrap())
                    QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
            }
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
