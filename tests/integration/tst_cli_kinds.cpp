// SPDX-License-Identifier: GPL-3.0-or-later
// Runs in a network of its own, where this test decides whether programs may ping.
#include <support/certificates.h>
#include <support/cliprocess.h>
#include <support/dnsmasq.h>
#include <support/hostilecase.h>
#include <support/nginx.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>
#include <QUdpSocket>

#include <csignal>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Says something to whoever connects, then answers one line with another.
HostileServer::Script talking(const QByteArray& greeting, const QByteArray& answer = {})
{
    return [greeting, answer](HostilePeer& peer) {
        peer.send(greeting);
        peer.read();
        peer.send(answer);
        peer.hold();
    };
}

/// Which groups of users may open sockets for echoes (icmp(7)); false where this cannot be changed.
bool allowPing(const QByteArray& groups)
{
    QFile setting(u"/proc/sys/net/ipv4/ping_group_range"_s);
    return setting.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && setting.write(groups) == groups.size();
}

} // namespace

/// `gatewatch-cli check` and `wait` against everything that is no web page.
class CliKindsTest : public QObject {
    Q_OBJECT
private slots:
    void aConnectionIsMeasured()
    {
        HostileServer server(talking({}));
        const QString address = u"tcp://127.0.0.1:%1"_s.arg(server.port());
        const CliResult shown = m_cli.run({u"check"_s, address});
        QCOMPARE(shown.exitCode, 0);
        const QStringList lines = QString::fromUtf8(shown.out).split(u'\n');
        QVERIFY2(lines.first().startsWith(u"● Connected in "_s), shown.out.constData());
        QCOMPARE(lines.value(1), u"  %1 · 127.0.0.1 port %2"_s.arg(address).arg(server.port()));
        QTRY_COMPARE(server.connections(), 1); // counted on a thread of its own
        const QJsonObject json = m_cli.run({u"check"_s, address, u"--json"_s}).json();
        QCOMPARE(json["schema"_L1].toString(), u"gatewatch.check/1"_s);
        QCOMPARE(json["kind"_L1].toString(), u"tcp"_s);
        QCOMPARE(json["url"_L1].toString(), address);
        QCOMPARE(json["outcome"_L1].toString(), u"up"_s);
        QCOMPARE(json["remoteAddress"_L1].toString(), u"127.0.0.1"_s);
        QCOMPARE(json["phasesMs"_L1].toObject().keys(), QStringList{u"connect"_s});
        for (const QString& key : {u"status"_s, u"httpVersion"_s, u"redirects"_s, u"answers"_s, u"notes"_s})
            QVERIFY2(!json.contains(key), qPrintable(key));
    }
    void whatItSaysCounts()
    {
        HostileServer server(talking("220 mail.test ESMTP\r\n", "250 mail.test\r\n"));
        const QStringList check{u"check"_s, u"tcp://127.0.0.1:%1"_s.arg(server.port()), u"--timeout"_s, u"1"_s};
        QCOMPARE(m_cli.run(check + QStringList{u"--keyword"_s, u"ESMTP"_s}).exitCode, 0);
        QCOMPARE(m_cli.run(check + QStringList{u"--send"_s, u"EHLO me\r\n"_s, u"--keyword"_s, u"250"_s}).exitCode, 0);
        const CliResult other = m_cli.run(check + QStringList{u"--keyword"_s, u"SSH-2.0"_s});
        QCOMPARE(other.exitCode, 1);
        QVERIFY2(other.out.startsWith("■ 127.0.0.1 answered, but not with what is expected"), other.out.constData());
        QVERIFY2(other.out.contains("keyword \"SSH-2.0\" is missing"), other.out.constData());
        QCOMPARE(m_cli.run(check + QStringList{u"--not-keyword"_s, u"220"_s}).exitCode, 1);
    }
    void aClosedPortIsNamed()
    {
        const quint16 port = freePort();
        const CliResult result = m_cli.run({u"check"_s, u"tcp://127.0.0.1:%1"_s.arg(port), u"--json"_s});
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.json()["failure"_L1].toString(), u"tcp.refused"_s);
        QCOMPARE(result.json()["message"_L1].toString(), u"127.0.0.1 is there but refuses on port %1"_s.arg(port));
    }
    void aConnectionMayBeEncrypted()
    {
        const TestAuthority authority;
        HostileServer server(
            inTls(serverContext({.own = makeServerCertificate(authority.certificate())}), talking("* OK ready\r\n")));
        const QString place = u"://127.0.0.1:%1"_s.arg(server.port());
        const QStringList trust{u"--ca-file"_s, QString::fromLocal8Bit(authority.file()), u"--json"_s};
        const CliResult stranger = m_cli.run({u"check"_s, u"tls"_s + place, u"--json"_s});
        QCOMPARE(stranger.exitCode, 1);
        QCOMPARE(stranger.json()["failure"_L1].toString(), u"tls.cert.authority_invalid"_s);
        for (const QStringList& way : {QStringList{u"tls"_s + place}, QStringList{u"tcp"_s + place, u"--tls"_s}}) {
            const CliResult result = m_cli.run(
                QStringList{u"check"_s} + way + trust
                + QStringList{u"--keyword"_s, u"OK"_s, u"--certificate-days"_s, u"100"_s});
            QVERIFY2(result.exitCode == 0, result.out + result.err);
            const QJsonObject json = result.json();
            QCOMPARE(json["url"_L1].toString(), u"tls"_s + place);
            QVERIFY(json["tls"_L1]["version"_L1].toString().startsWith(u"TLSv1."_s));
            QVERIFY(json["phasesMs"_L1].toObject().contains("tls"_L1));
            QVERIFY(json["detail"_L1].toString().startsWith(u"the certificate has "_s));
        }
    }
    void aWebServersTlsPortIsAConnectionToo()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed");
        const TestAuthority authority;
        const Certificate own = makeServerCertificate(authority.certificate());
        const QByteArray pem = m_cli.write(u"own.pem"_s, own.pem()).toLocal8Bit();
        const QByteArray key = m_cli.write(u"own.key"_s, own.keyPem()).toLocal8Bit();
        const quint16 port = freePort();
        TestNginx nginx;
        QVERIFY2(
            nginx.start(
                freePort(),
                "listen 127.0.0.1:" + QByteArray::number(port) + " ssl; ssl_certificate " + pem
                    + "; ssl_certificate_key " + key + ";"),
            nginx.errorLog().constData());
        const CliResult result = m_cli.run(
            {u"check"_s, u"tls://127.0.0.1:%1"_s.arg(port), u"--ca-file"_s, QString::fromLocal8Bit(authority.file())});
        QVERIFY2(result.exitCode == 0, result.out + result.err);
        QVERIFY2(result.out.contains("TLSv1.") && result.out.contains("  encryption"), result.out.constData());
    }

    void aNameServerIsAsked()
    {
        if (TestDnsmasq::program().isEmpty())
            QSKIP("dnsmasq is not installed");
        TestDnsmasq dnsmasq;
        QVERIFY(dnsmasq.start({u"--host-record=www.test,192.0.2.7,2001:db8::7"_s, u"--mx-host=www.test,mx.test,10"_s}));
        const QString server = u"dns://%1/"_s.arg(dnsmasq.server());
        const CliResult shown = m_cli.run({u"check"_s, server + u"www.test?type=AAAA"_s});
        QCOMPARE(shown.exitCode, 0);
        const QStringList lines = QString::fromUtf8(shown.out).split(u'\n');
        QVERIFY2(lines.first().startsWith(u"● The name service answered in "_s), shown.out.constData());
        QVERIFY2(lines.value(1).startsWith(u"  %1www.test?type=AAAA · 127.0.0.1 port "_s.arg(server)), shown.out);
        QCOMPARE(lines.value(2), u"  2001:db8::7"_s);

        const QJsonObject json = m_cli.run({u"check"_s, server + u"www.test"_s, u"--json"_s}).json();
        QCOMPARE(json["kind"_L1].toString(), u"dns"_s);
        QCOMPARE(json["url"_L1].toString(), server + u"www.test?type=A"_s);
        QCOMPARE(json["answers"_L1].toArray(), QJsonArray{u"192.0.2.7"_s});
        QCOMPARE(json["phasesMs"_L1].toObject().keys(), QStringList{u"resolve"_s});

        const QStringList mail{u"check"_s, server + u"www.test?type=MX"_s, u"--answer"_s};
        QCOMPARE(m_cli.run(mail + QStringList{u"10 mx.test"_s}).exitCode, 0);
        const CliResult other = m_cli.run(mail + QStringList{u"20 mx.test"_s});
        QCOMPARE(other.exitCode, 1);
        QVERIFY2(other.out.contains("no record \"20 mx.test\""), other.out.constData());

        const CliResult missing = m_cli.run({u"check"_s, server + u"nobody.test"_s, u"--json"_s});
        QCOMPARE(missing.exitCode, 1);
        QCOMPARE(missing.json()["failure"_L1].toString(), u"dns.name_not_resolved"_s);
        QVERIFY(!missing.json().contains("answers"_L1));
    }
    void aSilentNameServerIsNamed()
    {
        QUdpSocket silent;
        QVERIFY(silent.bind(QHostAddress(QHostAddress::LocalHost)));
        const CliResult result =
            m_cli.run({u"check"_s, u"dns://127.0.0.1:%1/www.test"_s.arg(silent.localPort()), u"--timeout"_s, u"0.5"_s});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(
            result.out.startsWith("■ The name server 127.0.0.1 did not answer the question for www.test"),
            result.out.constData());
        QVERIFY(result.took < 3s);
    }
    void aLookupThatHangsIsLeftAtOnce_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("check") << QStringList{u"check"_s, u"http://www.test/"_s, u"--timeout"_s, u"60"_s};
        QTest::newRow("wait") << QStringList{u"wait"_s, u"http://www.test/"_s, u"--request-timeout"_s, u"60"_s};
        QTest::newRow("diagnose") << QStringList{u"diagnose"_s, u"http://www.test/"_s, u"--timeout"_s, u"60"_s};
        QTest::newRow("status") << QStringList{u"status"_s, u"http://www.test/"_s};
        QTest::newRow("dns") << QStringList{u"check"_s, u"dns:www.test"_s, u"--timeout"_s, u"60"_s};
    }
    void aLookupThatHangsIsLeftAtOnce()
    {
        QFETCH(QStringList, command);
        QUdpSocket silent;
        QProcess mount;
        const QString file = m_cli.write(u"resolv.conf"_s, "nameserver 127.0.0.1\noptions timeout:30\n");
        mount.start(u"mount"_s, {u"--bind"_s, file, u"/etc/resolv.conf"_s});
        if (!mount.waitForFinished() || mount.exitCode() != 0 || !silent.bind(QHostAddress::LocalHost, 53))
            QSKIP("the name service cannot be replaced here");
        m_cli.start(command);
        const bool asked = QTest::qWaitFor([&] { return silent.hasPendingDatagrams(); }, 5000);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(m_cli.process().processId()), SIGINT);
        const CliResult result = m_cli.wait(3s);
        mount.start(u"umount"_s, {u"/etc/resolv.conf"_s}); // for the tests behind this one
        QVERIFY(mount.waitForFinished() && asked);
        QCOMPARE(result.exitCode, 130);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }
    void withoutANameServerThatOfTheSystemIsAsked()
    {
        const CliResult result =
            m_cli.run({u"check"_s, u"dns:www.test?type=MX"_s, u"--timeout"_s, u"1"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 3); // there is none in this network, nor anybody else
        QCOMPARE(result.json()["url"_L1].toString(), u"dns:www.test?type=MX"_s);
        QCOMPARE(result.json()["failure"_L1].toString(), u"local.offline"_s);
    }

    void anEchoIsMeasured()
    {
        if (!allowPing("0 2147483647"))
            QSKIP("whether programs may ping cannot be decided here");
        for (const QString& address : {u"ping:127.0.0.1"_s, u"ping://127.0.0.1"_s}) {
            const CliResult shown = m_cli.run({u"check"_s, address});
            QVERIFY2(shown.exitCode == 0, shown.out + shown.err);
            const QStringList lines = QString::fromUtf8(shown.out).split(u'\n');
            QVERIFY2(lines.first().startsWith(u"● Echo after "_s), shown.out.constData());
            QCOMPARE(lines.value(1), u"  ping://127.0.0.1 · 127.0.0.1"_s);
            QVERIFY2(shown.out.contains("\n  echo "), shown.out.constData());
        }
        const QJsonObject json = m_cli.run({u"check"_s, u"ping:127.0.0.1"_s, u"--json"_s}).json();
        QCOMPARE(json["kind"_L1].toString(), u"ping"_s);
        QCOMPARE(json["phasesMs"_L1].toObject().keys(), QStringList{u"wait"_s});
        const CliResult nowhere = m_cli.run({u"check"_s, u"ping:192.0.2.7"_s, u"--json"_s});
        QCOMPARE(nowhere.exitCode, 3); // our own computer's doing says nothing of theirs
        QCOMPARE(nowhere.json()["failure"_L1].toString(), u"local.offline"_s);
        QVERIFY(nowhere.json()["detail"_L1].toString().contains(u"unreachable"_s));
    }
    void whereNobodyMayPingNothingIsMeasured()
    {
        if (!allowPing("1 0"))
            QSKIP("whether programs may ping cannot be decided here");
        const CliResult result = m_cli.run({u"check"_s, u"ping:127.0.0.1"_s});
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.out.contains("This computer could not check 127.0.0.1: "), result.out.constData());
        QVERIFY2(result.out.contains("sysctl -w net.ipv4.ping_group_range"), result.out.constData());
        const QString config = m_cli.write(
            u"ping.json"_s,
            "{\"version\": 1, \"services\": [{\"id\": \"a\", \"name\": \"A\", \"endpoints\": [{\"id\": \"p\", "
            "\"type\": "
            "\"ping\", \"host\": \"127.0.0.1\", \"intervalSeconds\": 1}]}], \"diagnosis\": {\"connectivityChecks\": "
            "[]}}");
        const QStringList places{u"--config"_s, config, u"--data-dir"_s, m_cli.path(u"ping"_s)};
        const CliResult watched =
            m_cli.run(QStringList{u"watch"_s, u"--jsonl"_s, u"--for"_s, u"3"_s} + places, Millis(20000));
        QCOMPARE(watched.exitCode, 3);
        QCOMPARE(watched.err.count("is not measured: "), 1);
        QVERIFY2(watched.err.contains("sysctl -w net.ipv4.ping_group_range"), watched.err.constData());
        const QByteArray last = watched.out.trimmed().split('\n').last();
        QVERIFY2(QJsonDocument::fromJson(last)["message"_L1].toString().contains(u"sysctl"_s), last.constData());
        const CliResult listed = m_cli.run(QStringList{u"services"_s} + places);
        QCOMPARE(listed.exitCode, 3);
        QVERIFY2(
            listed.out.contains("This computer lacks something that the check needs; gatewatch-cli watch says what"),
            listed.out.constData());
    }

    void waitingWorksForThemAll()
    {
        auto answers = std::make_shared<std::atomic<int>>(0);
        HostileServer server([answers](HostilePeer& peer) {
            peer.send(++*answers < 3 ? "not yet\n" : "ready\n");
            peer.hold();
        });
        const CliResult result = m_cli.run(
            {u"wait"_s, u"tcp://127.0.0.1:%1"_s.arg(server.port()), u"--keyword"_s, u"ready"_s, u"--successes"_s,
             u"2"_s, u"--request-timeout"_s, u"0.5"_s, u"--json"_s},
            20s);
        QVERIFY2(result.exitCode == 0, result.out + result.err);
        QCOMPARE(result.json()["tries"_L1].toInt(), 4);
        QCOMPARE(result.json()["last"_L1]["kind"_L1].toString(), u"tcp"_s);
    }

    void wrongUseIsExplained_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const QStringList& words, const QByteArray& sentence) {
            QTest::newRow(name) << words << sentence;
        };
        row("no port", {u"tcp://127.0.0.1"_s},
            "check: URL \"tcp://127.0.0.1\" must name a host and a port, like tcp://mail.example.org:25");
        row("type of record", {u"dns:www.test?type=XYZ"_s}, "must ask for type=A, AAAA, CNAME, MX");
        row("server by name", {u"dns://resolver.test/www.test"_s}, "must name the server by its numeric address");
        row("port of an echo", {u"ping://127.0.0.1:7"_s}, "must name a host and nothing else");
        row("password", {u"tcp://me:canary@127.0.0.1:25"_s}, "must name a host and a port");
        const QString tcp = u"tcp://127.0.0.1:9"_s;
        const auto misplaced = [&row](const QStringList& words, const QByteArray& kind) {
            const QByteArray option = words.at(1).toUtf8();
            row(kind + ' ' + option, words, "check: " + option + " is not for a check of the kind " + kind);
        };
        misplaced({tcp, u"--method"_s, u"GET"_s}, "tcp");
        misplaced({tcp, u"--expect-status"_s, u"200"_s}, "tcp");
        misplaced({tcp, u"--proxy"_s, u"none"_s}, "tcp");
        misplaced({tcp, u"--answer"_s, u"192.0.2.7"_s}, "tcp");
        misplaced({u"http://127.0.0.1:9/"_s, u"--send"_s, u"x"_s}, "http");
        misplaced({u"http://127.0.0.1:9/"_s, u"--tls"_s}, "http");
        misplaced({u"dns:www.test"_s, u"--keyword"_s, u"x"_s}, "dns");
        misplaced({u"dns:www.test"_s, u"--ip-family"_s, u"4"_s}, "dns");
        misplaced({u"ping:127.0.0.1"_s, u"--tls"_s}, "ping");
        misplaced({u"ping:127.0.0.1"_s, u"--interface"_s, u"lo"_s}, "ping");
        row("family", {tcp, u"--ip-family"_s, u"5"_s}, "--ip-family must be auto, 4 or 6, is \"5\"");
        row("slow", {u"ping:127.0.0.1"_s, u"--max-ms"_s, u"0"_s},
            "--max-ms must be a whole number from 1 to 2147483647, is \"0\"");
    }
    void wrongUseIsExplained()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, sentence);
        const CliResult result = m_cli.run(QStringList{u"check"_s} + words);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(sentence), result.err.constData());
        QVERIFY2(result.out.isEmpty(), result.out.constData());
        QVERIFY2(!result.err.contains("canary"), result.err.constData());
    }
    void onlyWebPagesAreDiagnosed()
    {
        const CliResult result = m_cli.run({u"diagnose"_s, u"tcp://127.0.0.1:9"_s});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("must begin with http:// or https://"), result.err.constData());
    }

private:
    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(CliKindsTest)
#include "tst_cli_kinds.moc"
