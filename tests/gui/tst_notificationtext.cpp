// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/notificationtext.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

TimePoint at(int hour, int minute)
{
    // In local time, as the words are.
    const QDateTime time(QDate(2026, 11, 21), QTime(hour, minute));
    return TimePoint(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

Notification down(Failure failure, int status)
{
    Notification n;
    n.kind = Notification::Kind::Down;
    n.service = u"api"_s;
    n.change.after = State::Down;
    n.change.since = at(14, 2);
    n.change.sample = Sample{};
    n.change.sample->failure = failure;
    n.change.sample->status = status;
    return n;
}

StatusReport fine()
{
    StatusReport report;
    report.readability = Readability::Ok;
    report.overall = Indicator::Operational;
    return report;
}

NotificationText say(const Notification& n, const StatusReport* report = nullptr)
{
    return textOf(
        n, [](const ServiceId& id) { return id + u".example"_s; }, report, at(14, 8));
}

} // namespace

class NotificationTextTest : public QObject {
    Q_OBJECT
private slots:
    void aBadGatewayWithASilentProvider()
    {
        const StatusReport report = fine();
        const NotificationText text = say(down(Failure::HttpError, 502), &report);
        QCOMPARE(text.summary, u"api.example is down"_s);
        QCOMPARE(text.body, u"502 from the gateway since 14:02. Provider reports: nothing."_s);
    }
    void whatTheProviderSays()
    {
        StatusReport report = fine();
        ReportedIncident incident;
        incident.title = u"Elevated\nerrors"_s;
        report.incidents.append(incident);
        QCOMPARE(providerSentence(&report), u"Provider reports: “Elevated errors”."_s);
        report.incidents.clear();
        report.overall = Indicator::Unknown;
        QCOMPARE(providerSentence(&report), u"Their status page cannot be read."_s);
        QCOMPARE(providerSentence(nullptr), QString());
    }
    void otherFailuresAreNamed()
    {
        QCOMPARE(say(down(Failure::TcpRefused, 0)).body, u"Connection refused since 14:02."_s);
    }
    void aRecoverySaysHowLongItWas()
    {
        Notification n;
        n.kind = Notification::Kind::Recovered;
        n.service = u"api"_s;
        n.change.since = at(14, 31);
        n.change.previousSince = at(14, 2);
        QCOMPARE(say(n).summary, u"api.example is back"_s);
        QCOMPARE(say(n).body, u"It was down for 29 min."_s);
    }
    void anAddressThatIsBackHasItsName()
    {
        Notification n;
        n.kind = Notification::Kind::ReallyBack; // of a pasted address, which is no service
        const NotificationText text = textOf(
            n, [](const ServiceId&) { return u"www.example.org"_s; }, nullptr, at(14, 8));
        QCOMPARE(text.summary, u"www.example.org is really back"_s);
    }
    void nothingFromOutsideMakesItLong()
    {
        StatusReport report = fine();
        ReportedIncident incident;
        incident.title = QString(5000, u'x');
        report.incidents.append(incident);
        Notification n = down(Failure::HttpError, 502);
        n.service = QString(5000, u'y');
        const NotificationText text = say(n, &report);
        QVERIFY(text.body.size() <= 200);
        QVERIFY(text.summary.size() <= 80);
    }
    void manyAreCountedAndSomeNamed()
    {
        Notification n;
        n.kind = Notification::Kind::ManyDown;
        n.services = {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s};
        const NotificationText text = say(n);
        QVERIFY2(text.summary.startsWith(u"5 services are down"_s), qPrintable(text.summary));
        QVERIFY2(text.body.startsWith(u"a.example, b.example, c.example and 2 more"_s), qPrintable(text.body));
        QVERIFY(text.body.size() <= 200);
    }
    void whatManyHaveInCommonIsSaid()
    {
        Notification n;
        n.kind = Notification::Kind::ManyDown;
        n.services = {u"a"_s, u"b"_s, u"c"_s};
        n.cause = CommonCause{};
        n.cause->sentence = u"A, B and C failed together: all are on shop.test, so look at that host first"_s;
        QCOMPARE(say(n).summary, u"3 services are down together"_s);
        QCOMPARE(say(n).body, n.cause->sentence + u'.');
    }
};

QTEST_GUILESS_MAIN(NotificationTextTest)
#include "tst_notificationtext.moc"
