// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>
#include <support/cliprocess.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const QString data = QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/");

ServerReply answer(const QByteArray& bytes, ServerReply::End end = ServerReply::End::Close)
{
    ServerReply reply;
    reply.bytes = bytes;
    reply.end = end;
    return reply;
}

QJsonObject serviceFor(const QString& id, const QString& name, const QUrl& url)
{
    const QJsonObject endpoint{{u"id"_s, u"home"_s}, {u"url"_s, url.toString()}, {u"intervalSeconds"_s, 1}};
    return {{u"id"_s, id}, {u"name"_s, name}, {u"endpoints"_s, QJsonArray{endpoint}}};
}

/// Services that are asked every second, and a diagnosis that may contact nobody else.
QByteArray configFor(const QJsonArray& services)
{
    const QJsonObject diagnosis{
        {u"connectivityChecks"_s, QJsonArray()}, {u"controlSites"_s, QJsonArray()}, {u"resolvers"_s, QJsonArray()}};
    return QJsonDocument(QJsonObject{{u"version"_s, 1}, {u"services"_s, services}, {u"diagnosis"_s, diagnosis}})
        .toJson();
}

QByteArray configFor(const QUrl& url)
{
    return configFor(QJsonArray{serviceFor(u"shop"_s, u"The shop"_s, url)});
}

/// JSON that is written with ' for ", so that it can be read here.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray nginxPage()
{
    return httpResponse(
        502, "Bad Gateway",
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
        "Gateway</h1></center>\r\n"
        "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
        {{"Server", "nginx/1.22.1"}, {"Content-Type", "text/html"}});
}

} // namespace

/// The other commands as processes.
class CliCommandsTest : public QObject {
    Q_OBJECT
private slots:
    void helpAndVersionAreThere()
    {
        const CliResult help = m_cli.run({u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        for (const char* command :
             {"check", "status", "diagnose", "identify", "sessions", "watch", "services", "catalog", "config", "secret",
              "demo"}) {
            QVERIFY2(help.out.contains(QByteArray("\n  ") + command), command);
            const CliResult own = m_cli.run({QString::fromLatin1(command), u"--help"_s});
            QCOMPARE(own.exitCode, 0);
            QVERIFY2(own.out.contains("--data-dir"), own.out.constData());
        }
        QVERIFY(m_cli.run({u"--version"_s}).out.startsWith("gatewatch-cli "));
    }
    void aSavedAnswerIsIdentified()
    {
        const QByteArray page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                                "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n"
                                "</body>\r\n</html>\r\n";
        const QString saved = m_cli.write(
            u"answer.http"_s,
            "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 10:00:00 GMT\r\n"
            "Content-Type: text/html\r\nContent-Length: "
                + QByteArray::number(page.size()) + "\r\nConnection: close\r\n\r\n" + page);
        const CliResult nginx = m_cli.run({u"identify"_s, saved, u"--json"_s});
        QCOMPARE(nginx.exitCode, 0);
        QCOMPARE(nginx.json()[u"schema"].toString(), u"gatewatch.responder/1"_s);
        QCOMPARE(nginx.json()[u"id"].toString(), u"nginx"_s);
        QCOMPARE(nginx.json()[u"authored"].toBool(), true);
        QVERIFY(m_cli.run({u"identify"_s, saved}).out.contains("nginx 1.22.1 wrote it itself"));

        const QString bare = m_cli.write(u"bare.http"_s, "HTTP/1.1 502 Bad Gateway\r\n\r\nno\r\n");
        QCOMPARE(m_cli.run({u"identify"_s, bare}).exitCode, 3);
        const CliResult nowhere = m_cli.run({u"identify"_s, m_cli.path(u"missing"_s)});
        QCOMPARE(nowhere.exitCode, 2);
        QVERIFY2(nowhere.err.contains("no such file"), nowhere.err.constData());
        QCOMPARE(m_cli.run({u"identify"_s, m_cli.path(u"."_s)}).exitCode, 2);
    }
    void wrongUseNamesWhatIsWrong()
    {
        for (const QStringList& arguments :
             {QStringList{},
              {u"chekc"_s},
              {u"config"_s, u"mend"_s},
              {u"secret"_s, u"show"_s},
              {u"services"_s, u"--fast"_s},
              {u"services"_s, u"extra"_s},
              {u"demo"_s, u"extra"_s},
              {u"watch"_s, u"--for"_s, u"nan"_s},
              {u"check"_s, u"http://127.0.0.1:1/"_s, u"--timeout"_s, u"nan"_s},
              {u"check"_s, u"http://127.0.0.1:1/"_s, u"--config"_s, u"/nowhere/config.json"_s},
              {u"config"_s, u"check"_s, u"/dev/zero"_s},
              {u"services"_s, u"--color"_s, u"pink"_s},
              {u"services"_s, u"--config"_s, u"/nowhere/config.json"_s},
              {u"status"_s, u"no such page"_s},
              {u"status"_s, u"http://127.0.0.1:1/"_s, u"--format"_s, u"gopher"_s}}) {
            const CliResult result = m_cli.run(arguments);
            QVERIFY2(result.exitCode == 2, qPrintable(arguments.join(u' ')));
            QVERIFY(result.out.isEmpty());
            const QString wrong = arguments.isEmpty() ? u"No command"_s : arguments.last();
            QVERIFY2(
                QString::fromUtf8(result.err).contains(wrong.mid(wrong.startsWith(u"--"_s) ? 2 : 0)),
                result.err.constData());
        }
    }

    void aPasswordInTheWrongPlaceIsNotRepeated()
    {
        for (const QStringList& arguments :
             {QStringList{u"https://me:canary@shop.test/"_s},
              {u"me:canary@shop.test"_s},
              {u"services"_s, u"https://me:can/canary@shop.test/?key=canary"_s},
              {u"check"_s, u"http://a.test/"_s, u"me:canary@shop.test"_s},
              {u"wait"_s, u"me:canary@shop.test"_s}}) {
            const CliResult result = m_cli.run(arguments);
            QCOMPARE(result.exitCode, 2);
            QVERIFY2(result.err.contains("•••@shop.test"), result.err.constData());
            QVERIFY2(!result.err.contains("canary"), result.err.constData());
        }
    }
    void configCheckNamesThePlace()
    {
        const QString bad = data + u"config/bad/interval-negative.json"_s;
        const CliResult result = m_cli.run({u"config"_s, u"check"_s, bad});
        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.out.isEmpty());
        QCOMPARE(
            QString::fromUtf8(result.err).trimmed(),
            bad + u": /services/2/endpoints/0/intervalSeconds: must be 1 or more, is -5"_s);
        const QJsonObject json = m_cli.run({u"config"_s, u"check"_s, bad, u"--json"_s}).json();
        QCOMPARE(json["ok"_L1], QJsonValue(false));
        QVERIFY(json["error"_L1].toString().startsWith(u"/services/2/endpoints/0/intervalSeconds:"_s));
        QCOMPARE(m_cli.run({u"config"_s, u"check"_s, data + u"config/bad/syntax-comma.json"_s}).exitCode, 2);
        QCOMPARE(m_cli.run({u"watch"_s, u"--config"_s, bad}).exitCode, 2);
    }
    void configCheckTellsWarningsOfAGoodFile()
    {
        const CliResult fine = m_cli.run({u"config"_s, u"check"_s, data + u"config/good/contract.json"_s});
        QCOMPARE(fine.exitCode, 0);
        QVERIFY2(fine.out.contains("is fine: 1 service, 4 endpoints, 0 warnings"), fine.out.constData());
        const CliResult result = m_cli.run({u"config"_s, u"check"_s, data + u"config/good/unknown-keys.json"_s});
        QCOMPARE(result.exitCode, 0);
        QVERIFY2(
            result.err.contains("/services/0/endpoints/1/starttls: is not known to this version; it is kept"),
            result.err.constData());
    }
    void configShowPrintsWhatIsInForce()
    {
        CliProcess fresh(QStringLiteral(GATEWATCH_CLI));
        QVERIFY(QFile::remove(fresh.usualConfig()));
        const CliResult defaults = fresh.run({u"config"_s, u"show"_s});
        QCOMPARE(defaults.exitCode, 0);
        QVERIFY(!defaults.json()["diagnosis"_L1]["connectivityChecks"_L1].toArray().isEmpty());
        const QString once = m_cli.write(
            u"once.json"_s, m_cli.run({u"config"_s, u"show"_s, data + u"config/good/unknown-keys.json"_s}).out);
        const CliResult twice = m_cli.run({u"config"_s, u"show"_s, u"--config"_s, once});
        QCOMPARE(twice.json()["futureTop"_L1]["a"_L1][1].toDouble(), 2.5);
        QCOMPARE(m_cli.run({u"config"_s, u"show"_s, once}).out, twice.out);
    }

    void catalogFindsByName()
    {
        const QJsonObject json = m_cli.run({u"catalog"_s, u"github"_s, u"--json"_s}).json();
        QCOMPARE(json["schema"_L1].toString(), u"gatewatch.catalog/1"_s);
        QCOMPARE(json["services"_L1][0]["id"_L1].toString(), u"github"_s);
    }

    void aPageThatIsNoStatusPageIsUnknownNotDown()
    {
        LoopbackServer server([](const ServerRequest&) {
            return answer(httpResponse(200, "OK", "<html><title>Shop</title></html>", {{"Content-Type", "text/html"}}));
        });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run({u"status"_s, server.url().toString(), u"--json"_s});
        QVERIFY2(result.exitCode == 3, result.out + result.err);
        const QJsonObject json = result.json();
        QCOMPARE(json["schema"_L1].toString(), u"gatewatch.status/1"_s);
        QCOMPARE(json["overall"_L1].toString(), u"unknown"_s);
        QCOMPARE(json["readability"_L1].toString(), u"unreadable"_s);
        QCOMPARE(json["problem"_L1].toString(), u"not_a_status_page"_s);
        const QString message = json["message"_L1].toString();
        QVERIFY2(message.startsWith(u"127.0.0.1 is not a status page that can be read: "_s), qPrintable(message));
    }
    void aStatusPageIsRead()
    {
        const QByteArray summary =
            R"({"page":{"id":"x","name":"Example","time_zone":"Etc/UTC",)"
            R"("updated_at":"2026-11-20T10:00:00.000Z"},"components":[{"id":"c1","name":"API",)"
            R"("status":"partial_outage","position":1,"group":false,"group_id":null}],"incidents":[],)"
            R"("scheduled_maintenances":[],"status":{"indicator":"major","description":"Trouble"}})";
        LoopbackServer server([&summary](const ServerRequest& request) {
            if (request.path != "/api/v2/summary.json")
                return answer(httpResponse(404, "Not Found", ""));
            return answer(httpResponse(200, "OK", summary, {{"Content-Type", "application/json"}}));
        });
        QVERIFY(server.listen());
        const CliResult result =
            m_cli.run({u"status"_s, server.url().toString(), u"--format"_s, u"statuspage"_s, u"--json"_s});
        QVERIFY2(result.exitCode == 1, result.out + result.err);
        QCOMPARE(result.json()["format"_L1].toString(), u"statuspage"_s);
        QCOMPARE(result.json()["worstComponent"_L1].toString(), u"partial_outage"_s);
        QCOMPARE(result.json()["components"_L1][0]["name"_L1].toString(), u"API"_s);
    }
    void aStatusPageIsNarrowedToWhatIsCaredAbout()
    {
        const QByteArray summary = json(
            "{'page':{'id':'x','name':'Example'},'components':["
            "{'id':'g1','name':'Europe','group':true},{'id':'g2','name':'US East','group':true},"
            "{'id':'c1','name':'API','status':'operational','group_id':'g1'},"
            "{'id':'c2','name':'API','status':'major_outage','group_id':'g2'}],"
            "'incidents':[],'scheduled_maintenances':[],'status':{'indicator':'critical','description':'Trouble'}}");
        LoopbackServer server([&summary](const ServerRequest& request) {
            if (request.path != "/api/v2/summary.json")
                return answer(httpResponse(404, "Not Found", ""));
            return answer(httpResponse(200, "OK", summary, {{"Content-Type", "application/json"}}));
        });
        QVERIFY(server.listen());
        const auto status = [&](const QStringList& more) {
            return m_cli.run(QStringList{u"status"_s, server.url().toString(), u"--json"_s} + more);
        };
        QCOMPARE(status({}).exitCode, 1);
        QCOMPARE(status({u"--region"_s, u"europe"_s}).exitCode, 0);
        QCOMPARE(status({u"--region"_s, u"us east"_s}).exitCode, 1);
        const CliResult nowhere = status({u"--region"_s, u"mars"_s});
        QCOMPARE(nowhere.exitCode, 3);
        QVERIFY2(
            nowhere.json()["message"_L1].toString().contains(u"no component for the region mars"_s),
            nowhere.out.constData());
        const CliResult typo = status({u"--component"_s, u"Typo"_s});
        QCOMPARE(typo.exitCode, 3);
        QVERIFY2(typo.json()["message"_L1].toString().contains(u"no component called Typo"_s), typo.out.constData());
    }
    void incidentsThatAreOverFollowTheOpenOnes()
    {
        const QByteArray now = "{'id':'i2','name':'Now','status':'investigating','impact':'minor'}";
        const QByteArray then = "{'id':'i1','name':'Then','status':'resolved','impact':'major','resolved_at':'"
            + toIso(wallClock() - std::chrono::days(3)).toLatin1() + "'}";
        const QByteArray page = "{'page':{'id':'x','name':'Example'},'incidents':[";
        const QByteArray summary = json(page + now + "],'components':[],'status':{'indicator':'minor'}}");
        const QByteArray incidents = json(page + now + ',' + then + "]}");
        LoopbackServer server([&](const ServerRequest& request) {
            const bool known = request.path == "/api/v2/summary.json" || request.path == "/api/v2/incidents.json";
            if (!known)
                return answer(httpResponse(404, "Not Found", ""));
            const QByteArray& body = request.path.contains("incidents") ? incidents : summary;
            return answer(httpResponse(200, "OK", body, {{"Content-Type", "application/json"}}));
        });
        QVERIFY(server.listen());
        const QJsonArray listed =
            m_cli.run({u"status"_s, server.url().toString(), u"--json"_s}).json()["incidents"_L1].toArray();
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed[0]["id"_L1].toString(), u"i2"_s);
        QCOMPARE(listed[1]["id"_L1].toString(), u"i1"_s);
    }
    void optionsMayStandBeforeTheCommand()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(httpResponse(200, "OK", "well")); });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run({u"--timeout"_s, u"5"_s, u"check"_s, server.url().toString(), u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.json()["status"_L1].toInt(), 200);
    }

    void servicesAreListedWithoutAHistory()
    {
        const CliResult result = m_cli.run(
            {u"services"_s, u"--json"_s, u"--config"_s, data + u"config/good/contract.json"_s, u"--data-dir"_s,
             m_cli.path(u"none"_s)});
        QCOMPARE(result.exitCode, 3); // nothing is known of any of them
        QCOMPARE(result.json()["schema"_L1].toString(), u"gatewatch.services/1"_s);
        QCOMPARE(result.json()["services"_L1][0]["id"_L1].toString(), u"example"_s);
        QCOMPARE(result.json()["services"_L1][0]["state"_L1].toString(), u"unknown"_s);
    }

    void watchPrintsEachMeasurementAndKeepsIt()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(httpResponse(200, "OK", "well")); });
        QVERIFY(server.listen());
        const QString config = m_cli.write(u"watch.json"_s, configFor(server.url()));
        const QStringList places{u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"watch"_s)};
        const CliResult result = m_cli.run(QStringList{u"watch"_s, u"--for"_s, u"3"_s, u"--jsonl"_s} + places);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY2(
            result.took >= Millis(3000) && result.took < Millis(5000),
            qPrintable(QString::number(result.took.count())));
        const QList<QByteArray> lines = result.out.trimmed().split('\n');
        QVERIFY2(lines.size() >= 2 && lines.size() <= 4, result.out.constData());
        for (const QByteArray& line : lines) {
            const QJsonObject sample = QJsonDocument::fromJson(line).object();
            QCOMPARE(sample["schema"_L1].toString(), u"gatewatch.sample/1"_s);
            QCOMPARE(sample["service"_L1].toString(), u"shop"_s);
            QCOMPARE(sample["endpoint"_L1].toString(), u"home"_s);
            QCOMPARE(sample["outcome"_L1].toString(), u"up"_s);
            QCOMPARE(sample["status"_L1].toInt(), 200);
            QVERIFY(sample["phasesMs"_L1].toObject().contains("wait"_L1));
        }
        QVERIFY(result.err.contains("The shop is up: 200 OK"));
        // The same history tells the next program.
        const CliResult services = m_cli.run(QStringList{u"services"_s, u"--json"_s} + places);
        QCOMPARE(services.json()["services"_L1][0]["state"_L1].toString(), u"up"_s);
        QCOMPARE(services.json()["services"_L1][0]["last"_L1]["status"_L1].toInt(), 200);
    }
    void watchSaysWhatManyHaveInCommonOnce()
    {
        // All fail, come back, and fail again.
        QElapsedTimer clock;
        LoopbackServer server([&clock](const ServerRequest&) {
            if (!clock.isValid())
                clock.start();
            const bool isWell = clock.elapsed() > 2500 && clock.elapsed() < 5300;
            return answer(isWell ? httpResponse(200, "OK", "well") : nginxPage());
        });
        QVERIFY(server.listen());
        QJsonArray services;
        for (int i = 0; i < 4; ++i)
            services.append(serviceFor(u"s%1"_s.arg(i), u"Service %1"_s.arg(i), server.url()));
        const QString config = m_cli.write(u"many.json"_s, configFor(services));
        const CliResult result = m_cli.run(
            {u"watch"_s, u"--for"_s, u"9"_s, u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"many"_s)},
            Millis(20000));
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.out.count("is down") == 0 && result.out.count("is up") == 4, result.out.constData());
        QVERIFY2(result.out.count("failed together: all are on 127.0.0.1") == 1, result.out.constData());
        QVERIFY2(result.out.count("failed again") == 1, result.out.constData());
    }
    void watchTellsTheChangeToDown()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(nginxPage()); });
        QVERIFY(server.listen());
        const QString config = m_cli.write(u"down.json"_s, configFor(server.url()));
        const CliResult result =
            m_cli.run({u"watch"_s, u"--for"_s, u"3"_s, u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"down"_s)});
        QCOMPARE(result.exitCode, 1);
        const QString line = QString::fromUtf8(result.out).trimmed();
        QVERIFY2(
            line.endsWith(u"■ The shop is down: A gateway could not reach the server behind it (502 from 127.0.0.1)"_s),
            result.out.constData());
        QVERIFY(!line.contains(u'\n')); // one line a change
        const QStringList places{u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"down"_s)};
        QCOMPARE(m_cli.run(QStringList{u"services"_s} + places).exitCode, 1);
        // What the history lies beside is for nobody else's eyes.
        for (const QFileInfo& file : QDir(m_cli.path(u"down"_s)).entryInfoList(QDir::Files))
            QVERIFY2(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)), qPrintable(file.fileName()));
    }
    void watchSaysWhatFailsTogether()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(nginxPage()); });
        QVERIFY(server.listen());
        QJsonObject both = QJsonDocument::fromJson(configFor(server.url())).object();
        QJsonArray services = both["services"_L1].toArray();
        QJsonObject blog = services.first().toObject();
        blog["id"_L1] = u"blog"_s;
        blog["name"_L1] = u"The blog"_s;
        services.append(blog);
        both["services"_L1] = services;
        const QString config = m_cli.write(u"both.json"_s, QJsonDocument(both).toJson());
        const CliResult result =
            m_cli.run({u"watch"_s, u"--for"_s, u"4"_s, u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"both"_s)});
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.out.count("failed together: all are on 127.0.0.1, so look at that host first"), 1);
        QVERIFY2(!result.out.contains(" is down"), result.out.constData()); // the sentence says it
    }
    void withoutAKeychainTheSecretIsNamedAndNothingIsSent()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(httpResponse(200, "OK", "fine")); });
        QVERIFY(server.listen());
        QJsonObject config = QJsonDocument::fromJson(configFor(server.url())).object();
        QJsonObject service = config["services"_L1][0].toObject();
        QJsonObject endpoint = service["endpoints"_L1][0].toObject();
        endpoint["headers"_L1] = QJsonObject{{u"X-Key"_s, QJsonObject{{u"secret"_s, u"shop-token"_s}}}};
        service["endpoints"_L1] = QJsonArray{endpoint};
        config["services"_L1] = QJsonArray{service};
        const QString file = m_cli.write(u"secret.json"_s, QJsonDocument(config).toJson());
        const CliResult result = m_cli.run(
            {u"watch"_s, u"--for"_s, u"2"_s, u"--config"_s, file, u"--data-dir"_s, m_cli.path(u"secret-data"_s)});
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(
            result.err.contains("shop/home is not measured: there is no keychain here for \"shop-token\"; "
                                "a variable can be named instead: {\"env\": \"NAME\"}"),
            result.err.constData());
        QCOMPARE(server.connections(), 0);
    }
    void watchOfNothingCouldNotTell()
    {
        const CliResult result =
            m_cli.run({u"watch"_s, u"--for"_s, u"0.5"_s, u"--data-dir"_s, m_cli.path(u"nothing"_s)});
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("No services are configured yet"), result.err.constData());
    }

    void aFullDiskKeepsTheReportOfBefore()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(nginxPage()); });
        QVERIFY(server.listen());
        const QString report = m_cli.write(u"before.json"_s, "of before");
        const auto forgetLimit = qScopeGuard([this] { m_cli.process().setChildProcessModifier({}); });
        m_cli.process().setChildProcessModifier([] {
            const rlimit none{0, 0};
            setrlimit(RLIMIT_FSIZE, &none);
        });
        const CliResult result =
            m_cli.run({u"diagnose"_s, server.url().toString(), u"--report"_s, report}, Millis(20000));
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("--report " + report.toUtf8() + ": File too large"), result.err.constData());
        QFile kept(report);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("of before"));
    }
    void diagnoseGivesTheContractsDocument()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(nginxPage()); });
        QVERIFY(server.listen());
        const QString config = m_cli.write(u"diagnose.json"_s, configFor(server.url()));
        const QString report = m_cli.path(u"report.json"_s);
        const CliResult result = m_cli.run(
            {u"diagnose"_s, server.url().toString(), u"--json"_s, u"--config"_s, config, u"--report"_s, report},
            Millis(20000));
        QVERIFY2(result.exitCode == 1, result.out + result.err);
        const QJsonObject json = result.json();
        QCOMPARE(json["schema"_L1].toString(), u"gatewatch.diagnosis/1"_s);
        QCOMPARE(json["target"_L1].toString(), server.url().toString());
        QCOMPARE(json["symptom"_L1]["failure"_L1].toString(), u"http.error"_s);
        QCOMPARE(json["symptom"_L1]["status"_L1].toInt(), 502);
        QCOMPARE(json["responder"_L1]["id"_L1].toString(), u"nginx"_s);
        QCOMPARE(json["responder"_L1]["authored"_L1], QJsonValue(true));
        const QJsonObject verdict = json["verdict"_L1].toObject();
        QCOMPARE(verdict["place"_L1].toString(), u"service"_s);
        QVERIFY(verdict["confidence"_L1].toDouble() >= 0.6 && verdict["confidence"_L1].toDouble() <= 1);
        QVERIFY(!verdict["headline"_L1].toString().isEmpty());
        double sum = 0;
        const QJsonObject blame = json["blame"_L1].toObject();
        for (const QString& place : {u"device"_s, u"network"_s, u"path"_s, u"gateway"_s, u"service"_s}) {
            QVERIFY2(blame[place].isDouble(), qPrintable(place));
            sum += blame[place].toDouble();
        }
        QVERIFY2(qAbs(sum - 1) < 0.01, qPrintable(QString::number(sum)));
        QStringList steps;
        for (const QJsonValue& step : json["steps"_L1].toArray()) {
            steps.append(step["id"_L1].toString());
            QVERIFY(QStringList({u"done"_s, u"skipped"_s, u"timed_out"_s, u"cancelled"_s})
                        .contains(step["state"_L1].toString()));
        }
        QVERIFY2(steps.contains(u"retry"_s), qPrintable(steps.join(u' ')));
        for (const QJsonValue& finding : json["findings"_L1].toArray()) {
            QVERIFY(steps.contains(finding["step"_L1].toString()));
            QVERIFY(finding["weights"_L1]["service"_L1].isDouble());
        }
        QVERIFY(!json["advice"_L1].toArray().isEmpty());
        QVERIFY(!json["dataSafety"_L1].toString().isEmpty());
        QVERIFY(json["expectation"_L1]["bracket"_L1].isString());
        QVERIFY2(result.err.contains("502"), result.err.constData()); // the evidence, for people, beside it
        QFile saved(report);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const QJsonObject kept = QJsonDocument::fromJson(saved.readAll()).object();
        for (auto it = json.begin(); it != json.end(); ++it)
            QCOMPARE(kept.value(it.key()), it.value());
        QVERIFY(kept["evidence"_L1].toArray().size() >= 6); // as well, so that it can be judged again
    }
    void diagnoseOfAGoodServiceFindsNothing()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(httpResponse(200, "OK", "well")); });
        QVERIFY(server.listen());
        const QString config = m_cli.write(u"well.json"_s, configFor(server.url()));
        const CliResult result =
            m_cli.run({u"diagnose"_s, server.url().toString(), u"--config"_s, config}, Millis(20000));
        QVERIFY2(result.exitCode == 0, result.out + result.err);
        QVERIFY(!result.out.trimmed().isEmpty());
    }
    void aPersonReadsTheVerdict()
    {
        LoopbackServer server([](const ServerRequest&) { return answer(nginxPage()); });
        QVERIFY(server.listen());
        const QString config = m_cli.write(u"person.json"_s, configFor(server.url()));
        const CliResult result =
            m_cli.run({u"diagnose"_s, server.url().toString(), u"--config"_s, config}, Millis(20000));
        QCOMPARE(result.exitCode, 1);
        const QString text = QString::fromUtf8(result.out);
        for (const QString& part : {u" % sure"_s, u"the service"_s, u"this computer"_s, u"█"_s, u"  1. "_s})
            QVERIFY2(text.contains(part), qPrintable(part + u'\n' + text));
        QVERIFY(!result.out.contains('\x1b'));
        QCOMPARE(m_cli.run({u"diagnose"_s, server.url().toString(), u"--report"_s, u"x.pdf"_s}).exitCode, 2);
    }

    void demoRunsWithoutStandardInput()
    {
        m_cli.start({u"demo"_s});
        QTRY_VERIFY_WITH_TIMEOUT(m_cli.process().canReadLine(), 5000);
        const QJsonObject json = QJsonDocument::fromJson(m_cli.process().readLine()).object();
        QCOMPARE(json["schema"_L1].toString(), u"gatewatch.demo/1"_s);
        QVERIFY(json["services"_L1].toArray().size() >= 5);
        for (const QJsonValue& service : json["services"_L1].toArray())
            QVERIFY(QUrl(service["url"_L1].toString()).host() == u"127.0.0.1"_s);
        m_cli.process().closeWriteChannel();
        QVERIFY(!m_cli.process().waitForFinished(500));
        QCOMPARE(::kill(static_cast<pid_t>(m_cli.process().processId()), SIGINT), 0);
        QCOMPARE(m_cli.wait(Millis(3000)).exitCode, 130);
    }

    void whatCannotBeWrittenIsAFailure_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString url = u"http://127.0.0.1:1/"_s;
        QTest::newRow("check") << QStringList{u"check"_s, url};
        QTest::newRow("check --json") << QStringList{u"check"_s, url, u"--json"_s};
        QTest::newRow("wait --json") << QStringList{u"wait"_s, url, u"--timeout"_s, u"1"_s, u"--json"_s};
        QTest::newRow("diagnose --json") << QStringList{u"diagnose"_s, url, u"--json"_s};
        QTest::newRow("watch --json") << QStringList{u"watch"_s, u"--for"_s, u"0.5"_s, u"--json"_s};
        QTest::newRow("watch --jsonl") << QStringList{u"watch"_s, u"--jsonl"_s};
        QTest::newRow("services --json") << QStringList{u"services"_s, u"--json"_s};
        QTest::newRow("catalog") << QStringList{u"catalog"_s};
        QTest::newRow("config show") << QStringList{u"config"_s, u"show"_s};
        QTest::newRow("config export") << QStringList{u"config"_s, u"export"_s, u"-"_s};
        QTest::newRow("demo") << QStringList{u"demo"_s};
        QTest::newRow("version") << QStringList{u"--version"_s};
        QTest::newRow("help") << QStringList{u"--help"_s};
        QTest::newRow("help of a command") << QStringList{u"check"_s, u"--help"_s};
    }
    void whatCannotBeWrittenIsAFailure()
    {
        QFETCH(QStringList, arguments);
        const QString config = m_cli.write(u"unheard.json"_s, configFor(QUrl(u"http://127.0.0.1:1/"_s)));
        const auto forget = qScopeGuard([this] { m_cli.process().setStandardOutputFile(QString()); });
        m_cli.process().setStandardOutputFile(u"/dev/full"_s);
        const CliResult result = m_cli.run(
            arguments + QStringList{u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"unheard"_s)}, Millis(20000));
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(result.err.count("standard output cannot be written: No space left on device"), 1);
    }
    void toBeEndedIsTheUsualEndOfWhatRunsUntilThen_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("demo") << QStringList{u"demo"_s} << 0;
        QTest::newRow("watch") << QStringList{u"watch"_s} << 0;
        // "all is well" would be a lie
        QTest::newRow("wait") << QStringList{u"wait"_s, u"http://127.0.0.1:1/"_s} << 130;
    }
    void toBeEndedIsTheUsualEndOfWhatRunsUntilThen()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        m_cli.start(arguments + QStringList{u"--data-dir"_s, m_cli.path(u"ended"_s)});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT(!(said += m_cli.process().readAllStandardError()).isEmpty(), 5000);
        QCOMPARE(::kill(static_cast<pid_t>(m_cli.process().processId()), SIGTERM), 0);
        const CliResult result = m_cli.wait(Millis(3000));
        QCOMPARE(result.exitCode, exitCode);
        QCOMPARE(result.err.contains("Interrupted"), exitCode == 130);
    }
    void whatIsTooLongIsNotRepeatedInFull()
    {
        const QString address = u"http://shop.test:99999/"_s + QString(9000, u'x') + u"/end"_s;
        const CliResult result = m_cli.run({u"check"_s, address});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("http://shop.test:99999/xxx"), result.err.constData());
        QVERIFY2(result.err.contains("xxx/end\""), result.err.constData());
        QVERIFY2(result.err.size() < 500, result.err.constData());
        for (const QStringList& words :
             {QStringList{address}, QStringList{u"services"_s, address},
              QStringList{u"check"_s, u"http://127.0.0.1:1/"_s, address},
              QStringList{u"check"_s, u"shop.test/"_s + address}})
            QVERIFY(m_cli.run(words).err.size() < 500);
    }
    void wrongUseIsADocumentToo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("word");
        QTest::newRow("a bad URL") << QStringList{u"check"_s, u"ftp://x/"_s} << u"ftp"_s;
        QTest::newRow("a bad value") << QStringList{u"watch"_s, u"--for"_s, u"soon"_s} << u"--for"_s;
        QTest::newRow("too much") << QStringList{u"services"_s, u"all"_s} << u"takes no argument"_s;
        QTest::newRow("no option") << QStringList{u"wait"_s, u"http://x/"_s, u"--patience"_s} << u"patience"_s;
        QTest::newRow("no command") << QStringList{u"see"_s} << u"is no command"_s;
        QTest::newRow("no action") << QStringList{u"config"_s, u"eat"_s} << u"export"_s;
    }
    void wrongUseIsADocumentToo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, word);
        const CliResult result = m_cli.run(arguments + QStringList{u"--json"_s});
        QCOMPARE(result.exitCode, 2);
        QCOMPARE(result.json()["schema"_L1].toString(), u"gatewatch.error/1"_s);
        QVERIFY2(result.json()["error"_L1].toString().contains(word), result.out.constData());
        QVERIFY(result.err.startsWith("gatewatch-cli: "));
        QVERIFY(m_cli.run(arguments).out.isEmpty());
    }

    void interruptEndsWithinASecond_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("check") << QStringList{u"check"_s, u"SILENT"_s, u"--timeout"_s, u"60"_s};
        QTest::newRow("status") << QStringList{u"status"_s, u"SILENT"_s};
        QTest::newRow("diagnose") << QStringList{u"diagnose"_s, u"SILENT"_s, u"--timeout"_s, u"60"_s};
        QTest::newRow("watch") << QStringList{u"watch"_s};
        QTest::newRow("watch for a script") << QStringList{u"watch"_s, u"--json"_s};
        QTest::newRow("watch, line by line") << QStringList{u"watch"_s, u"--jsonl"_s};
        QTest::newRow("wait") << QStringList{u"wait"_s, u"SILENT"_s, u"--request-timeout"_s, u"60"_s};
        QTest::newRow("wait, between two requests") << QStringList{u"wait"_s, u"REFUSED"_s};
        QTest::newRow("demo") << QStringList{u"demo"_s};
    }
    void interruptEndsWithinASecond()
    {
        QFETCH(QStringList, arguments);
        LoopbackServer server([](const ServerRequest&) { return answer({}, ServerReply::End::Hang); });
        QVERIFY(server.listen());
        const QString config = m_cli.write(u"interrupt.json"_s, configFor(server.url()));
        arguments.replaceInStrings(u"SILENT"_s, server.url().toString());
        arguments.replaceInStrings(u"REFUSED"_s, u"http://127.0.0.1:1/"_s);
        m_cli.start(arguments + QStringList{u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"interrupt"_s)});
        // It has begun when it has asked, or printed its first line.
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT(
            server.requests() > 0 || m_cli.process().canReadLine()
                || !(said += m_cli.process().readAllStandardError()).isEmpty(),
            5000);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(::kill(static_cast<pid_t>(m_cli.process().processId()), SIGINT), 0);
        const CliResult result = m_cli.wait(Millis(3000));
        QCOMPARE(result.exitCode, 130);
        if (arguments.contains(u"--json"_s)) // what is known by then
            QCOMPARE(result.json()["services"_L1][0]["id"_L1].toString(), u"shop"_s);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(result.err.contains("Interrupted"));
    }

private:
    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(CliCommandsTest)
#include "tst_cli_commands.moc"
