// SPDX-License-Identifier: GPL-3.0-or-later
// What the options of `gatewatch-cli check` do on the wire, seen from the other end.
#include <engine/demo/loopbackserver.h>
#include <support/certificates.h>
#include <support/cliprocess.h>
#include <support/hostilecase.h>
#include <support/nginx.h>
#include <support/proxy.h>

#include <QFile>
#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr auto variable = "GATEWATCH_TEST_SECRET";
const QByteArray canary = "canarypass";
const QString name = QString::fromLatin1(variable);

/// Remembers the newest request and answers with all of it, with a status that is a failure or none.
LoopbackServer::Answer echo(ServerRequest& seen, int status = 200)
{
    return [&seen, status](const ServerRequest& request) {
        seen = request;
        QByteArray text;
        for (const HeaderField& field : request.headers)
            text += field.name + " is " + field.value + '\n';
        return ServerReply{httpResponse(status, "for " + text.trimmed().replace('\n', ' '), text + request.body)};
    };
}

QByteArray valueOf(const ServerRequest& request, const QByteArray& field)
{
    for (const HeaderField& each : request.headers) {
        if (each.name.toLower() == field)
            return each.value;
    }
    return {};
}

HostileServer::Script good(const std::shared_ptr<SSL_CTX>& context)
{
    return inTls(context, [](HostilePeer& peer) {
        if (peer.readRequest().isEmpty())
            return;
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        peer.closeTls();
    });
}

} // namespace

class CliOptionsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QProcessEnvironment environment = m_cli.process().processEnvironment();
        environment.insert(name, QString::fromLatin1(canary));
        m_cli.process().setProcessEnvironment(environment);
    }

    void theBodyIsSent()
    {
        ServerRequest seen;
        LoopbackServer server(echo(seen));
        QVERIFY(server.listen());
        const QString url = server.url().toString();
        QCOMPARE(check({url, u"--method"_s, u"POST"_s, u"--body"_s, u"a=ä&b"_s}).exitCode, 0);
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.body, QByteArray("a=ä&b"));
        QCOMPARE(valueOf(seen, "content-length"), QByteArray("6"));
    }
    void aRedirectMayBeTheAnswer()
    {
        LoopbackServer server([](const ServerRequest& request) {
            if (request.path == "/")
                return ServerReply{httpResponse(302, "Found", {}, {{"Location", "/next"}})};
            return ServerReply{httpResponse(200, "OK", "ok")};
        });
        QVERIFY(server.listen());
        const QString url = server.url().toString();
        QCOMPARE(check({url}).json()["redirects"_L1].toInt(), 1);
        QCOMPARE(server.requests(), 2);
        const CliResult stays = check({url, u"--no-follow"_s, u"--expect-status"_s, u"302"_s});
        QCOMPARE(stays.exitCode, 0);
        QCOMPARE(stays.json()["status"_L1].toInt(), 302);
        QCOMPARE(server.requests(), 3);
    }
    void anyCertificateMayDo()
    {
        const TestAuthority authority;
        HostileServer server(good(serverContext({.own = makeServerCertificate(authority.certificate())})));
        const QString url = server.url(u"https"_s).toString();
        const CliResult doubted = check({url});
        QCOMPARE(doubted.json()["failure"_L1].toString(), u"tls.cert.authority_invalid"_s);
        QVERIFY(doubted.json()["evidence"_L1]["tls"_L1]["issuer"_L1].toString().contains(u"Test authority"_s));
        QCOMPARE(check({url, u"--no-verify-tls"_s}).exitCode, 0);
        QCOMPARE(check({url, u"--ca-file"_s, QString::fromLocal8Bit(authority.file())}).exitCode, 0);
    }
    void ourCertificateIsShown()
    {
        const TestAuthority authority;
        const Certificate ours = makeCertificate({.commonName = "us"}, &authority.certificate());
        HostileServer server(good(serverContext(
            {.own = makeServerCertificate(authority.certificate()),
             .wantsClientCertificate = true,
             .clientAuthority = authority.certificate()})));
        const QStringList common{
            server.url(u"https"_s).toString(), u"--ca-file"_s, QString::fromLocal8Bit(authority.file())};
        QCOMPARE(check(common).json()["failure"_L1].toString(), u"tls.bad_client_auth_cert"_s);
        const QString certificate = m_cli.write(u"us.pem"_s, ours.pem());
        const QString key = m_cli.write(u"us.key"_s, ours.keyPem());
        const QStringList with{u"--client-certificate"_s, certificate, u"--client-key"_s};
        QCOMPARE(check(common + with + QStringList{key}).exitCode, 0);
        const QString both = m_cli.write(u"both.pem"_s, ours.pem() + ours.keyPem());
        QCOMPARE(check(common + QStringList{u"--client-certificate"_s, both}).exitCode, 0);

        QProcess openssl;
        const QString locked = m_cli.path(u"locked.key"_s);
        openssl.start(
            u"openssl"_s,
            {u"pkcs8"_s, u"-topk8"_s, u"-in"_s, key, u"-out"_s, locked, u"-passout"_s,
             u"pass:"_s + QString::fromLatin1(canary)});
        QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
        const QStringList password{u"--client-key-password-env"_s, name};
        QCOMPARE(check(common + with + QStringList{locked} + password).exitCode, 0);
        const auto refused = [&](const QStringList& options, const QByteArray& sentence) {
            const CliResult result = check(common + options);
            QCOMPARE(result.exitCode, 2); // a file of ours, not their fault
            QVERIFY2(result.err.contains(sentence), result.err.constData());
        };
        refused(with + QStringList{locked}, "locked.key\" holds a key with a password");
        const QStringList other{u"--client-key-password-env"_s, u"PATH"_s};
        refused(with + QStringList{locked} + other, "locked.key\" holds a key with another password");
        const QString foreign = m_cli.write(u"them.key"_s, makeCertificate({.commonName = "them"}).keyPem());
        refused(with + QStringList{foreign}, "them.key\" holds the key of another certificate");
        const QString larger =
            m_cli.write(u"larger.key"_s, makeCertificate({.commonName = "them", .rsaBits = 2048}).keyPem());
        refused(with + QStringList{larger}, "larger.key\" holds the key of another certificate");
        refused(
            QStringList{u"--client-certificate"_s, certificate},
            "--client-certificate \"" + certificate.toUtf8() + "\" holds no key");
    }
    void theVersionIsInsistedOn()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed");
        const TestAuthority authority;
        const Certificate own = makeServerCertificate(authority.certificate());
        const QByteArray certificate = m_cli.write(u"server.pem"_s, own.pem()).toLocal8Bit();
        const QByteArray key = m_cli.write(u"server.key"_s, own.keyPem()).toLocal8Bit();
        const quint16 port = freePort();
        const quint16 oldPort = freePort();
        TestNginx nginx;
        QVERIFY(nginx.start(
            1,
            "listen 127.0.0.1:" + QByteArray::number(port)
                + " ssl http2; listen 127.0.0.1:" + QByteArray::number(oldPort) + " ssl; ssl_certificate " + certificate
                + "; ssl_certificate_key " + key + "; location = /v { return 200 \"$server_protocol\"; }"));
        const auto versionOf = [&](quint16 at, const QString& version) {
            return check({u"https://127.0.0.1:%1/v"_s.arg(at), u"--no-verify-tls"_s, u"--http-version"_s, version})
                .json();
        };
        QCOMPARE(versionOf(port, u"2"_s)["httpVersion"_L1].toString(), u"2"_s);
        QCOMPARE(versionOf(port, u"1.1"_s)["httpVersion"_L1].toString(), u"1.1"_s);
        QCOMPARE(versionOf(port, u"auto"_s)["httpVersion"_L1].toString(), u"2"_s);
        QCOMPARE(versionOf(oldPort, u"2"_s)["failure"_L1].toString(), u"http.protocol.error"_s);
    }
    void oneFamilyIsChosen()
    {
        ServerRequest seen;
        LoopbackServer four(echo(seen));
        LoopbackServer six(echo(seen));
        QVERIFY(four.listen());
        if (!six.listen(QHostAddress::LocalHostIPv6, four.port()))
            QSKIP("no IPv6 here");
        const QStringList common{u"http://shop.test:%1/"_s.arg(four.port()),
                                 u"--resolve"_s,
                                 u"127.0.0.1"_s,
                                 u"--resolve"_s,
                                 u"::1"_s,
                                 u"--ip-family"_s};
        const auto reached = [&](const QString& family) {
            return check(common + QStringList{family}).json()["remoteAddress"_L1].toString();
        };
        QCOMPARE(reached(u"4"_s), u"127.0.0.1"_s);
        QCOMPARE(reached(u"6"_s), u"::1"_s);
        QCOMPARE(four.requests(), 1);
        QCOMPARE(six.requests(), 1);
    }
    void theSourceAddressIsChosen()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QString peer;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* socket = server.nextPendingConnection();
            peer = socket->peerAddress().toString();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write(httpResponse(200, "OK", "ok"));
                socket->disconnectFromHost();
            });
        });
        const QString url = u"http://127.0.0.1:%1/"_s.arg(server.serverPort());
        QCOMPARE(check({url}).exitCode, 0);
        QCOMPARE(peer, u"127.0.0.1"_s);
        QCOMPARE(check({url, u"--interface"_s, u"127.0.0.9"_s}).exitCode, 0);
        QCOMPARE(peer, u"127.0.0.9"_s);
        QCOMPARE(check({url, u"--interface"_s, u"192.0.2.1"_s}).exitCode, 2); // not ours
    }
    void theProxyIsUsed_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::newRow("http") << false;
        QTest::newRow("socks5") << true;
    }
    void theProxyIsUsed()
    {
        QFETCH(bool, socks);
        TestProxy proxy(socks ? TestProxy::Kind::Socks : TestProxy::Kind::Http);
        if (!proxy.isInstalled())
            QSKIP("the proxy is not installed");
        QVERIFY(proxy.start());
        ServerRequest seen;
        LoopbackServer server(echo(seen));
        QVERIFY(server.listen());
        const QStringList common{server.url().toString(), u"--proxy"_s, proxy.url()};
        const QStringList login{u"--proxy-user"_s, u"me"_s, u"--proxy-password-env"_s, name};
        const CliResult refused = check(common);
        QCOMPARE(refused.exitCode, 3);
        QCOMPARE(server.requests(), 0);
        const QString failure = refused.json()["failure"_L1].toString();
        QVERIFY2(failure.startsWith(u"proxy."_s), qPrintable(failure));
        QCOMPARE(refused.json()["evidence"_L1]["failure"_L1].toString(), failure);
        const CliResult through = check(common + login);
        QVERIFY2(through.exitCode == 0, through.out.constData());
        QCOMPARE(server.requests(), 1);
        if (!socks)
            QVERIFY(valueOf(seen, "via").contains("tinyproxy"));
    }
    void tooSlowIsSlow()
    {
        LoopbackServer server([](const ServerRequest&) {
            ServerReply reply{httpResponse(200, "OK", "ok")};
            reply.delay = Millis(150);
            return reply;
        });
        QVERIFY(server.listen());
        const QString url = server.url().toString();
        const CliResult slow = check({url, u"--max-ms"_s, u"100"_s});
        QCOMPARE(slow.exitCode, 0);
        QCOMPARE(slow.json()["outcome"_L1].toString(), u"slow"_s);
        QCOMPARE(check({url, u"--max-ms"_s, u"5000"_s}).json()["outcome"_L1].toString(), u"up"_s);
    }
    void noDaysOfACertificateMayBeAskedFor()
    {
        const QString nobody = u"https://127.0.0.1:1/"_s;
        QCOMPARE(check({nobody, u"--certificate-days"_s, u"0"_s}).exitCode, 1);
        const CliResult wrong = check({nobody, u"--certificate-days"_s, u"-1"_s});
        QCOMPARE(wrong.exitCode, 2);
        QVERIFY2(
            wrong.err.contains("--certificate-days must be a whole number from 0 to 2147483647"),
            wrong.err.constData());
    }
    void whatIsNotHereIsNamed_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* title, const QStringList& words, const QByteArray& sentence) {
            QTest::newRow(title) << words << sentence;
        };
        const QString url = u"https://127.0.0.1:1/"_s;
        const QString page = u"http://127.0.0.1:1/"_s;
        const QString nothing = m_cli.path(u"nothing.pem"_s);
        const QString some = m_cli.write(u"some.pem"_s, "some");
        const QByteArray missing =
            " must name a file that can be read, is \"" + nothing.toUtf8() + "\": there is no such file";
        row("authorities", {url, u"--ca-file"_s, nothing}, "--ca-file" + missing);
        row("authorities without encryption", {page, u"--ca-file"_s, nothing}, "--ca-file" + missing);
        row("a folder", {url, u"--ca-file"_s, m_cli.path({})}, "it is not a file");
        row("certificate", {url, u"--client-certificate"_s, nothing}, "--client-certificate" + missing);
        row("key", {url, u"--client-certificate"_s, some, u"--client-key"_s, nothing}, "--client-key" + missing);
        row("a key alone", {url, u"--client-key"_s, some}, "--client-key needs --client-certificate");
        row("a password alone", {url, u"--client-key-password-env"_s, name},
            "--client-key-password-env needs --client-certificate");
        const QString key = m_cli.write(u"only.key"_s, makeCertificate({}).keyPem());
        const QByteArray none = "\" holds no certificate that can be read (PEM)";
        row("not authorities", {url, u"--ca-file"_s, some}, "--ca-file \"" + some.toUtf8() + none);
        row("a key for authorities", {url, u"--ca-file"_s, key}, "--ca-file \"" + key.toUtf8() + none);
        row("not a certificate", {url, u"--client-certificate"_s, some},
            "--client-certificate \"" + some.toUtf8() + none);
        row("no interface", {page, u"--interface"_s, QString()}, "--interface must be the name or an address");
        row("no certificate to look at", {page, u"--certificate-days"_s, u"7"_s},
            "--certificate-days needs an encrypted address");
        row("nor without HTTP", {u"tcp://127.0.0.1:1"_s, u"--certificate-days"_s, u"7"_s},
            "--certificate-days needs an encrypted address");
        row("interface", {page, u"--interface"_s, u"nope0"_s}, "--interface: this computer has no interface \"nope0\"");
        row("not ours", {page, u"--interface"_s, u"192.0.2.1"_s},
            "--interface: 192.0.2.1 is not an address of this computer");
        row("other family", {u"http://[::1]:1/"_s, u"--interface"_s, u"127.0.0.1"_s},
            "--interface: from 127.0.0.1 no IPv6 address can be reached");
        row("other family asked for",
            {u"tcp://localhost:1"_s, u"--ip-family"_s, u"6"_s, u"--interface"_s, u"127.0.0.1"_s},
            "--interface: from 127.0.0.1 no IPv6 address can be reached");
        row("no text to look at", {page, u"--method"_s, u"HEAD"_s, u"--keyword"_s, u"well"_s},
            "--keyword must not be given beside --method HEAD");
        row("no JSON to look at", {page, u"--method"_s, u"HEAD"_s, u"--expect-json"_s, u"up=true"_s},
            "--expect-json must not be given beside --method HEAD");
    }
    void whatIsNotHereIsNamed()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, sentence);
        const CliResult result = m_cli.run(QStringList{u"check"_s} + words);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(sentence), result.err.constData());
    }
    void theConfigurationSaysWhatWeAreCalled_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("check") << QStringList{u"check"_s};
        QTest::newRow("wait") << QStringList{u"wait"_s, u"--successes"_s, u"1"_s};
    }
    void theConfigurationSaysWhatWeAreCalled()
    {
        QFETCH(QStringList, command);
        ServerRequest seen;
        LoopbackServer server(echo(seen));
        QVERIFY(server.listen());
        command.append(server.url().toString());
        QCOMPARE(m_cli.run(command).exitCode, 0);
        QVERIFY(valueOf(seen, "user-agent").startsWith("Gatewatch/"));
        const QString config =
            m_cli.write(u"config.json"_s, "{\"version\": 1, \"polling\": {\"userAgent\": \"shop-watch\"}}");
        QCOMPARE(m_cli.run(command + QStringList{u"--config"_s, config}).exitCode, 0);
        QCOMPARE(valueOf(seen, "user-agent"), QByteArray("shop-watch"));
    }

    void secretsComeFromTheEnvironment_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("header") << QStringList{u"--header-env"_s, u"X-Api-Key="_s + name} << QByteArray("x-api-key")
                                << canary;
        QTest::newRow("user") << QStringList{u"--user"_s, u"me"_s, u"--password-env"_s, name}
                              << QByteArray("authorization") << "Basic " + ("me:" + canary).toBase64();
        QTest::newRow("token") << QStringList{u"--token-env"_s, name} << QByteArray("authorization")
                               << "Bearer " + canary;
    }
    void secretsComeFromTheEnvironment()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, value);
        ServerRequest seen;
        LoopbackServer server(echo(seen, 502));
        QVERIFY(server.listen());
        for (const QString& command : {u"check"_s, u"wait"_s, u"diagnose"_s}) {
            QStringList words = QStringList{command, server.url().toString()} + options;
            if (command == u"wait"_s)
                words += {u"--timeout"_s, u"0.5"_s};
            for (const QStringList& json : {QStringList(), QStringList{u"--json"_s}}) {
                const CliResult result = m_cli.run(words + json, Millis(60000));
                QVERIFY2(result.exitCode == 1 || result.exitCode == 3, result.err.constData());
                QCOMPARE(valueOf(seen, field), value);
                const QByteArray said = result.out + result.err;
                QVERIFY2(!said.contains(canary), said.constData());
                QVERIFY2(!said.contains(value), said.constData());
            }
        }
    }
    void secretsThatAreNotThereAreNamed_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* title, const QStringList& options, const QByteArray& sentence) {
            QTest::newRow(title) << options << sentence;
        };
        row("not set", {u"--token-env"_s, u"NO_SUCH_VARIABLE"_s}, "the variable NO_SUCH_VARIABLE is not set");
        row("a value", {u"--token-env"_s, u"canary-4711"_s}, "--token-env must be the name of a variable");
        row("header with a value", {u"--header-env"_s, u"X-Api-Key: canary"_s}, "--header-env must be like");
        row("host", {u"--header-env"_s, u"Host="_s + name}, "--header-env must not be Host");
        row("user alone", {u"--user"_s, u"me"_s}, "--user and --password-env must be given together");
        row("password in the name", {u"--user"_s, u"me:canary"_s, u"--password-env"_s, name},
            "--user must be a name without colon");
        row("password alone", {u"--password-env"_s, name}, "--user and --password-env must be given together");
        row("proxy", {u"--proxy-user"_s, u"me"_s}, "--proxy-user and --proxy-password-env must be given together");
        row("twice", {u"--user"_s, u"me"_s, u"--password-env"_s, name, u"--token-env"_s, name},
            "--token-env must not be given beside --user");
        row("two headers", {u"--token-env"_s, name, u"--header"_s, u"authorization: x"_s},
            "must not be given beside the header Authorization");
    }
    void secretsThatAreNotThereAreNamed()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, sentence);
        const CliResult result = check(QStringList{u"http://127.0.0.1:9/"_s} + options);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(sentence), result.err.constData());
        QVERIFY2(!result.err.contains("canary"), result.err.constData());
    }
    void theProxyOfTheEnvironmentKeepsItsPassword()
    {
        CliProcess cli{QStringLiteral(GATEWATCH_CLI)};
        QProcessEnvironment environment = cli.process().processEnvironment();
        for (const QString& proxy :
             {u"me:canarypass@proxy:bad"_s, u"http://me:canary/pass@proxy:3128"_s, u"http://me:canary#pass@127.0.0.1"_s,
              u"ftp://me:canarypass@proxy:1"_s}) {
            environment.insert(u"http_proxy"_s, proxy);
            cli.process().setProcessEnvironment(environment);
            for (const QStringList& json : {QStringList(), QStringList{u"--json"_s}}) {
                const CliResult result =
                    cli.run(QStringList{u"check"_s, u"http://192.0.2.1/"_s, u"--timeout"_s, u"1"_s} + json);
                QVERIFY2(result.exitCode == 3, result.out.constData());
                QVERIFY2(!(result.out + result.err).contains("canary"), result.out.constData());
            }
        }
    }

private:
    CliResult check(const QStringList& words)
    {
        return m_cli.run(QStringList{u"check"_s, u"--json"_s, u"--timeout"_s, u"3"_s} + words);
    }
    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(CliOptionsTest)
#include "tst_cli_options.moc"
