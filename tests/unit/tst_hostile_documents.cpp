// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/judge.h>
#include <core/statuspage/formats.h>
#include <core/statuspage/pagetext.h>

#include <QElapsedTimer>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const TimePoint now = *fromIso(u"2026-05-04T10:00:00Z"_s);

/// A good page of the commonest format that says something more: `more` begins with a comma.
QByteArray page(const QByteArray& more)
{
    return R"({"page":{"id":"abc","name":"A"},"status":{"indicator":"none"})" + more + '}';
}

QByteArray incident(const QByteArray& fields)
{
    return page(R"(,"incidents":[{"id":"1","status":"investigating",)" + fields + "}]");
}

QByteArray manyKeys()
{
    QByteArray keys;
    for (int i = 0; i < 100000; ++i)
        keys += ",\"k" + QByteArray::number(i) + "\":1";
    return page(keys);
}

} // namespace

/// Rows K of the matrix of hostile servers: documents that are meant to break who reads them. None of them may be taken
/// for "operational" that does not say so, and none may cost time.
class HostileDocumentsTest : public QObject {
    Q_OBJECT
private slots:
    void documents_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<Indicator>("overall");
        QTest::addColumn<QString>("problem");
        const QByteArray json = "application/json";
        const QByteArray xml = "application/rss+xml";
        const auto refused = [](const char* name, const QByteArray& body, const QByteArray& type, const QString& why) {
            QTest::newRow(name) << body << type << Indicator::Unknown << why;
        };
        const auto kept = [&json](const char* name, const QByteArray& body, Indicator overall) {
            QTest::newRow(name) << body << json << overall << QString();
        };
        const auto nested = [](int depth) { return QByteArray("[").repeated(depth) + QByteArray("]").repeated(depth); };
        refused("K1 nested 2,000 deep", page(",\"x\":" + nested(2000)), json, u"malformed"_s);
        refused("K1 nested a million deep", page(",\"x\":" + nested(1000 * 1000)), json, u"malformed"_s);
        refused("K1 larger than 2 MiB", page("") + QByteArray(pageLimit, ' '), json, u"malformed"_s);
        kept("K1 100,000 keys", manyKeys(), Indicator::Operational);
        kept("K2 the same key twice", page(R"(,"status":{"indicator":"critical"})"), Indicator::MajorOutage);
        kept("K2 number with a leading dot", page(",\"x\":\".5\""), Indicator::Operational);
        refused("K2 number that is none", page(",\"x\":.5e"), json, u"malformed"_s);
        kept(
            "K3 a word nobody knows", R"({"page":{"id":"abc","name":"A"},"status":{"indicator":"full_outage"}})",
            Indicator::Unknown);
        refused(
            "K4 entity bomb",
            "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"" + QByteArray("x").repeated(1000) + "\"><!ENTITY b \""
                + QByteArray("&a;").repeated(1000) + "\">]><rss version=\"2.0\"><channel>&b;</channel></rss>",
            xml, u"not_a_status_page"_s);
        refused(
            "K4 entity of itself", "<!DOCTYPE r [<!ENTITY a \"&a;\">]><rss version=\"2.0\">&a;</rss>", xml,
            u"not_a_status_page"_s);
        refused(
            "K4 entity from a file",
            "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss version=\"2.0\">&a;</rss>", xml,
            u"not_a_status_page"_s);
        QByteArray attributes = "<rss ";
        for (int i = 0; i < 100 * 1000; ++i)
            attributes += "a" + QByteArray::number(i) + "='' ";
        refused("K5 a tag of 100,000 attributes", attributes + ">", xml, u"not_a_status_page"_s);
        kept(
            "K6 times in the future, without zone, in the year 0",
            incident(R"("name":"A","created_at":"9999-12-31T23:59:59Z","updated_at":"2026-05-04T09:00:00",)"
                     R"("resolved_at":"0000-00-00T00:00:00Z")"),
            Indicator::DegradedPerformance);
        kept(
            "K6 a text of a megabyte", incident("\"name\":\"" + QByteArray(1000 * 1000, 'x') + "\""),
            Indicator::DegradedPerformance);
        kept(
            "K6 nested tables, direction of text",
            incident("\"name\":\"" + QByteArray("<table>").repeated(50000) + "\u202e\u2066x\""),
            Indicator::DegradedPerformance);
    }
    void documents()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        QElapsedTimer clock;
        clock.start();
        const StatusReport report = readPage({QUrl(u"https://status.test"_s), type, body}, u"auto"_s, now);
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed()))); // K5 took minutes elsewhere
        QTEST(report.overall, "overall");
        QTEST(report.problem, "problem");
        QCOMPARE(report.readability == Readability::Ok, report.problem.isEmpty());
        for (const ReportedIncident& each : report.incidents) {
            QVERIFY(each.title.size() <= displayLimit);
            QVERIFY(!each.title.contains(QChar(0x202e)) && !each.title.contains(QChar(0x2066)));
            QVERIFY(!each.title.contains(u"<table>"_s));
        }
    }

    /// K7: a keyword is text and no pattern, so that none is too costly.
    void aKeywordIsNoPattern()
    {
        Exchange exchange;
        exchange.url = QUrl(u"https://a.test/"_s);
        exchange.response = ResponseHead{200, "1.1", "OK", {}};
        exchange.body = QByteArray(1000 * 1000, 'a') + '!';
        Expectation expectation;
        expectation.keyword = u"(a+)+$"_s;
        QCOMPARE(judge(exchange, expectation).failure, Failure::HttpResponseMismatch);
        exchange.body += "(a+)+$";
        QCOMPARE(judge(exchange, expectation).failure, Failure::Ok);
    }
};

QTEST_GUILESS_MAIN(HostileDocumentsTest)
#include "tst_hostile_documents.moc"
