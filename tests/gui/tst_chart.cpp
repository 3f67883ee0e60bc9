// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampledata.h"

#include <widgets/chartdata.h>
#include <widgets/chartstrip.h>
#include <widgets/daybar.h>
#include <widgets/historychart.h>
#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QImage>
#include <QTest>

#include <ctime>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

Series evenSeries(int slices)
{
    Series series;
    series.to = Test::sampleNow();
    series.slice = minutes(1);
    series.from = series.to - series.slice * slices;
    for (int i = 0; i < slices; ++i) {
        SeriesPoint point;
        point.at = series.from + series.slice * i;
        point.width = series.slice;
        point.measured = 6;
        point.p50Ms = 50;
        point.p95Ms = 90;
        series.measured += point.measured;
        series.points << point;
    }
    return series;
}

QImage pictureOf(QWidget& widget, QSize size)
{
    widget.setPalette(Theme::light().palette());
    widget.resize(size);
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::white);
    widget.ensurePolished();
    widget.grab(); // lays the inside out
    widget.render(&image, {}, {}, QWidget::DrawChildren);
    return image;
}

int countLike(const QImage& image, const QRect& area, const QColor& color)
{
    int found = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
            const QColor at = image.pixelColor(x, y);
            if (std::abs(at.red() - color.red()) + std::abs(at.green() - color.green())
                    + std::abs(at.blue() - color.blue())
                < 60)
                ++found;
        }
    }
    return found;
}

double luminance(const QColor& color)
{
    const auto part = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

class TestChart : public QObject {
    Q_OBJECT
private slots:
    void gapsAndFaults();
    void ticksAreRound();
    void ticksWhereTheClocksAreSet_data();
    void ticksWhereTheClocksAreSet();
    void noLineInAGap();
    void oneSentenceWhereNothingWasMeasured();
    void spikesSurvive();
    void slicesFollowTheRuns();
    void anyFailureHasAPixel();
    void uptimeOverMeasuredTime();
    void contrasts();
    void durations_data();
    void durations();
    void unknownSaysWhy();
    void percentages();
    void everyWord();
    void aHistoryThatFailsSaysHow();
};

void TestChart::slicesFollowTheRuns()
{
    Series series = evenSeries(60); // six runs in each
    QCOMPARE(slicesFor(series, 60, 10, 400), 18); // so that twenty are in each
    series.measured = 60 * 60; // ten times as many by now
    QCOMPARE(slicesFor(series, 60, 10, 400), 180);
    QCOMPARE(slicesFor(series, 60, 10, 100), 100);
    QCOMPARE(slicesFor(evenSeries(60), 60, 30, 400), 30);
    QCOMPARE(slicesFor({}, 60, 30, 400), 60);
}

void TestChart::aHistoryThatFailsSaysHow()
{
    using enum History::Problem;
    QStringList said;
    for (const auto problem : {CannotOpen, Damaged, NewerSchema, DiskFull, ReadOnly, Locked, Deleted}) {
        said << sentenceOf(problem, {});
        QVERIFY2(!said.last().contains(u'%') && said.last().size() <= 90, qPrintable(said.last()));
        QVERIFY(sentenceOf(problem, u"/there"_s).contains(u"(/there)"_s));
    }
    QCOMPARE(said.removeDuplicates(), 0);
    QVERIFY(sentenceOf(None, {}).isEmpty());
}

void TestChart::gapsAndFaults()
{
    Series series = evenSeries(60);
    series.points.remove(20, 10);
    for (int i = 40; i < 45; ++i) {
        series.points[i].failed = series.points[i].measured;
        series.points[i].p50Ms.reset();
        series.points[i].p95Ms.reset();
    }
    const QList<ChartSpan> gaps = gapSpans(series, minutes(2));
    QCOMPARE(gaps.size(), 1);
    QCOMPARE(gaps.constFirst().from, series.from + minutes(20));
    QCOMPARE(gaps.constFirst().to, series.from + minutes(30));
    const QList<ChartSpan> faults = failureSpans(series);
    QCOMPARE(faults.size(), 1);
    QCOMPARE(faults.constFirst().to - faults.constFirst().from, Millis(minutes(5)));
    QVERIFY(gapSpans(series, minutes(30)).isEmpty());
    QVERIFY(failureSpans({}).isEmpty());
}

void TestChart::ticksAreRound()
{
    QCOMPARE(roundTicks(350), (QList<double>{0, 100, 200, 300, 400}));
    QCOMPARE(roundTicks(0.8).constFirst(), 0.0);
    QVERIFY(roundTicks(0).constLast() > 0);
    for (const double max : {0.01, 1.0, 7.0, 99.0, 101.0, 2500.0, 12000.0}) {
        const QList<double> ticks = roundTicks(max);
        QVERIFY(ticks.constLast() >= max * 0.999);
        QVERIFY(ticks.size() <= 7);
    }
    const TimePoint to = Test::sampleNow();
    for (const Seconds span : {Seconds(3600), Seconds(86400), Seconds(86400 * 365)}) {
        const auto ticks = timeTicks(to - span, to, 8);
        QVERIFY(!ticks.isEmpty());
        QVERIFY(ticks.size() <= 9);
    }
}

void TestChart::ticksWhereTheClocksAreSet_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QDate>("day");
    QTest::addColumn<QStringList>("labels"); // one for every quarter of the day that begins
    const QStringList usual{u"00:00"_s, u"06:00"_s, u"12:00"_s, u"18:00"_s};
    QTest::newRow("23 hours") << QByteArray("Europe/Berlin") << QDate(2026, 3, 29) << usual;
    QTest::newRow("25 hours") << QByteArray("Europe/Berlin") << QDate(2026, 10, 25) << usual;
    QTest::newRow("no midnight") << QByteArray("Africa/Cairo") << QDate(2026, 4, 24)
                                 << QStringList{u"01:00"_s, u"06:00"_s, u"12:00"_s, u"18:00"_s};
}

void TestChart::ticksWhereTheClocksAreSet()
{
    QFETCH(QByteArray, zone);
    QFETCH(QDate, day);
    QFETCH(QStringList, labels);
    const QByteArray before = qgetenv("TZ");
    const auto moveTo = [](const QByteArray& to) {
        qputenv("TZ", to);
        tzset();
    };
    moveTo(zone);
    const TimePoint from{Millis(day.startOfDay().toMSecsSinceEpoch())};
    const TimePoint to{Millis(day.addDays(1).startOfDay().toMSecsSinceEpoch())};
    QStringList seen;
    for (const auto& [at, label] : timeTicks(from, to - Millis(1), 4))
        seen << label;
    moveTo(before.isEmpty() ? QByteArray("UTC") : before);
    QCOMPARE(seen, labels);
}

void TestChart::noLineInAGap()
{
    ChartData data;
    data.series = evenSeries(60);
    data.series.points.remove(20, 20);
    HistoryChart chart;
    chart.setData(data);
    const QImage image = pictureOf(chart, {600, 200});
    const double width = 600 - chartLeft - chartRight;
    const QRect gap(QPoint(int(chartLeft + width / 3) + 6, 40), QPoint(int(chartLeft + width * 2 / 3) - 6, 165));
    const QRect line(QPoint(int(chartLeft) + 10, 10), QPoint(int(chartLeft + width / 3) - 10, 165));
    QVERIFY(countLike(image, line, Theme::light().accent) > 50);
    QCOMPARE(countLike(image, gap, Theme::light().accent), 0);
}

void TestChart::oneSentenceWhereNothingWasMeasured()
{
    ChartData data;
    data.series = evenSeries(60);
    data.series.points.remove(0, 40); // without words about the time before
    data.series.measured = 0;
    for (SeriesPoint& point : data.series.points) {
        point.notMeasured = std::exchange(point.measured, 0);
        point.p50Ms.reset();
        point.p95Ms.reset();
    }
    HistoryChart chart;
    chart.setData(data);
    ChartData none;
    none.series.from = data.series.from;
    none.series.to = data.series.to;
    HistoryChart empty;
    empty.setData(none);
    QCOMPARE(pictureOf(chart, {600, 200}), pictureOf(empty, {600, 200}));
}

void TestChart::spikesSurvive()
{
    ChartData data;
    data.series = evenSeries(60);
    HistoryChart chart;
    chart.setData(data);
    const QRect above(int(chartLeft) + 10, 10, 600 - int(chartLeft + chartRight) - 20, 40);
    QCOMPARE(countLike(pictureOf(chart, {600, 200}), above, Theme::light().accent), 0);
    for (SeriesPoint& point : data.series.points)
        point.maxMs = 95;
    data.series.points[30].maxMs = 5000; // one slow answer of six moves neither the median nor the scale
    chart.setData(data);
    const QRect edge(int(chartLeft) + 10, 8, 600 - int(chartLeft + chartRight) - 20, 8);
    QVERIFY(countLike(pictureOf(chart, {600, 200}), edge, Theme::light().accent) >= 8);
}

void TestChart::anyFailureHasAPixel()
{
    ChartData data;
    data.series = evenSeries(60);
    data.series.points[30].measured = 10000;
    data.series.points[30].failed = 1;
    ChartStrip strip;
    strip.setData(data);
    const QImage image = pictureOf(strip, {600, strip.sizeHint().height()});
    QVERIFY(countLike(image, image.rect(), Theme::light().slow) >= 1);
}

void TestChart::uptimeOverMeasuredTime()
{
    DayBar bar;
    bar.resize(640, 28);
    const QDate today(2026, 11, 22);
    bar.setDays({}, today);
    QVERIFY(!bar.uptime());
    DayUptime good{today.addDays(-1), 900, 0, Outcome::Up};
    DayUptime bad{today, 100, 10, Outcome::Down};
    bar.setDays({good, bad}, today);
    QCOMPARE(bar.uptime(), std::optional(0.99));
    QCOMPARE(bar.textOf(today), u"22 Nov: 90.00 %, 10 of 100 checks failed"_s);
    QCOMPARE(bar.textOf(today.addDays(-5)), u"17 Nov: not measured"_s);
    QCOMPARE(bar.shownDays(), 90);
    bar.resize(300, 28);
    QCOMPARE(bar.shownDays(), 30);
}

void TestChart::contrasts()
{
    for (const Theme* theme : {&Theme::light(), &Theme::darkness()}) {
        for (const QColor& ground : {theme->page, theme->card, theme->accentSoft}) {
            QVERIFY(contrast(theme->text, ground) >= 4.5);
            for (const State state :
                 {State::Down, State::Slow, State::Unknown, State::Maintenance, State::Up, State::Paused})
                QVERIFY2(contrast(theme->color(state), ground) >= 3.0, qPrintable(wordOf(state) + ground.name()));
        }
        QVERIFY(contrast(theme->dim, theme->page) >= 4.5);
        QVERIFY(contrast(theme->dim, theme->card) >= 4.5);
        QVERIFY(contrast(theme->accentText, theme->accent) >= 4.5);
        QVERIFY(contrast(theme->accent, theme->card) >= 4.5);
        const QColor disabled = theme->palette().color(QPalette::Disabled, QPalette::Text);
        QVERIFY(contrast(disabled, theme->card) >= 3.0);
    }
}

void TestChart::durations_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("negative") << -5 << u"0 s"_s;
    QTest::newRow("seconds") << 59 << u"59 s"_s;
    QTest::newRow("minutes") << 3599 << u"59 min"_s;
    QTest::newRow("hours") << 3900 << u"1 h 5 min"_s;
    QTest::newRow("whole hours") << 7200 << u"2 h"_s;
    QTest::newRow("days") << 93600 << u"1 d 2 h"_s;
    QTest::newRow("many days") << 86400 * 20 + 7200 << u"20 d"_s;
}

void TestChart::durations()
{
    QFETCH(int, seconds);
    QFETCH(QString, text);
    QCOMPARE(durationText(Seconds(seconds)), text);
}

void TestChart::unknownSaysWhy()
{
    const TimePoint now = Test::sampleNow();
    QCOMPARE(stateLine(State::Unknown, {}, {}, now), u"Checking…"_s);
    QCOMPARE(stateLine(State::Unknown, {}, now - Seconds(2), now), u"First check failed, looking again"_s);
    QCOMPARE(stateLine(State::Unknown, now - minutes(2), now - minutes(5), now), u"No news for 5 min"_s);
    QCOMPARE(unreadableText(u"unreachable"_s, false), u"Not read: this computer is offline"_s);
    QCOMPARE(unreadableText(u"unreachable"_s, true), u"Their page is unreadable"_s);
    QCOMPARE(unreadableText(u"malformed"_s, false), u"Their page is unreadable"_s);
}

void TestChart::percentages()
{
    QCOMPARE(percentText(1.0), u"100 %"_s);
    QCOMPARE(percentText(0.9999999), u"99.99 %"_s);
    QCOMPARE(percentText(0.9982), u"99.82 %"_s);
    QCOMPARE(percentText(0), u"0 %"_s);
    QCOMPARE(latencyText(84.4), u"84 ms"_s);
    QCOMPARE(latencyText(1900.0), u"1.9 s"_s);
    QCOMPARE(latencyText(0.42), u"0.4 ms"_s);
}

void TestChart::everyWord()
{
    for (const Failure failure : allFailures()) {
        QVERIFY(!phraseOf(failure, 0).isEmpty());
        QVERIFY(!shortWordOf(failure, 0).isEmpty());
        QVERIFY(shortWordOf(failure, 0).size() <= 12);
    }
    QCOMPARE(phraseOf(Failure::HttpError, 502), u"502 Bad Gateway"_s);
    QCOMPARE(confidenceWord(0.85), u"Likely"_s);
    QVERIFY(confidenceWord(0.4).isEmpty());
    // A word that we do not know is never "all fine".
    QVERIFY(wordOf(Indicator::Unknown) != wordOf(Indicator::Operational));
    QVERIFY(shapeOf(Indicator::Unknown) == State::Unknown);
}

QTEST_MAIN(TestChart)
#include "tst_chart.moc"
