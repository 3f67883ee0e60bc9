// SPDX-License-Identifier: GPL-3.0-or-later
// Diagnoses that are kept, looked at again, written down, given away and judged again, by the real program.
#include <core/diagnosis/sessionfile.h>
#include <engine/demo/loopbackserver.h>
#include <engine/history/history.h>
#include <support/cliprocess.h>
#include <support/samplediagnosis.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

ServerReply nginxPage()
{
    ServerReply reply;
    reply.bytes = httpResponse(
        502, "Bad Gateway",
        "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.22.1</center> Your IP: 203.0.113.99",
        {{"Server", "nginx/1.22.1"}, {"Content-Type", "text/html"}, {"Set-Cookie", "id=canary"}});
    return reply;
}

QByteArray read(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray document(const QString& id, VerdictPlace place)
{
    SavedSession session;
    session.id = id;
    session.diagnosis = sampleDiagnosis();
    session.diagnosis.verdict.place = place;
    session.about.target = session.diagnosis.target;
    return sessionDocument(session);
}

/// A configuration with one service, at this address; nobody else is asked.
QByteArray watching(const QUrl& url)
{
    return QByteArray(R"({"version": 1, "diagnosis": {"connectivityChecks": [], "controlSites": [], "resolvers": []},
        "services": [{"id": "shop", "name": "Shop", "endpoints": [{"id": "web", "url": "URL"}]},
                     {"id": "bank", "name": "Bank", "endpoints": [{"id": "web", "url": "http://127.0.0.1:9/"}]}]})")
        .replace("URL", url.toEncoded());
}

} // namespace

class CliSessionsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<CliProcess> m_cli;

    CliResult sessions(const QStringList& arguments) { return m_cli->run(QStringList{u"sessions"_s} + arguments); }
    QJsonArray listed() { return sessions({u"--json"_s}).json()["sessions"_L1].toArray(); }
    void import(const QString& id, VerdictPlace place = VerdictPlace::Service)
    {
        const QString file = m_cli->write(u"import.json"_s, document(id, place));
        const CliResult result = sessions({u"import"_s, file});
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }

private slots:
    void init() { m_cli = std::make_unique<CliProcess>(QStringLiteral(GATEWATCH_CLI)); }

    void aDiagnosisIsKeptShownExportedAndJudgedAgain()
    {
        LoopbackServer server([](const ServerRequest&) { return nginxPage(); });
        QVERIFY(server.listen());
        const QString url = server.url(u"/a?key=canary"_s).toString();
        const CliResult fresh = m_cli->run({u"diagnose"_s, url}, Millis(20000));
        QVERIFY2(fresh.exitCode == 1, fresh.err.constData());
        QVERIFY2(!fresh.err.contains("not kept"), fresh.err.constData());
        const QJsonArray list = listed();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0]["place"_L1].toString(), u"service"_s);
        QVERIFY(list[0]["target"_L1].toString().endsWith(u"/a?key=•••"_s));
        const QString id = list[0]["id"_L1].toString();

        const CliResult shown = sessions({u"show"_s, id.left(6)});
        QVERIFY2(shown.exitCode == 0 && shown.out.contains("as it was then"), shown.out.constData());
        QVERIFY(shown.out.contains(list[0]["headline"_L1].toString().toUtf8()));

        for (const QString& name : {u"a.html"_s, u"a.md"_s, u"a.json"_s}) {
            const CliResult exported = sessions({u"export"_s, id, m_cli->path(name)});
            QVERIFY2(exported.exitCode == 0, exported.err.constData());
            const QByteArray text = read(m_cli->path(name));
            QVERIFY(text.size() > 500);
            for (const char* secret : {"canary", "203.0.113.99", "<script"})
                QVERIFY2(!text.contains(secret), (name.toUtf8() + ": " + text).constData());
        }
        const QByteArray page = read(m_cli->path(u"a.html"_s));
        for (const char* part : {"<h2>Answers</h2>", "first", "retry 5", "<h2>Weighed", "@media print"})
            QVERIFY2(page.contains(part), part);
        QVERIFY(!page.contains("src=") && !page.contains("href="));

        const int asked = server.connections();
        server.close(); // nobody is asked
        const CliResult again = m_cli->run({u"diagnose"_s, u"--replay"_s, m_cli->path(u"a.json"_s)});
        QVERIFY2(again.exitCode == 1, again.err.constData());
        QVERIFY2(again.err.contains("Replayed from"), again.err.constData());
        QVERIFY2(!again.err.contains("another one"), again.err.constData());
        QCOMPARE(server.connections(), asked);
        const QJsonObject json =
            m_cli->run({u"diagnose"_s, u"--replay"_s, m_cli->path(u"a.json"_s), u"--json"_s}).json();
        QCOMPARE(json["replayed"_L1], QJsonValue(true));
        const QJsonObject kept = sessions({u"show"_s, id, u"--json"_s}).json();
        for (const char* part : {"verdict", "blame", "findings", "advice", "expectation", "responder", "steps"})
            QCOMPARE(json[QLatin1StringView(part)], kept[QLatin1StringView(part)]);
        QCOMPARE(listed().size(), 1); // what is judged again is not kept again
    }
    void whatIsPrintedTellsNobodyWhoAsked()
    {
        QProcessEnvironment environment = m_cli->process().processEnvironment();
        environment.insert(u"USER"_s, u"bobthecanary"_s);
        m_cli->process().setProcessEnvironment(environment);
        const QByteArray home = environment.value(u"HOME"_s).toUtf8();
        LoopbackServer server([&home](const ServerRequest&) {
            ServerReply reply;
            reply.bytes = httpResponse(
                502, "Bad Gateway",
                "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.22.1</center> Your IP: 203.0.113.99",
                {{"Server", "nginx/1.22.1"},
                 {"Content-Type", "text/html"},
                 {"Via", "1.1 bobthecanary (squid/5.7), 1.1 203.0.113.99 (squid/5.7)"},
                 {"X-Cache", "MISS from bobthecanary of " + home + "/cache"}});
            return reply;
        });
        QVERIFY(server.listen());
        const QString url = server.url().toString();
        const CliResult text = m_cli->run({u"diagnose"_s, url}, Millis(20000));
        const QStringList all{u"diagnose"_s, url, u"--json"_s, u"--report"_s};
        const CliResult json = m_cli->run(all + QStringList{m_cli->path(u"a.json"_s)}, Millis(20000));
        QCOMPARE(json.exitCode, 1);
        const QJsonObject document = json.json();
        QCOMPARE(document["schema"_L1].toString(), u"gatewatch.diagnosis/1"_s);
        QCOMPARE(document["target"_L1].toString(), url); // the service stays
        const QList<QByteArray> everything{
            text.out,
            text.err,
            json.out,
            json.err,
            read(m_cli->path(u"a.json"_s)),
            m_cli->run({u"diagnose"_s, u"--replay"_s, m_cli->path(u"a.json"_s), u"--json"_s}).out};
        for (const QByteArray& one : everything) {
            QVERIFY(one.size() > 100);
            for (const QByteArray& secret : {QByteArray("bobthecanary"), QByteArray("203.0.113.99"), home})
                QVERIFY2(!one.contains(secret), (secret + " in: " + one).constData());
        }
        QVERIFY2(json.out.contains("•••"), json.out.constData()); // what was hidden was told at all
    }
    void whatWasBeforeIsReadFromTheHistory_data()
    {
        QTest::addColumn<int>("hoursAgo");
        QTest::addColumn<bool>("counts");
        QTest::newRow("watched until now") << 0 << true;
        QTest::newRow("watched last week") << 24 * 7 << false;
    }
    void whatWasBeforeIsReadFromTheHistory()
    {
        QFETCH(int, hoursAgo);
        QFETCH(bool, counts);
        LoopbackServer server([](const ServerRequest&) { return nginxPage(); });
        QVERIFY(server.listen());
        const QString folder = m_cli->path(u"data"_s);
        QVERIFY(QDir().mkpath(folder));
        const CheckId check{u"shop"_s, u"web"_s};
        const TimePoint begin = wallClock() - std::chrono::hours(hoursAgo) - Seconds(120);
        {
            History history(QDir(folder).filePath(u"history.sqlite"_s));
            history.open();
            QList<Sample> samples;
            for (int i = 100; i > 0; --i)
                samples.append({check, begin - Seconds(i * 60), Outcome::Up, Failure::Ok, 200, {}, Millis(80)});
            samples.append({check, begin, Outcome::Down, Failure::HttpError, 502, {}, Millis(5)});
            history.saveAddresses(check, {u"127.0.0.1"_s, {u"192.0.2.7"_s}});
            history.append(samples);
            Incident incident;
            incident.service = check.service;
            incident.endpoint = check.endpoint;
            incident.opened = begin;
            incident.failure = Failure::HttpError;
            incident.status = 502;
            history.saveIncident(incident);
            history.close();
        }
        m_cli->write(u".config/gatewatch/config.json"_s, watching(server.url()));
        const CliResult fresh = m_cli->run(
            {u"diagnose"_s, server.url().toString(), u"--data-dir"_s, folder, u"--report"_s, m_cli->path(u"a.json"_s)},
            Millis(20000));
        QVERIFY2(fresh.exitCode == 1, fresh.err.constData());
        const auto saved = readSession(read(m_cli->path(u"a.json"_s)));
        QVERIFY(saved);
        QCOMPARE(saved->session.about.service, u"shop"_s);
        const auto* before = static_cast<const BeforeFact*>(nullptr);
        int others = 0; // that are said to be fine, or not
        for (const Evidence& one : saved->session.evidence) {
            before = std::get_if<BeforeFact>(&one) ? std::get_if<BeforeFact>(&one) : before;
            if (const auto* const history = std::get_if<HistoryFact>(&one))
                others = history->watchedServices;
        }
        QCOMPARE(others, counts ? 1 : 0);
        QCOMPARE(before != nullptr, counts);
        QCOMPARE(saved->session.about.since.has_value(), counts);
        if (!counts)
            return;
        QCOMPARE(saved->session.about.since, std::optional(begin));
        QCOMPARE(before->usual, std::optional(Micros(Millis(80))));
        QCOMPARE(before->failedSince, 1);
        QCOMPARE(before->gap, std::optional(Seconds(60)));
        QCOMPARE(before->addresses, QStringList{u"192.0.2.7"_s});
    }
    void wordsOfTheUserAreKept()
    {
        import(u"aaaabbbbcccc"_s);
        QCOMPARE(sessions({u"note"_s, u"aaaa"_s, u"the"_s, u"new router"_s}).exitCode, 0);
        const CliResult wrong = sessions({u"wrong"_s, u"aaaa"_s, u"network"_s, u"it was the router"_s});
        QVERIFY2(wrong.out.contains("it was the network here. it was the router"), wrong.out.constData());
        const QJsonObject kept = sessions({u"show"_s, u"aaaa"_s, u"--json"_s}).json();
        QCOMPARE(kept["note"_L1].toString(), u"the new router"_s);
        QCOMPARE(kept["correction"_L1]["place"_L1].toString(), u"network"_s);
        QCOMPARE(kept["correction"_L1]["words"_L1].toString(), u"it was the router"_s);
        QVERIFY(sessions({}).out.contains("said to be wrong"));
        QCOMPARE(sessions({u"note"_s, u"aaaa"_s, QString()}).exitCode, 0);
        QVERIFY(!sessions({u"show"_s, u"aaaa"_s, u"--json"_s}).json().contains("note"_L1));
        QCOMPARE(sessions({u"remove"_s, u"aaaa"_s}).exitCode, 0);
        QVERIFY(listed().isEmpty());
    }
    void howTheEstimateDidIsShown()
    {
        SavedSession session;
        session.id = u"00000000beef"_s;
        session.diagnosis = sampleDiagnosis();
        session.about.target = session.diagnosis.target;
        DurationExpectation expectation;
        expectation.bracket = u"minutes"_s;
        expectation.medianSeconds = 300;
        expectation.since = session.diagnosis.startedAt;
        session.grade =
            gradeOf(expectation, session.diagnosis.startedAt, session.diagnosis.startedAt + std::chrono::minutes(12));
        const CliResult imported = sessions({u"import"_s, m_cli->write(u"graded.json"_s, sessionDocument(session))});
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        const CliResult shown = sessions({u"show"_s, session.id});
        QVERIFY2(shown.out.contains("Expected about 5 min more, and it took 12 min"), shown.out.constData());
        const QJsonObject json = sessions({u"show"_s, session.id, u"--json"_s}).json();
        QCOMPARE(json["grade"_L1]["result"_L1].toString(), u"too_short"_s);
        QCOMPARE(json["grade"_L1]["tookSeconds"_L1].toInt(), 720);
        QCOMPARE(listed()[0]["estimate"_L1].toString(), u"too_short"_s);
    }
    void twoAreCompared()
    {
        import(u"aaaabbbbcccc"_s);
        import(u"ddddeeeeffff"_s);
        QCOMPARE(sessions({u"compare"_s, u"aaaa"_s, u"dddd"_s}).exitCode, 0);
        import(u"ddddeeeeffff"_s, VerdictPlace::Gateway);
        const CliResult result = sessions({u"compare"_s, u"aaaa"_s, u"dddd"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 1);
        const QJsonObject json = result.json();
        QCOMPARE(json["differences"_L1][0]["id"_L1].toString(), u"verdict"_s);
        QCOMPARE(json["conclusion"_L1].toString(), u"They find the fault at different places."_s);
        QCOMPARE(json["sides"_L1][2]["id"_L1].toString(), u"place"_s);
        QCOMPARE(json["sides"_L1][2]["first"_L1].toString(), u"the service"_s);
        QCOMPARE(json["sides"_L1][2]["second"_L1].toString(), u"the gateway"_s);
        QCOMPARE(json["sides"_L1][2]["differs"_L1], QJsonValue(true));
        QVERIFY(json["findings"_L1].toArray().isEmpty());
        const QByteArray text = sessions({u"compare"_s, u"aaaa"_s, u"dddd"_s}).out;
        QVERIFY2(text.startsWith("In the first: "), text.constData());
        QVERIFY2(
            text.contains("≠ Where the fault is: the service in the first, the gateway in the second"),
            text.constData());
        const CliResult same = sessions({u"compare"_s, u"aaaa"_s, u"aaaa"_s});
        QCOMPARE(same.exitCode, 0);
        QVERIFY2(same.out.contains("the same session twice"), same.out.constData());
    }
    void wrongUseIsExplained_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const QStringList& arguments, const char* sentence) {
            QTest::newRow(name) << arguments << QByteArray(sentence);
        };
        row("unknown verb", {u"sessions"_s, u"burn"_s}, "is none of list, show, export");
        row("no id", {u"sessions"_s, u"show"_s}, "sessions show: needs the id of a session");
        row("too much", {u"sessions"_s, u"list"_s, u"x"_s}, "sessions list: takes no argument");
        row("no such session", {u"sessions"_s, u"show"_s, u"1234"_s}, "there is no session \"1234\"");
        row("too short an id", {u"sessions"_s, u"show"_s, u"a"_s}, "there is no session \"a\"");
        row("several", {u"sessions"_s, u"show"_s, u"aaaa"_s}, "is the beginning of 2 sessions");
        row("another ending", {u"sessions"_s, u"export"_s, u"aaaabbbbcccc"_s, u"x.pdf"_s},
            "must end in .html, .md or .json");
        row("no such place", {u"sessions"_s, u"wrong"_s, u"aaaabbbbcccc"_s, u"gatway"_s},
            "must be one of unknown, device");
        row("no file", {u"sessions"_s, u"import"_s, u"/nowhere.json"_s}, "/nowhere.json: there is no such file");
        row("no session", {u"sessions"_s, u"import"_s, u"BROKEN"_s},
            "/durationMs: must be a whole number, is \"soon\"");
        row("replay of nothing", {u"diagnose"_s, u"--replay"_s, u"/nowhere.json"_s}, "there is no such file");
        row("replay without evidence", {u"diagnose"_s, u"--replay"_s, u"REPORT"_s}, "a verdict but no evidence");
        row("replay and a URL", {u"diagnose"_s, u"https://a.test"_s, u"--replay"_s, u"REPORT"_s}, "needs no URL");
    }
    void wrongUseIsExplained()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, sentence);
        import(u"aaaabbbbcccc"_s);
        import(u"aaaabbbbdddd"_s);
        QByteArray broken = document(u"aaaabbbbcccc"_s, VerdictPlace::Service);
        broken.replace("\"durationMs\": 3100", "\"durationMs\": \"soon\"");
        arguments.replaceInStrings(u"BROKEN"_s, m_cli->write(u"broken.json"_s, broken));
        arguments.replaceInStrings(
            u"REPORT"_s, m_cli->write(u"report.json"_s, document(u"aaaabbbbcccc"_s, VerdictPlace::Service)));
        const CliResult result = m_cli->run(arguments);
        QVERIFY2(result.exitCode == 2, result.err.constData());
        QVERIFY2(result.err.contains(sentence), result.err.constData());
    }
    void whoElseWritesIsSaid()
    {
        import(u"aaaabbbbcccc"_s);
        const QString file = QDir(m_cli->path(u"data"_s)).filePath(u"history.sqlite"_s);
        const QString folder = m_cli->path(u"data"_s);
        QVERIFY(QDir().mkpath(folder));
        History other(file);
        other.open();
        const QString document = m_cli->path(u"import.json"_s);
        const CliResult result = sessions({u"import"_s, document, u"--data-dir"_s, folder});
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("Another Gatewatch is writing the history"), result.err.constData());
        LoopbackServer server([](const ServerRequest&) { return nginxPage(); });
        QVERIFY(server.listen());
        const CliResult fresh =
            m_cli->run({u"diagnose"_s, server.url().toString(), u"--data-dir"_s, folder}, Millis(20000));
        QCOMPARE(fresh.exitCode, 1); // of the verdict all the same
        QVERIFY2(fresh.err.contains("This session is not kept. Another Gatewatch"), fresh.err.constData());
    }
};

QTEST_GUILESS_MAIN(CliSessionsTest)
#include "tst_cli_sessions.moc"
