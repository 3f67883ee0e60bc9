// SPDX-License-Identifier: GPL-3.0-or-later
// Files of every earlier schema are opened, with what they hold. tests/data/history has one of each, as it was written.
#include <engine/history/history.h>
#include <engine/history/schema.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Problem = History::Problem;

namespace {

const CheckId kShop{u"shop"_s, u"main"_s};
const CheckId kMail{u"mail"_s, u"login"_s};

/// Writes a file as the statements say, which come one a line.
bool writeFile(const QString& file, const QString& statements)
{
    QFile text(statements);
    Database database;
    if (!text.open(QIODevice::ReadOnly) || database.open(file, History::Mode::ReadWrite))
        return false;
    while (!text.atEnd()) {
        const QByteArray line = text.readLine().trimmed();
        if (!line.startsWith("--") && database.run(QString::fromUtf8(line)))
            return false;
    }
    return true;
}

int schemaOf(const QString& file)
{
    Database database;
    const bool opened = !database.open(file, History::Mode::ReadOnly);
    return opened ? static_cast<int>(database.number(u"PRAGMA user_version"_s, -1)) : -1;
}

QHash<CheckId, QList<Sample>> recentOf(History& history)
{
    QSignalSpy spy(&history, &History::recentReady);
    history.requestRecent(1, 100);
    return spy.value(0).value(1).value<QHash<CheckId, QList<Sample>>>();
}

Problem problemOfOpening(History& history)
{
    QSignalSpy opened(&history, &History::opened);
    history.open();
    return opened.value(0).value(0).value<Problem>();
}

} // namespace

class HistorySchemaTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;

    /// The rows that every one of the files holds.
    void theRowsAreThere(History& history) const
    {
        const auto recent = recentOf(history);
        QCOMPARE(recent.size(), 2);
        const QList<Sample> shop = recent[kShop];
        QCOMPARE(shop.size(), 4);
        const Sample first{kShop, TimePoint(1795760457979ms),    Outcome::Up, Failure::Ok,
                           200,   {{}, 334us, {}, 4034us, 65us}, 4461us};
        QCOMPARE(shop[0], first);
        QCOMPARE(recent[kMail].size(), 4);
        QCOMPARE(recent[kMail][3].failure, Failure::HttpError);
        QCOMPARE(recent[kMail][3].status, 502);
        QSignalSpy incidents(&history, &History::incidentsReady);
        history.requestIncidents(2, {}, 10);
        QCOMPARE(incidents.value(0).value(1).value<QList<Incident>>().size(), 1);
        QSignalSpy events(&history, &History::eventsReady);
        history.requestEvents(3, 10);
        QCOMPARE(events.value(0).value(1).value<QList<Event>>().size(), 1);
        QSignalSpy failed(&history, &History::failed);
        history.requestIssuers(4); // newer than most of these files
        history.requestAddresses(7); // and than all of them
        QSignalSpy sessions(&history, &History::sessionsReady);
        history.requestSessions(5, 10);
        QCOMPARE(sessions.size(), 1);
        QSignalSpy session(&history, &History::sessionReady);
        history.requestSession(6, u"0123456789ab"_s);
        QCOMPARE(session.value(0).value(1).value<SavedSession>().id, QString());
        QVERIFY(failed.isEmpty());
    }

private slots:
    void everySchemaHasItsFile()
    {
        const QDir folder(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/history"));
        for (int schema = 1; schema < newestSchema(); ++schema)
            QVERIFY2(folder.exists(u"schema-%1.sql"_s.arg(schema)), qPrintable(QString::number(schema)));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(u"history.sqlite"_s);
    }
    void itIsBroughtToTheNewest_data()
    {
        QTest::addColumn<int>("schema");
        for (int schema = 1; schema < newestSchema(); ++schema)
            QTest::addRow("schema %d", schema) << schema;
    }
    void itIsBroughtToTheNewest()
    {
        QFETCH(int, schema);
        QVERIFY(
            writeFile(m_file, QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/history/schema-%1.sql").arg(schema)));
        QCOMPARE(schemaOf(m_file), schema);
        Sample added = Sample{kShop, TimePoint(1795760470000ms), Outcome::Up, Failure::Ok, 200, {}, 5ms};
        added.network = u"0badcafe"_s;
        {
            History history(m_file);
            QCOMPARE(problemOfOpening(history), Problem::None);
            theRowsAreThere(history);
            history.append({added});
            QCOMPARE(recentOf(history)[kShop].last(), added);
            history.close();
        }
        QCOMPARE(schemaOf(m_file), newestSchema());
        History again(m_file);
        QCOMPARE(problemOfOpening(again), Problem::None);
        QCOMPARE(recentOf(again)[kShop].size(), 5);
        QCOMPARE(recentOf(again)[kShop].last(), added);
    }
    void itIsReadWhereItMayNotBeChanged_data() { itIsBroughtToTheNewest_data(); }
    void itIsReadWhereItMayNotBeChanged()
    {
        QFETCH(int, schema);
        QVERIFY(
            writeFile(m_file, QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/history/schema-%1.sql").arg(schema)));
        History history(m_file, History::Mode::ReadOnly);
        QCOMPARE(problemOfOpening(history), Problem::None);
        theRowsAreThere(history);
        history.close();
        QCOMPARE(schemaOf(m_file), schema);
    }
    /// Millions of rows are kept, so that each byte of one counts.
    void aSampleTakesFortyBytes()
    {
        constexpr int checks = 200;
        constexpr int runs = 200;
        History history(m_file);
        history.open();
        history.close();
        const qint64 empty = QFileInfo(m_file).size();
        history.open();
        for (int run = 0; run < runs; ++run) {
            QList<Sample> batch;
            for (int check = 0; check < checks; ++check) {
                Sample each{
                    {u"s%1"_s.arg(check), u"e"_s},
                    TimePoint(1795760470000ms + 1s * run),
                    Outcome::Up,
                    Failure::Ok,
                    200,
                    {1500us, 15ms, 30ms, 100ms, 1ms},
                    147550us};
                each.network = u"0badcafe"_s;
                batch.append(each);
            }
            history.append(batch);
        }
        history.close();
        const double bytes = static_cast<double>(QFileInfo(m_file).size() - empty) / (checks * runs);
        QVERIFY2(bytes <= 40, qPrintable(QString::number(bytes)));
    }
    void networksAreStoredOnce()
    {
        History history(m_file);
        history.open();
        QList<Sample> samples;
        for (int i = 0; i < 6; ++i) {
            Sample each{kShop, TimePoint(1795760470000ms + 1s * i), Outcome::Up, Failure::Ok, 200, {}, 5ms};
            each.network = QStringList{u"0badcafe"_s, u"1badcafe"_s, QString()}[i % 3];
            samples.append(each);
        }
        history.append(samples.mid(0, 3));
        history.append(samples.mid(3));
        QCOMPARE(recentOf(history)[kShop], samples);
        history.close();
        Database database;
        QVERIFY(!database.open(m_file, History::Mode::ReadOnly));
        QCOMPARE(database.number(u"SELECT count(*) FROM network"_s), 2);
        QCOMPARE(database.number(u"SELECT count(*) FROM sample WHERE network IS NULL"_s), 2);
    }
};

QTEST_GUILESS_MAIN(HistorySchemaTest)
#include "tst_historyschema.moc"
