// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/failure.h>

#include <QFile>
#include <QTest>

using namespace Gatewatch;

class FailureTest : public QObject {
    Q_OBJECT
private slots:
    void everyIdAndNumberLeadsBackToItsFailure()
    {
        for (const Failure failure : allFailures()) {
            QCOMPARE(failureFromId(idOf(failure)).value_or(Failure::Abandoned), failure);
            QCOMPARE(failureFromNumber(static_cast<int>(failure)), failure);
        }
    }
    void theListIsTheContracts()
    {
        QFile golden(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/failure-ids.txt"));
        QVERIFY(golden.open(QIODevice::ReadOnly));
        QStringList lines;
        for (const Failure failure : allFailures())
            lines.append(QStringLiteral("%1 %2").arg(static_cast<int>(failure)).arg(idOf(failure)));
        QCOMPARE(lines.join(u'\n') + u'\n', QString::fromUtf8(golden.readAll()));
    }
    void unknownWordsAndNumbersStayUnknown()
    {
        QVERIFY(!failureFromId(QStringLiteral("tcp.refuse")));
        QCOMPARE(failureFromNumber(1234), Failure::Unknown);
    }
};

QTEST_APPLESS_MAIN(FailureTest)
#include "tst_failure.moc"
