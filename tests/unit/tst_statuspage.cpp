// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/formats.h>
#include <core/statuspage/pagetext.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const TimePoint now = *fromIso(u"2026-05-04T10:00:00Z"_s);
const QString dataDir = QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/statuspage");

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

StatusReport
read(const QByteArray& body, const QByteArray& type = "application/json", const QString& format = u"auto"_s)
{
    return readPage({QUrl(u"https://status.example"_s), type, body}, format, now);
}

QString iso(const std::optional<TimePoint>& at)
{
    return at ? toIso(*at) : u"-"_s;
}

/// A report as lines of text: what differs is then seen at once.
QString printed(const StatusReport& r)
{
    QStringList lines;
    lines << u"format %1"_s.arg(r.format) << u"page %1"_s.arg(r.pageName)
          << u"pageUpdatedAt %1"_s.arg(iso(r.pageUpdatedAt)) << u"overall %1"_s.arg(idOf(r.overall))
          << u"vendorRollup %1"_s.arg(r.vendorRollup) << u"worstComponent %1"_s.arg(idOf(r.worstComponent))
          << u"readability %1"_s.arg(idOf(r.readability)) << u"problem %1"_s.arg(r.problem);
    for (const Component& c : r.components)
        lines << u"component %1 | %2 | %3 | %4"_s.arg(c.id, c.group, c.name, idOf(c.status));
    for (const ReportedIncident& i : r.incidents) {
        lines << u"incident %1 | %2 | %3 | %4 | %5"_s.arg(
            i.id, i.title, i.status, i.impact, i.open() ? u"open"_s : u"over"_s)
              << u"  times %1 %2 %3"_s.arg(iso(i.startedAt), iso(i.updatedAt), iso(i.resolvedAt))
              << u"  url %1"_s.arg(i.url.toString()) << u"  components %1"_s.arg(i.components.join(u" | "_s));
        for (const ReportUpdate& u : i.updates)
            lines << u"  update %1 %2 %3"_s.arg(iso(u.at), u.status, QString(u.text).replace(u"\n"_s, u" / "_s));
    }
    for (const Maintenance& m : r.maintenances)
        lines << u"maintenance %1 | %2 | %3 | %4"_s.arg(m.id, m.title, m.status, m.components.join(u" | "_s))
              << u"  times %1 %2"_s.arg(iso(m.scheduledFor), iso(m.scheduledUntil))
              << u"  url %1"_s.arg(m.url.toString());
    QString text = lines.join(u'\n') + u'\n';
    return text.replace(u" \n"_s, u"\n"_s);
}

/// A page with one component and one indicator.
QByteArray pageWith(const QByteArray& indicator, const QByteArray& component)
{
    return R"({"page":{"id":"abc"},"status":{"indicator":")" + indicator
        + R"("},"components":[{"id":"1","name":"A","status":")" + component + R"("}]})";
}

} // namespace

class StatusPageTest : public QObject {
    Q_OBJECT
private slots:
    void handMadePages_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("format");
        for (const QString& format : {u"statuspage"_s, u"incidentio"_s}) {
            const QDir dir(dataDir + u'/' + format);
            for (const QString& name : dir.entryList({u"*.json"_s}, QDir::Files, QDir::Name))
                QTest::addRow("%s/%s", qPrintable(format), qPrintable(name)) << dir.filePath(name) << format;
        }
    }
    void handMadePages()
    {
        QFETCH(QString, path);
        QFETCH(QString, format);
        const QString expectedPath = path.chopped(5) + u".expected.txt"_s;
        const QString found = printed(read(readFile(path)));
        if (qEnvironmentVariableIsSet("GATEWATCH_WRITE_EXPECTED")) {
            QFile file(expectedPath);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(found.toUtf8());
        }
        const QString expected = QString::fromUtf8(readFile(expectedPath));
        QCOMPARE(found, expected);
        QVERIFY(expected.startsWith(u"format "_s + format));
    }

    void cutAnywhereIsNeverOperational_data() { handMadePages_data(); }
    void cutAnywhereIsNeverOperational()
    {
        QFETCH(QString, path);
        const QByteArray whole = readFile(path).trimmed();
        QVERIFY(whole.size() > 100);
        for (int part = 0; part < 16; ++part) {
            const StatusReport report = read(whole.first(whole.size() * part / 16));
            QCOMPARE(report.overall, Indicator::Unknown);
            QCOMPARE(report.readability, Readability::Unreadable);
            QCOMPARE(report.problem, part == 0 ? u"not_a_status_page"_s : u"malformed"_s);
        }
    }

    void everyIndicatorWord_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<Indicator>("expected");
        QTest::newRow("none") << QByteArray("none") << Indicator::Operational;
        QTest::newRow("shouted") << QByteArray("NONE") << Indicator::Operational;
        QTest::newRow("maintenance") << QByteArray("maintenance") << Indicator::UnderMaintenance;
        QTest::newRow("minor") << QByteArray("minor") << Indicator::DegradedPerformance;
        QTest::newRow("major") << QByteArray("major") << Indicator::PartialOutage;
        QTest::newRow("critical") << QByteArray("critical") << Indicator::MajorOutage;
        for (const char* word : {"", "operational", "ok", "green", "full_outage", "null", "non\u0435"})
            QTest::addRow("not known: '%s'", word) << QByteArray(word) << Indicator::Unknown;
    }
    void everyIndicatorWord()
    {
        QFETCH(QByteArray, word);
        QFETCH(Indicator, expected);
        const StatusReport report = read(pageWith(word, "operational"));
        QCOMPARE(report.overall, expected);
        QCOMPARE(report.vendorRollup, QString::fromUtf8(word));
        QCOMPARE(report.readability, Readability::Ok);
    }

    void rollUp_data()
    {
        QTest::addColumn<QByteArray>("indicator");
        QTest::addColumn<QByteArray>("component");
        QTest::addColumn<Indicator>("expected");
        QTest::newRow("the vendor's trouble leads, even when milder")
            << QByteArray("minor") << QByteArray("major_outage") << Indicator::DegradedPerformance;
        QTest::newRow("the vendor's trouble leads, even when nothing shows it")
            << QByteArray("critical") << QByteArray("operational") << Indicator::MajorOutage;
        QTest::newRow("green with a broken part is degraded, never more")
            << QByteArray("none") << QByteArray("major_outage") << Indicator::DegradedPerformance;
        QTest::newRow("green with a part under maintenance")
            << QByteArray("none") << QByteArray("under_maintenance") << Indicator::UnderMaintenance;
        QTest::newRow("maintenance with a broken part")
            << QByteArray("maintenance") << QByteArray("partial_outage") << Indicator::DegradedPerformance;
        QTest::newRow("green with a part of unknown state")
            << QByteArray("none") << QByteArray("whatever") << Indicator::Operational;
        QTest::newRow("unknown word, trouble elsewhere")
            << QByteArray("odd") << QByteArray("partial_outage") << Indicator::PartialOutage;
        QTest::newRow("unknown word, maintenance elsewhere")
            << QByteArray("odd") << QByteArray("under_maintenance") << Indicator::Unknown;
    }
    void rollUp()
    {
        QFETCH(QByteArray, indicator);
        QFETCH(QByteArray, component);
        QFETCH(Indicator, expected);
        QCOMPARE(read(pageWith(indicator, component)).overall, expected);
    }

    void componentsAloneDecide_data()
    {
        QTest::addColumn<QByteArrayList>("words");
        QTest::addColumn<Indicator>("expected");
        QTest::newRow("all down") << QByteArrayList{"major_outage", "major_outage"} << Indicator::MajorOutage;
        QTest::newRow("one down") << QByteArrayList{"major_outage", "operational"} << Indicator::PartialOutage;
        QTest::newRow("slow") << QByteArrayList{"degraded_performance", "under_maintenance"}
                              << Indicator::DegradedPerformance;
        QTest::newRow("maintained") << QByteArrayList{"operational", "under_maintenance"}
                                    << Indicator::UnderMaintenance;
        QTest::newRow("unknown left out") << QByteArrayList{"operational", "paused"} << Indicator::Operational;
        QTest::newRow("nothing left") << QByteArrayList{"paused"} << Indicator::Unknown;
    }
    void componentsAloneDecide()
    {
        QFETCH(QByteArrayList, words);
        QFETCH(Indicator, expected);
        QJsonArray rows;
        for (const QByteArray& word : words)
            rows.append(QJsonObject{{u"id"_s, QString::number(rows.size())}, {u"status"_s, QString::fromUtf8(word)}});
        const QJsonObject page{{u"page"_s, QJsonObject{{u"id"_s, u"abc"_s}}}, {u"components"_s, rows}};
        QCOMPARE(read(QJsonDocument(page).toJson()).overall, expected);
    }

    void anotherDocumentIsNoStatusPage_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<QString>("detail");
        const QString no = u"not_a_status_page"_s;
        QTest::newRow("login page") << QByteArray(
            "<!DOCTYPE html><html><head><title>Sign in &ndash; Hotel\u202e</title>")
                                    << QByteArray("text/html") << no
                                    << u"Found an HTML page titled “Sign in – Hotel”."_s;
        QTest::newRow("html as json") << QByteArray("\n <html><body>hi") << QByteArray("application/json") << no
                                      << u"Found an HTML page without a title."_s;
        QTest::newRow("empty") << QByteArray() << QByteArray() << no << u"Found an empty document."_s;
        QTest::newRow("blanks") << QByteArray(" \r\n ") << QByteArray() << no << u"Found an empty document."_s;
        QTest::newRow("empty object") << QByteArray("{}") << QByteArray("application/json") << no
                                      << u"Found JSON that is not a status summary of a known kind."_s;
        QTest::newRow("another summary") << QByteArray(R"({"page":{"name":"x","status":"UP"}})")
                                         << QByteArray("application/json") << no
                                         << u"Found JSON that is not a status summary of a known kind."_s;
        QTest::newRow("page without id") << QByteArray(R"({"page":{},"status":{"indicator":"none"}})")
                                         << QByteArray("application/json") << no
                                         << u"Found JSON that is not a status summary of a known kind."_s;
        QTest::newRow("array") << QByteArray("[1]") << QByteArray("application/json") << no
                               << u"Found JSON that is not a status summary of a known kind."_s;
        QTest::newRow("feed") << QByteArray("<rss version='2.0'>") << QByteArray("text/xml") << no
                              << u"Found a news feed."_s;
        QTest::newRow("text") << QByteArray("all good") << QByteArray("text/plain") << no
                              << u"Found a document of the kind text/plain."_s;
    }
    void anotherDocumentIsNoStatusPage()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        QFETCH(QString, problem);
        QFETCH(QString, detail);
        for (const QString& format : {u"auto"_s, u"statuspage"_s, u"incidentio"_s, u"no-such-format"_s}) {
            const StatusReport report = read(body, type, format);
            QCOMPARE(report.overall, Indicator::Unknown);
            QCOMPARE(report.readability, Readability::Unreadable);
            QCOMPARE(report.problem, problem);
            QCOMPARE(report.problemDetail, detail);
        }
    }

    void encodings()
    {
        const QString page = QString::fromUtf8(pageWith("major", "partial_outage")).replace(u"\"A\""_s, u"\"Büro\""_s);
        QByteArray little("\xFF\xFE");
        QByteArray big("\xFE\xFF");
        for (const QChar c : page) {
            little.append(static_cast<char>(c.cell())).append(static_cast<char>(c.row()));
            big.append(static_cast<char>(c.row())).append(static_cast<char>(c.cell()));
        }
        for (const QByteArray& body :
             {page.toUtf8(), "\xEF\xBB\xBF" + page.toUtf8(), little, big, "callback(" + page.toUtf8() + ");"}) {
            const StatusReport report = read(body);
            QCOMPARE(report.overall, Indicator::PartialOutage);
            QCOMPARE(report.components.value(0).name, u"Büro"_s);
        }
        QCOMPARE(read(little.chopped(1)).overall, Indicator::Unknown);
        QCOMPARE(
            read("{\"page\":{\"id\":\"\xC3\x28\"},\"status\":{\"indicator\":\"none\"}}").overall, Indicator::Unknown);
    }

    void hostileShapes()
    {
        const QByteArray deep = QByteArray("[").repeated(2000) + QByteArray("]").repeated(2000);
        const StatusReport tooDeep = read(R"({"page":{"id":"abc"},"status":{"indicator":"none"},"x":)" + deep + '}');
        QCOMPARE(tooDeep.problem, u"malformed"_s);
        QCOMPARE(tooDeep.overall, Indicator::Unknown);

        // The last of two equal keys counts, as in every JSON library in use.
        QCOMPARE(
            read(R"({"page":{"id":"a"},"status":{"indicator":"none"},"status":{"indicator":"critical"}})").overall,
            Indicator::MajorOutage);
        // Types that are not the ones of the format
        for (const char* status :
             {"1", "true", "[]", "\"none\"", "{}", "{\"indicator\":0}", "{\"indicator\":[\"none\"]}"})
            QCOMPARE(
                read(QByteArray(R"({"page":{"id":"a"},"components":[],"status":)") + status + '}').overall,
                Indicator::Unknown);
        QCOMPARE(read(QByteArray(pageLimit + 1, ' ') + pageWith("none", "operational")).overall, Indicator::Unknown);
    }

    void hugePagesAreReadInTime_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* part : {"&", "<a", "<!--", "<script>", "&amp;", "<b>", "\u202e"})
            QTest::addRow("%s", part) << QString::fromUtf8(part).repeated(60000);
    }
    void hugePagesAreReadInTime()
    {
        QFETCH(QString, text);
        QJsonArray updates;
        for (int i = 0; i < 30; ++i)
            updates.append(QJsonObject{{u"body"_s, text}});
        const QJsonObject incident{{u"id"_s, u"1"_s}, {u"name"_s, text}, {u"incident_updates"_s, updates}};
        const QJsonObject page{
            {u"page"_s, QJsonObject{{u"id"_s, u"abc"_s}, {u"name"_s, text}}}, {u"incidents"_s, QJsonArray{incident}}};
        const QByteArray body = QJsonDocument(page).toJson(QJsonDocument::Compact);
        QElapsedTimer clock;
        clock.start();
        read(body);
#ifdef GATEWATCH_SANITIZED
        constexpr qint64 most = 15000;
#else
        constexpr qint64 most = 3000;
#endif
        QVERIFY2(clock.elapsed() < most, qPrintable(QString::number(clock.elapsed())));
    }

    void longTextsAreCut()
    {
        const QString title = QString(9999, u'x');
        const QString body = u"<b>"_s + QString(9999, u'y');
        const QJsonObject incident{
            {u"id"_s, u"1"_s},
            {u"name"_s, title},
            {u"status"_s, u"investigating"_s},
            {u"incident_updates"_s, QJsonArray{QJsonObject{{u"body"_s, body}}}}};
        const QJsonObject page{
            {u"page"_s, QJsonObject{{u"id"_s, u"abc"_s}, {u"name"_s, title}}},
            {u"status"_s, QJsonObject{{u"indicator"_s, u"none"_s}}},
            {u"incidents"_s, QJsonArray{incident}}};
        const StatusReport report = read(QJsonDocument(page).toJson());
        QCOMPARE(report.pageName.size(), displayLimit);
        QCOMPARE(report.incidents.value(0).title.size(), displayLimit);
        QVERIFY(report.incidents.value(0).title.endsWith(QChar(0x2026)));
        QCOMPARE(report.incidents.value(0).updates.value(0).text.size(), updateLimit);
    }

    void plainTexts_data()
    {
        QTest::addColumn<QString>("markup");
        QTest::addColumn<QString>("text");
        QTest::newRow("breaks") << u"one<br />two<p>three</p>four"_s << u"one\ntwothree\nfour"_s;
        QTest::newRow("blank lines") << u"a\r\n\r\n\r\n\r\nb"_s << u"a\n\nb"_s;
        QTest::newRow("not a tag") << u"a < b > c"_s << u"a < b > c"_s;
        QTest::newRow("escaped tag stays text") << u"&lt;img src=x&gt;"_s << u"<img src=x>"_s;
        QTest::newRow("unfinished tag") << u"safe <img src='x"_s << u"safe"_s;
        QTest::newRow("comment, script, style")
            << u"a<!-- x > y -->b<script>1<2</script>c<style>p{}</style>d"_s << u"abcd"_s;
        QTest::newRow("entities") << u"&uuml;&#252;&#xFC;&nope;&#0;&amp;amp;"_s << u"üüü&nope;&#0;&amp;"_s;
        QTest::newRow("control and bidi") << u"a\u0007b\u202Ec\u2066d\u200Fe\uFEFF"_s << u"abcde"_s;
    }
    void plainTexts()
    {
        QFETCH(QString, markup);
        QFETCH(QString, text);
        QCOMPARE(plainText(markup), text);
    }

    void linksAreWebAddressesOnly()
    {
        QCOMPARE(webLink(u"https://a.example/x?y=1"_s), QUrl(u"https://a.example/x?y=1"_s));
        for (const QString& bad :
             {u"javascript:alert(1)"_s, u"file:///etc/passwd"_s, u"data:text/html,x"_s, u"//a.example"_s, u"https://"_s,
              u"https://user:word@a.example"_s, u"smb://a/b"_s, u""_s, u"https://a b"_s})
            QVERIFY2(webLink(bad).isEmpty(), qPrintable(bad));
    }

    void narrowedToComponents()
    {
        const StatusReport page = read(readFile(dataDir + u"/statuspage/open-incident.json"_s));
        const StatusReport asia = narrowed(page, {u"asia - tiles"_s});
        QCOMPARE(asia.components.size(), 1);
        QCOMPARE(asia.overall, Indicator::PartialOutage);
        QCOMPARE(asia.worstComponent, Indicator::PartialOutage);
        QCOMPARE(asia.incidents.value(0).id, u"inc1"_s);
        QCOMPARE(narrowed(page, {u"ASIA"_s}).components, asia.components);
        QCOMPARE(narrowed(page, {u"c3"_s}).components, asia.components);
        QCOMPARE(narrowed(page, {u"tiles"_s}).components.size(), 2);
        QCOMPARE(narrowed(page, {}), page);

        const StatusReport none = narrowed(page, {u"Printing"_s});
        QCOMPARE(none.overall, Indicator::Unknown);
        QCOMPARE(none.readability, Readability::Ok);
        QVERIFY(none.problemDetail.contains(u"Printing"_s));

        const StatusReport words = read(readFile(dataDir + u"/statuspage/every-component-word.json"_s));
        QCOMPARE(narrowed(words, {u"c1"_s}).overall, Indicator::Operational);
        QCOMPARE(narrowed(words, {u"Routing"_s}).overall, Indicator::MajorOutage);
        QCOMPARE(narrowed(words, {u"Exports"_s}).overall, Indicator::Unknown);
    }

    void addressesToAsk()
    {
        const Format* format = findFormat(u"statuspage"_s);
        QVERIFY(format);
        QCOMPARE(
            format->endpoints(QUrl(u"https://s.example/?x#y"_s)).value(0),
            QUrl(u"https://s.example/api/v2/summary.json"_s));
        const QList<QUrl> below = format->endpoints(QUrl(u"https://s.example/team/"_s));
        QCOMPARE(below.value(0), QUrl(u"https://s.example/team/api/v2/summary.json"_s));
        QVERIFY(below.contains(QUrl(u"https://s.example/api/v2/summary.json"_s)));
        QCOMPARE(format->endpoints(QUrl(u"https://s.example/x/summary.json"_s)).size(), 1);
        QVERIFY(!findFormat(u"auto"_s));
    }

    void worseNeverPrefersTheUnknown()
    {
        for (const Indicator known : {Indicator::Operational, Indicator::UnderMaintenance, Indicator::MajorOutage}) {
            QCOMPARE(worse(known, Indicator::Unknown), known);
            QCOMPARE(worse(Indicator::Unknown, known), known);
        }
        QCOMPARE(worse(Indicator::PartialOutage, Indicator::MajorOutage), Indicator::MajorOutage);
    }
};

QTEST_APPLESS_MAIN(StatusPageTest)
#include "tst_statuspage.moc"
