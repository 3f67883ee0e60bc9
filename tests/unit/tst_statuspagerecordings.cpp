// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings of real pages are not part of this repository: they belong to the companies that wrote them. Where a
// folder with them lies beside the source (or at $GATEWATCH_SHARED), they are read from there.
#include <core/statuspage/formats.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QString folder()
{
    const QString shared = qEnvironmentVariable("GATEWATCH_SHARED", QStringLiteral(GATEWATCH_SOURCE_DIR "/../shared"));
    return shared + u"/fixtures/statuspages/"_s;
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The short words of the expectations.
QString shortWord(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return u"operational"_s;
    case Indicator::UnderMaintenance:
        return u"maintenance"_s;
    case Indicator::DegradedPerformance:
        return u"degraded"_s;
    case Indicator::PartialOutage:
        return u"partialOutage"_s;
    case Indicator::MajorOutage:
        return u"majorOutage"_s;
    case Indicator::Unknown:
        break;
    }
    return u"unknown"_s;
}

QStringList words(const QJsonValue& list)
{
    QStringList out;
    for (const QJsonValue& word : list.toArray())
        out.append(word.toString());
    out.sort();
    return out;
}

} // namespace

class StatusPageRecordingsTest : public QObject {
    Q_OBJECT
private slots:
    void recordings();
};

void StatusPageRecordingsTest::recordings()
{
    const QByteArray list = readFile(folder() + u"expected.json"_s);
    if (list.isEmpty())
        QSKIP("There are no recordings here; GATEWATCH_SHARED names the folder with fixtures/statuspages");
    const TimePoint now = *fromIso(u"2026-11-01T00:00:00Z"_s);
    int read = 0;
    int otherDoor = 0;
    const QJsonArray cases = QJsonDocument::fromJson(list).object().value(u"cases").toArray();
    for (const QJsonValue& expected : cases) {
        const QString name = expected[u"file"].toString();
        const QString format = expected[u"provider"].toString();
        if (!findFormat(format))
            continue;
        if (!expected[u"endpoint"].toString().endsWith(u".json")) { // page data inside HTML, which no format reads yet
            ++otherDoor;
            continue;
        }
        const StatusReport report = readPage(
            {QUrl(u"https://status.example"_s), "application/json", readFile(folder() + name)}, u"auto"_s, now);
        QStringList active;
        for (const ReportedIncident& incident : report.incidents)
            if (incident.open())
                active.append(incident.id);
        active.sort();
        QStringList running;
        for (const Maintenance& maintenance : report.maintenances)
            if (maintenance.running())
                running.append(maintenance.id);
        running.sort();
        const QByteArray label = name.toUtf8();
        const char* what = label.constData();
        QVERIFY2(report.format == format, what);
        QVERIFY2(report.readability == Readability::Ok, what);
        QVERIFY2(shortWord(report.overall) == expected[u"overall"].toString(), what);
        if (expected[u"worstComponent"].isString())
            QVERIFY2(shortWord(report.worstComponent) == expected[u"worstComponent"].toString(), what);
        if (expected[u"leafComponents"].isDouble())
            QVERIFY2(report.components.size() == expected[u"leafComponents"].toInt(), what);
        QVERIFY2(active == words(expected[u"activeIncidents"]), what);
        QVERIFY2(running == words(expected[u"maintenanceInProgress"]), what);
        ++read;
    }
    QVERIFY(read > 0);
    qInfo("%d recordings read as expected; %d are of a kind that is not read", read, otherDoor);
}

QTEST_APPLESS_MAIN(StatusPageRecordingsTest)
#include "tst_statuspagerecordings.moc"
