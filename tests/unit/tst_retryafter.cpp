// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/retryafter.h>
#include <core/timewords.h>

#include <support/printers.h>

#include <QDateTime>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

TimePoint at(const char* iso)
{
    return TimePoint(Millis(QDateTime::fromString(QLatin1String(iso), Qt::ISODate).toMSecsSinceEpoch()));
}

} // namespace

class RetryAfterTest : public QObject {
    Q_OBJECT
private slots:
    void waits_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("seconds"); // -1: as if there were none
        const auto row = [](const char* value, qint64 seconds) {
            QTest::newRow(value) << QByteArray(value) << seconds;
        };
        constexpr qint64 year = 365LL * 24 * 3600;
        row("", -1);
        row("0", -1);
        row("-1", -1);
        row("+7", -1);
        row("7.5", -1);
        row("soon", -1);
        row("7", 7);
        row(" 120 ", 120);
        row("31536001", year);
        row("99999999999999999999", year);
        // The three forms of RFC 9110 section 5.6.7, all the same moment.
        row("Fri, 20 Nov 2026 12:01:00 GMT", 60);
        row("Friday, 20-Nov-26 12:01:00 GMT", 60);
        row("Fri Nov 20 12:01:00 2026", 60);
        row("Tue Dec  1 12:00:00 2026", 11LL * 24 * 3600);
        row("Sunday, 06-Nov-94 08:49:37 GMT", -1);
        row("Fri, 20 Nov 2026 11:59:00 GMT", -1);
        row("Fri, 31 Dec 9999 23:59:59 GMT", year);
        row("Fri, 20 Nov 2026 12:01:00 CET", -1);
    }
    void waits()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, seconds);
        const std::optional<Seconds> wait = readRetryAfter(value, at("2026-11-20T12:00:00Z"));
        QCOMPARE(wait ? qint64(wait->count()) : -1, seconds);
    }

    void twoDigitYearsAreOfTheNearerCentury()
    {
        QCOMPARE(readHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), std::optional(at("1994-11-06T08:49:37Z")));
        QCOMPARE(readHttpDate("Friday, 01-Jan-69 00:00:00 GMT"), std::nullopt); // a Tuesday, in 2069
    }

    void waitsAreSaidInTheirUnit()
    {
        QCOMPARE(waitText(7s), u"7 s"_s);
        QCOMPARE(waitText(121s), u"3 min"_s);
        QCOMPARE(waitText(3h), u"3 h"_s);
        QCOMPARE(waitText(72h), u"3 days"_s);
    }
};

QTEST_GUILESS_MAIN(RetryAfterTest)
#include "tst_retryafter.moc"
