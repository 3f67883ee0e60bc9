// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/recheck.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class RecheckTest : public QObject {
    Q_OBJECT
private slots:
    void pace_data()
    {
        QTest::addColumn<QString>("samples"); // one letter a minute: u up, s slow, d down, n not measured
        QTest::addColumn<int>("seconds"); // 0: at the interval
        QTest::newRow("all is well") << u"uu"_s << 0;
        QTest::newRow("slow is well enough") << u"uss"_s << 0;
        QTest::newRow("a first failure") << u"ud"_s << 15;
        QTest::newRow("a first failure at the start") << u"d"_s << 15;
        QTest::newRow("confirmed") << u"udd"_s << 30;
        QTest::newRow("still young") << u"uddddd"_s << 30; // the fault began four minutes ago
        QTest::newRow("five minutes old") << u"udddddd"_s << 0;
        QTest::newRow("a first good answer") << u"ddu"_s << 15;
        QTest::newRow("a slow one, too") << u"dds"_s << 15;
        QTest::newRow("an old fault that may be over") << u"dddddddddu"_s << 15;
        QTest::newRow("over") << u"dduu"_s << 0;
        QTest::newRow("nothing was measured") << u"uddn"_s << 0;
    }
    void pace()
    {
        QFETCH(QString, samples);
        QFETCH(int, seconds);
        CheckState state;
        Sample sample;
        for (const QChar letter : std::as_const(samples)) {
            sample.at += 1min;
            sample.outcome = letter == u'u' ? Outcome::Up
                : letter == u's'            ? Outcome::Slow
                : letter == u'd'            ? Outcome::Down
                                            : Outcome::NotMeasured;
            state = nextState(state, sample, Thresholds{});
        }
        QCOMPARE(lookAgainAfter(state, sample, 60s).value_or(0s), Millis(Seconds(seconds)));
        const Seconds mostForShort = 5s; // whoever asks every five seconds waits no longer for a second look
        QCOMPARE(lookAgainAfter(state, sample, 5s).value_or(0s), Millis(std::min(Seconds(seconds), mostForShort)));
    }

    void whoSaysThatHeIsAwayIsBelieved()
    {
        Sample sample;
        sample.outcome = Outcome::Down;
        QVERIFY(isCertain(sample, 600s, 60s));
        QVERIFY(isCertain(sample, 7s, 1s));
        QVERIFY(!isCertain(sample, 7s, 60s)); // the second look comes later anyway
        QVERIFY(!isCertain(sample, 0s, 60s));
        QVERIFY(!isCertain(sample, std::nullopt, 60s));
        sample.outcome = Outcome::NotMeasured; // asked too often, or ours
        QVERIFY(!isCertain(sample, 600s, 60s));
    }

    void twoLooksAreApart()
    {
        QCOMPARE(apart(60s), Millis(15s));
        QCOMPARE(apart(5s), Millis(5s));
        QCOMPARE(apart(1s), Millis(1s));
    }
};

QTEST_APPLESS_MAIN(RecheckTest)
#include "tst_recheck.moc"
