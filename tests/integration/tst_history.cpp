// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/history.h>

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Problem = History::Problem;

namespace {

const CheckId kShop{QStringLiteral("shop"), QStringLiteral("main")};
const CheckId kMail{QStringLiteral("mail"), QStringLiteral("login")};

Sample sample(const CheckId& check, TimePoint at, Micros total = 100ms, Outcome outcome = Outcome::Up)
{
    Sample made;
    made.check = check;
    made.at = at;
    made.outcome = outcome;
    made.failure = outcome == Outcome::Down ? Failure::HttpError : Failure::Ok;
    made.status = outcome == Outcome::Down ? 502 : 200;
    made.phases = {1ms, 2ms, std::nullopt, total - 4ms, 300us};
    made.total = total;
    return made;
}

QList<Sample> regular(const CheckId& check, TimePoint from, Millis interval, int count)
{
    QList<Sample> samples;
    for (int i = 0; i < count; ++i)
        samples.append(sample(check, from + interval * i));
    return samples;
}

Series seriesOf(History& history, const CheckId& check, TimePoint from, TimePoint to, int points = 100)
{
    QSignalSpy spy(&history, &History::seriesReady);
    history.requestSeries(7, check, from, to, points);
    return spy.size() == 1 && spy[0][0].toULongLong() == 7 ? spy[0][1].value<Series>() : Series();
}

QHash<CheckId, QList<Sample>> recentOf(History& history, int count)
{
    QSignalSpy spy(&history, &History::recentReady);
    history.requestRecent(8, count);
    return spy.value(0).value(1).value<QHash<CheckId, QList<Sample>>>();
}

QList<Incident> incidentsOf(History& history, const ServiceId& service = {}, int limit = 100)
{
    QSignalSpy spy(&history, &History::incidentsReady);
    history.requestIncidents(9, service, limit);
    return spy.value(0).value(1).value<QList<Incident>>();
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    TimePoint m_now{};

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("data/deep/history.sqlite"));
        m_now = wallClock();
    }
    void whatWasStoredIsThereAfterReopening()
    {
        const QList<Sample> samples{
            sample(kShop, m_now - 3s), sample(kShop, m_now - 2s, 30ms, Outcome::Down),
            sample(kMail, m_now - 1s, 9s, Outcome::Slow)};
        {
            History history(m_file);
            QSignalSpy opened(&history, &History::opened);
            QSignalSpy closed(&history, &History::closed);
            QSignalSpy size(&history, &History::sizeChanged);
            history.open();
            QCOMPARE(opened.size(), 1);
            QCOMPARE(opened[0][0].value<Problem>(), Problem::None);
            QVERIFY(size.size() == 1 && size[0][0].toLongLong() > 0);
            history.append(samples);
            history.close();
            QCOMPARE(closed.size(), 1);
        }
        QVERIFY(!QFile::exists(m_file + QStringLiteral("-wal")));
        QVERIFY(!QFile::exists(m_file + QStringLiteral(".lock")));
        History history(m_file);
        history.open();
        const auto recent = recentOf(history, 10);
        QCOMPARE(recent.size(), 2);
        QVERIFY(recent[kShop] == samples.mid(0, 2));
        QVERIFY(recent[kMail] == samples.mid(2));
        QVERIFY(recentOf(history, 1)[kShop] == samples.mid(1, 1));
    }
    void whatWasTakenWhileTheClockRanAheadIsNotTheNewest()
    {
        const Sample ahead = sample(kShop, m_now + 1h);
        const Sample real = sample(kShop, m_now - 1s, 30ms, Outcome::Down);
        {
            History history(m_file);
            history.open();
            history.append({ahead, real});
            history.close();
        }
        History history(m_file);
        history.open();
        QVERIFY(recentOf(history, 10)[kShop] == QList<Sample>{real});
    }
    void theLastReadableWordOfAPageComesBack()
    {
        StatusReport report;
        report.source = QUrl(QStringLiteral("https://status.shop.test"));
        report.format = QStringLiteral("statuspage");
        report.fetchedAt = m_now;
        report.pageUpdatedAt = m_now - 60s;
        report.pageName = QStringLiteral("Shop");
        report.overall = report.worstComponent = Indicator::PartialOutage;
        report.vendorRollup = QStringLiteral("major");
        report.readability = Readability::Ok;
        report.components = {
            {QStringLiteral("c1"), QStringLiteral("API"), QStringLiteral("Core"), Indicator::PartialOutage}};
        ReportedIncident incident;
        incident.id = QStringLiteral("i1");
        incident.title = QStringLiteral("Orders fail");
        incident.status = QStringLiteral("identified");
        incident.impact = QStringLiteral("major");
        incident.startedAt = incident.updatedAt = m_now - 120s;
        incident.url = QUrl(QStringLiteral("https://status.shop.test/i1"));
        incident.components = {QStringLiteral("API")};
        incident.updates = {{m_now - 60s, QStringLiteral("identified"), QStringLiteral("We know why.")}};
        report.incidents = {incident};
        StatusReport unreadable;
        unreadable.source = report.source;
        unreadable.fetchedAt = m_now + 10s;
        {
            History history(m_file);
            history.open();
            history.saveReport(kShop.service, report);
            history.saveReport(kShop.service, unreadable);
            history.close();
        }
        History history(m_file);
        QSignalSpy ready(&history, &History::reportsReady);
        history.open();
        history.requestReports(7);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready[0][0].toULongLong(), 7);
        const auto reports = ready[0][1].value<QHash<ServiceId, StatusReport>>();
        QCOMPARE(reports.size(), 1);
        QVERIFY(reports.value(kShop.service) == report);
    }
    void issuersComeBackInTheirOrder()
    {
        const IssuerSeen first{QStringLiteral("shop.test"), {QStringLiteral("Let's Encrypt"), QStringLiteral("R10")}};
        const IssuerSeen second{QStringLiteral("shop.test"), {{}, QStringLiteral("Proxy ü")}};
        const IssuerSeen third{QStringLiteral("mail.test:8443"), {QStringLiteral("Mail"), {}}};
        {
            History history(m_file);
            history.open();
            history.saveIssuers(kShop.service, {second, first, third});
            history.saveIssuers(kShop.service, {first, second});
            history.saveIssuers(kMail.service, {third});
            history.close();
        }
        History history(m_file);
        QSignalSpy ready(&history, &History::issuersReady);
        history.open();
        history.requestIssuers(8);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready[0][0].toULongLong(), 8);
        const auto seen = ready[0][1].value<QHash<ServiceId, QList<IssuerSeen>>>();
        QCOMPARE(seen.size(), 2);
        QVERIFY(seen.value(kShop.service) == (QList{first, second}));
        QVERIFY(seen.value(kMail.service) == QList{third});
    }
    void addressesComeBackInTheirOrder()
    {
        const GoodAddresses old{u"shop.test"_s, {u"192.0.2.1"_s}};
        const GoodAddresses shop{u"shop.test"_s, {u"192.0.2.2"_s, u"2001:db8::1"_s, u"192.0.2.1"_s}};
        const GoodAddresses mail{u"mail.test"_s, {u"192.0.2.9"_s}};
        {
            History history(m_file);
            history.open();
            history.saveAddresses(kShop, old);
            history.append({sample(kShop, TimePoint(1795760470000ms))});
            history.saveAddresses(kShop, shop);
            history.saveAddresses(kMail, mail);
            history.saveAddresses({u"gone"_s, u"web"_s}, mail);
            history.saveAddresses({u"gone"_s, u"web"_s}, {});
            history.close();
        }
        History history(m_file);
        QSignalSpy ready(&history, &History::addressesReady);
        history.open();
        history.requestAddresses(9);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready[0][0].toULongLong(), 9);
        const auto kept = ready[0][1].value<QHash<CheckId, GoodAddresses>>();
        QVERIFY(kept == (QHash<CheckId, GoodAddresses>{{kShop, shop}, {kMail, mail}}));
    }
    void onlyTheUserMayReadIt()
    {
        History history(m_file);
        history.open();
        history.append({sample(kShop, m_now)});
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        for (const QString& path :
             {m_file, m_file + QStringLiteral("-wal"), m_folder->filePath(QStringLiteral("data")),
              m_folder->filePath(QStringLiteral("data/deep"))}) {
            QVERIFY2(QFile::exists(path), qPrintable(path));
            QCOMPARE(QFile::permissions(path) & others, QFile::Permissions());
        }
    }
    void anIncidentIsStoredOnceAndEndsLater()
    {
        History history(m_file);
        history.open();
        Incident incident;
        incident.service = kShop.service;
        incident.endpoint = kShop.endpoint;
        incident.opened = m_now - 60s;
        incident.failure = Failure::HttpError;
        incident.status = 502;
        incident.evidence = "HTTP/1.1 502 Bad Gateway";
        history.saveIncident(incident);
        Incident other = incident;
        other.service = kMail.service;
        other.opened = m_now - 30s;
        history.saveIncident(other);
        incident.closed = m_now;
        Incident end = incident;
        end.evidence.clear();
        history.saveIncident(end);

        QList<Incident> stored = incidentsOf(history);
        QCOMPARE(stored.size(), 2);
        QCOMPARE(stored[0].service, kMail.service);
        QVERIFY(stored[1].id > 0);
        stored[1].id = 0;
        QVERIFY(stored[1] == incident);
        QCOMPARE(incidentsOf(history, kShop.service).size(), 1);
        QCOMPARE(incidentsOf(history, {}, 1).size(), 1);
        QCOMPARE(incidentsOf(history, QStringLiteral("' OR 1=1 --")).size(), 0);
    }
    void eventsComeNewestFirstInTheOrderOfStoring()
    {
        History history(m_file);
        history.open();
        Event down{0, m_now, EventKind::WentDown, kShop.service, Failure::HttpError, 502, {}, {}};
        Event up{0, m_now - 1h, EventKind::Recovered, kShop.service, Failure::Ok, 0, 90s, QStringLiteral("<b>'ü")};
        history.addEvent(down);
        history.addEvent(up); // the clock was set back
        QSignalSpy spy(&history, &History::eventsReady);
        history.requestEvents(11, 10);
        QCOMPARE(spy.value(0).value(0).toULongLong(), 11);
        auto events = spy[0][1].value<QList<Event>>();
        QCOMPARE(events.size(), 2);
        QVERIFY(events[0].id > events[1].id);
        up.id = events[0].id;
        down.id = events[1].id;
        QVERIFY(events[0] == up);
        QVERIFY(events[1] == down);
    }
    void everyRunIsCountedOnceBeforeAndAfterRollingUp()
    {
        History history(m_file);
        history.open();
        const TimePoint from = m_now - 6h;
        history.append(regular(kShop, from, 10s, 2160));
        history.append({sample(kShop, from + 5s, 8s, Outcome::Slow), sample(kShop, from + 6s, 1s, Outcome::Down)});
        for (const int points : {10, 50, 300, 1000})
            QCOMPARE(seriesOf(history, kShop, from, m_now + 1s, points).measured, 2162);
        for (int i = 0; i < 200; ++i)
            history.maintain();
        history.append({sample(kShop, from + 2h + 1s, 200ms)}); // late
        history.append({sample(kShop, from + 2h + 1s, 200ms)}); // and once more
        for (const int points : {10, 50, 300, 1000}) {
            const Series series = seriesOf(history, kShop, from, m_now + 1s, points);
            QCOMPARE(series.measured, 2163);
            QCOMPARE(series.failed, 1);
            QVERIFY(series.points.size() <= points);
            double highest = 0;
            for (const SeriesPoint& point : series.points)
                highest = std::max(highest, point.maxMs.value_or(0));
            QCOMPARE(highest, 8000.0);
        }
        history.close();
        history.open();
        QCOMPARE(seriesOf(history, kShop, from, m_now + 1s).measured, 2163);
        QSignalSpy days(&history, &History::daysReady);
        history.requestDays(12, kShop, 3, m_now);
        const auto bars = days.value(0).value(1).value<QList<DayUptime>>();
        QCOMPARE(bars.size(), 3);
        QCOMPARE(bars[1].measured + bars[2].measured, 2163);
        QCOMPARE(bars[1].failed + bars[2].failed, 1);
    }
    void answersCrossThreads()
    {
        QThread thread;
        auto* history = new History(m_file);
        history->moveToThread(&thread);
        connect(&thread, &QThread::finished, history, &QObject::deleteLater);
        QSignalSpy opened(history, &History::opened);
        QSignalSpy recent(history, &History::recentReady);
        QSignalSpy closed(history, &History::closed);
        thread.start();
        QMetaObject::invokeMethod(history, &History::open, Qt::QueuedConnection);
        QVERIFY(QMetaObject::invokeMethod(
            history, "append", Qt::QueuedConnection,
            Q_ARG(QList<Gatewatch::Sample>, QList<Sample>({sample(kShop, m_now)}))));
        QVERIFY(QMetaObject::invokeMethod(
            history, "requestRecent", Qt::QueuedConnection, Q_ARG(quint64, 3), Q_ARG(int, 5)));
        QMetaObject::invokeMethod(history, &History::close, Qt::QueuedConnection);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(opened.size(), 1);
        const auto samples = recent.value(0).value(1).value<QHash<CheckId, QList<Sample>>>();
        QCOMPARE(samples[kShop].size(), 1);
        thread.quit();
        QVERIFY(thread.wait(5000));
    }
    void aDamagedFileIsMovedAside_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"text", "short", "cut", "flipped"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void aDamagedFileIsMovedAside()
    {
        QFETCH(QString, how);
        {
            History history(m_file);
            history.open();
            history.append(regular(kShop, m_now - 1h, 1s, 3000));
            history.close();
        }
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadWrite));
        if (how == QStringLiteral("text")) {
            file.resize(0);
            file.write(QByteArray("Dear diary, ").repeated(500));
        } else if (how == QStringLiteral("short")) {
            file.resize(50);
        } else if (how == QStringLiteral("cut")) {
            file.resize(file.size() / 2);
        } else {
            file.seek(5 * 4096);
            file.write(QByteArray(3 * 4096, '\x5a'));
        }
        file.close();
        const qint64 bytes = file.size();

        History history(m_file);
        QSignalSpy opened(&history, &History::opened);
        history.open();
        QCOMPARE(opened.value(0).value(0).value<Problem>(), Problem::Damaged);
        const QString aside = opened[0][1].toString();
        QVERIFY2(aside.startsWith(m_file + QStringLiteral(".damaged-2")), qPrintable(aside));
        QCOMPARE(QFileInfo(aside).size(), bytes);
        history.append({sample(kShop, m_now)});
        QCOMPARE(recentOf(history, 10)[kShop].size(), 1);
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"
