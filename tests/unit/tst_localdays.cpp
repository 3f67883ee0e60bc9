// SPDX-License-Identifier: GPL-3.0-or-later
// Days as people live them, in time zones where the clocks are set. This process changes its own zone.
#include <core/series.h>

#include <QDateTime>
#include <QTest>

#include <ctime>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

constexpr int kDays = 7;

void moveTo(const char* zone)
{
    qputenv("TZ", zone);
    tzset();
}

TimePoint at(const QDateTime& time)
{
    return TimePoint(Millis(time.toMSecsSinceEpoch()));
}

QDate dateAt(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()).date();
}

Sample sampleAt(TimePoint time, Outcome outcome = Outcome::Up)
{
    Sample made;
    made.check = {QStringLiteral("shop"), QStringLiteral("main")};
    made.at = time;
    made.total = 100ms;
    made.outcome = outcome;
    return made;
}

} // namespace

class LocalDaysTest : public QObject {
    Q_OBJECT
private slots:
    void wholeAndInOrder_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QDate>("odd"); // the day that is not 24 hours long
        QTest::addColumn<int>("minutes");
        const auto row = [](const char* zone, QDate odd, int minutes) {
            QTest::addRow("%s, %d minutes", zone, minutes) << QByteArray(zone) << odd << minutes;
        };
        // Of years that are over: governments change what is to come, as Cuba did for 2026.
        row("UTC", QDate(2026, 3, 29), 24 * 60);
        row("Europe/Berlin", QDate(2024, 3, 31), 23 * 60);
        row("Europe/Berlin", QDate(2024, 10, 27), 25 * 60);
        row("Africa/Cairo", QDate(2024, 4, 26), 23 * 60); // midnight is left out
        row("America/Sao_Paulo", QDate(2018, 11, 4), 23 * 60);
        row("America/Sao_Paulo", QDate(2019, 2, 16), 25 * 60); // its last hour comes twice
        row("America/Havana", QDate(2024, 11, 3), 25 * 60); // midnight comes twice
        row("Australia/Lord_Howe", QDate(2024, 10, 6), 23 * 60 + 30);
        row("Asia/Kathmandu", QDate(2026, 10, 4), 24 * 60); // a quarter of an hour beside the others
        row("Pacific/Apia", QDate(2011, 12, 30), 0); // a day that never was
    }
    void wholeAndInOrder()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QDate, odd);
        QFETCH(int, minutes);
        moveTo(zone);
        const QList<LocalDay> days = localDays(kDays, at(QDateTime(odd.addDays(3), QTime(12, 0))));
        QCOMPARE(days.size(), kDays);
        for (qsizetype i = 0; i < days.size(); ++i) {
            const LocalDay& day = days[i];
            QCOMPARE(day.date, odd.addDays(i - 3));
            QCOMPARE(day.to - day.from, day.date == odd ? Millis(minutes * 1min) : Millis(24h));
            if (i > 0)
                QCOMPARE(day.from, days[i - 1].to);
            if (day.from < day.to) {
                QCOMPARE(dateAt(day.from), day.date);
                QCOMPARE(dateAt(day.to - 1ms), day.date);
            }
        }
    }
    void everyRunCountsOnItsDay_data() { wholeAndInOrder_data(); }
    void everyRunCountsOnItsDay()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QDate, odd);
        QFETCH(int, minutes);
        moveTo(zone);
        const QList<LocalDay> days = localDays(kDays, at(QDateTime(odd.addDays(3), QTime(12, 0))));
        const TimePoint half = days[3].from; // older ones come rolled up
        QList<Sample> older, newer;
        for (TimePoint time = days.first().from - 2h; time < days.last().to + 2h; time += 1min)
            (time < half ? older : newer).append(sampleAt(time));
        const QList<DayUptime> bars = daysOf(bucketsOf(older, 15min), newer, days);
        QCOMPARE(bars.size(), kDays);
        for (const DayUptime& bar : bars) {
            QCOMPARE(bar.measured, bar.day == odd ? minutes : 24 * 60);
            QCOMPARE(bar.worst, bar.measured > 0 ? Outcome::Up : Outcome::NotMeasured);
        }
    }
    /// Half an hour after midnight in Berlin it is still yesterday elsewhere.
    void todayIsTheDayHere()
    {
        moveTo("Europe/Berlin");
        const TimePoint now = at(QDateTime(QDate(2026, 7, 2), QTime(0, 30)));
        QCOMPARE(localDays(1, now).first().date, QDate(2026, 7, 2));
        moveTo("America/New_York"); // the same moment, after a flight
        QCOMPARE(localDays(1, now).first().date, QDate(2026, 7, 1));
        QVERIFY(localDays(0, now).isEmpty());
    }
    void theWorstOfTheDay()
    {
        moveTo("UTC");
        const TimePoint now = TimePoint(Millis(1'760'000'000'123)); // 2025-10-09
        const TimePoint midnight = floorTo(now, 24h);
        const QList<DayUptime> days = daysOf(
            bucketsOf({sampleAt(midnight - 24h, Outcome::Down), sampleAt(midnight - 96h)}, 15min),
            {sampleAt(midnight - 1ms), sampleAt(midnight, Outcome::Slow), sampleAt(midnight + 24h)}, localDays(4, now));
        QCOMPARE(days.size(), 4);
        QCOMPARE(days[0], (DayUptime{QDate(2025, 10, 6), 0, 0, Outcome::NotMeasured}));
        QCOMPARE(days[1].measured, 0);
        QCOMPARE(days[2], (DayUptime{QDate(2025, 10, 8), 2, 1, Outcome::Down}));
        QCOMPARE(days[3], (DayUptime{QDate(2025, 10, 9), 1, 0, Outcome::Slow}));
    }
};

QTEST_APPLESS_MAIN(LocalDaysTest)
#include "tst_localdays.moc"
