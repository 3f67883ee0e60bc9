// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/nginx.h>
#include <support/proxy.h>

#include <core/explain.h>
#include <core/judge.h>
#include <engine/demo/loopbackserver.h>
#include <engine/net/prepare.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10000;
constexpr auto passwordVariable = "GATEWATCH_TEST_PASSWORD";
const SecretName fromEnvironment{HeaderSetting::Source::Environment, QString::fromLatin1(passwordVariable)};

Check checkOf(const HttpCheck& http)
{
    Check check;
    check.how = http;
    check.timeout = 3s;
    return check;
}

Exchange fetch(const HttpCheck& http)
{
    ProbeLoop loop;
    std::optional<Exchange> result;
    const PreparedCheck prepared = prepare(checkOf(http), {});
    const auto handle = start(loop, prepared.request, [&](const Exchange& exchange) { result = exchange; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), patience); }();
    return result.value_or(Exchange{});
}

QString failureOfFetch(const HttpCheck& http)
{
    return idOf(judge(fetch(http), http.expect).failure);
}

/// How a check of it ends, in short: outcome, failure and sentence.
QString sentenceOf(const HttpCheck& http)
{
    const Exchange exchange = fetch(http);
    const Judgement judgement = judge(exchange, http.expect);
    return u"%1 %2: %3"_s.arg(idOf(judgement.outcome), idOf(judgement.failure), explain(exchange, judgement));
}

bool run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished() && process.exitCode() == 0;
}

/// A certificate for 127.0.0.1 that signs itself, made for this run: authority, server and client in one.
bool makeCertificate(const QTemporaryDir& folder, const QString& name, const QStringList& keyOptions)
{
    return run(
        u"openssl"_s,
        QStringList{
            u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN="_s + name,
            u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s, u"-batch"_s, u"-keyout"_s,
            folder.filePath(name + u".key"_s), u"-out"_s, folder.filePath(name + u".pem"_s)}
            + keyOptions);
}

/// Answers with the header fields of the request, a line each.
ServerReply echo(const ServerRequest& request)
{
    QByteArray fields;
    for (const HeaderField& field : request.headers)
        fields += field.name.toLower() + ": " + field.value + '\n';
    return {httpResponse(200, "OK", fields)};
}

/// The value of a field that the server of echo() received.
QByteArray received(const Exchange& exchange, const QByteArray& name)
{
    for (const QByteArray& line : exchange.body.split('\n')) {
        if (line.startsWith(name + ": "))
            return line.sliced(name.size() + 2);
    }
    return {};
}

} // namespace

class HttpOptionsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { qputenv(passwordVariable, "canarypass\n"); }

    void basicAndBearerAreSentAtOnce()
    {
        LoopbackServer server(echo);
        QVERIFY(server.listen());
        HttpCheck check = to(server.url());
        check.login = Credentials{u"mé"_s, fromEnvironment};
        QCOMPARE(received(fetch(check), "authorization"), "Basic " + QByteArray("mé:canarypass").toBase64());
        check.login = Credentials{{}, fromEnvironment};
        QCOMPARE(received(fetch(check), "authorization"), QByteArray("Bearer canarypass"));
        QCOMPARE(server.requests(), 2);
    }
    void withoutItsPasswordNothingIsAsked()
    {
        qunsetenv(passwordVariable);
        HttpCheck check = to(QUrl(u"http://127.0.0.1:1/"_s));
        check.login = Credentials{u"me"_s, fromEnvironment};
        check.proxyLogin = Credentials{u"me"_s, fromEnvironment};
        check.tls.keyPassword = fromEnvironment;
        const QString name = QString::fromLatin1(passwordVariable);
        QCOMPARE(prepare(checkOf(check), {}).missing, (QStringList{name, name, name}));
    }
    void theLoginStaysWithItsOrigin()
    {
        LoopbackServer elsewhere(echo);
        QVERIFY(elsewhere.listen());
        LoopbackServer server([&](const ServerRequest&) {
            return ServerReply{httpResponse(302, "Found", {}, {{"Location", elsewhere.url().toEncoded()}})};
        });
        QVERIFY(server.listen());
        HttpCheck check = to(server.url());
        check.login = Credentials{{}, fromEnvironment};
        const Exchange exchange = fetch(check);
        QCOMPARE(exchange.status(), 200);
        QVERIFY(!exchange.body.toLower().contains("authorization"));
    }

    void aProxyWithAPassword_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::newRow("http") << false;
        QTest::newRow("socks5") << true;
    }
    void aProxyWithAPassword()
    {
        QFETCH(bool, socks);
        TestProxy proxy(socks ? TestProxy::Kind::Socks : TestProxy::Kind::Http);
        if (!proxy.isInstalled())
            QSKIP("the proxy is not installed");
        QVERIFY(proxy.start());
        LoopbackServer server(echo);
        QVERIFY(server.listen());
        HttpCheck check = to(server.url());
        check.proxy = proxy.url();
        const QString asks =
            u"The proxy 127.0.0.1:%1 for 127.0.0.1 asks for a password"_s.arg(QUrl(proxy.url()).port());
        QCOMPARE(sentenceOf(check), u"not_measured proxy.auth_required: "_s + asks); // it is ours, not theirs
        qputenv(passwordVariable, "wrong");
        check.proxyLogin = Credentials{u"me"_s, fromEnvironment};
        if (socks) // tinyproxy then says 401, as a service would
            QCOMPARE(sentenceOf(check), u"not_measured proxy.auth_required: "_s + asks);
        qputenv(passwordVariable, "canarypass");
        QCOMPARE(server.requests(), 0);
        check.proxyLogin = Credentials{u"me"_s, fromEnvironment};
        const Exchange exchange = fetch(check);
        QVERIFY2(exchange.status() == 200, qPrintable(exchange.detail));
        QVERIFY(exchange.viaProxy);
        QVERIFY(!exchange.body.toLower().contains("proxy-authorization")); // the proxy keeps it
        check.url.setPort(freePort()); // where nobody is
        const QString target = u"The proxy 127.0.0.1:%1 could not connect to 127.0.0.1"_s;
        QCOMPARE(sentenceOf(check), u"not_measured proxy.failed: "_s + target.arg(QUrl(proxy.url()).port()));
    }

    void aProxyThatAnswersItself_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("says"); // empty: it may as well be the service
        const auto row = [](const char* name, const QByteArray& status, const QByteArray& fields, const QString& says) {
            QTest::newRow(name) << "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + fields + "\r\n" << says;
        };
        const QString unreachable = u"could not connect to one.test"_s;
        const QString forbidden = u"does not allow a connection to one.test"_s;
        const QByteArray squid = "Server: squid/5.7\r\nX-Squid-Error: ";
        row("squid", "503 Service Unavailable", squid + "ERR_CONNECT_FAIL 111\r\n", unreachable);
        row("squid, in its name", "502 Bad Gateway", squid + "ERR_DNS_FAIL 0\r\nVia: 1.1 home (squid/5.7)\r\n",
            unreachable);
        row("squid that may not", "403 Forbidden", squid + "ERR_ACCESS_DENIED 0\r\n", forbidden);
        row("squid, of a service that is silent", "504 Gateway Timeout", squid + "ERR_READ_TIMEOUT 0\r\n", {});
        row("squid behind another proxy", "503 Service Unavailable",
            squid + "ERR_CONNECT_FAIL 111\r\nVia: 1.1 far (squid/5.7), 1.1 home (squid/5.7)\r\n", {});
        row("squid behind tinyproxy", "503 Service Unavailable",
            squid + "ERR_CONNECT_FAIL 111\r\nVia: 1.1 tinyproxy (tinyproxy/1.11.1)\r\n", {});
        row("tinyproxy", "500 Unable to connect", "Server: tinyproxy/1.11.1\r\n", unreachable);
        row("tinyproxy that may not", "403 Filtered", "Server: tinyproxy/1.11.1\r\n", forbidden);
        row("tinyproxy behind another one", "500 Unable to connect",
            "Server: tinyproxy/1.11.1\r\nVia: 1.1 tinyproxy (tinyproxy/1.11.1)\r\n", {});
        row("a status of its own", "502 Bad Gateway", "Proxy-Status: 127.0.0.1; error=dns_error\r\n", unreachable);
        row("a status of somebody else", "502 Bad Gateway", "Proxy-Status: edge.test; error=dns_error\r\n", {});
        row("a status of a service that was reached", "502 Bad Gateway",
            "Proxy-Status: 127.0.0.1; error=connection_terminated\r\n", {});
        row("no name", "502 Bad Gateway", "Server: nginx\r\n", {});
    }
    void aProxyThatAnswersItself()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, says);
        LoopbackServer proxy([&](const ServerRequest&) { return ServerReply{answer}; });
        QVERIFY(proxy.listen());
        HttpCheck check = to(QUrl(u"http://one.test/"_s));
        check.proxy = proxy.url().toString(QUrl::RemovePath);
        const QString sentence = sentenceOf(check);
        if (says.isEmpty())
            QVERIFY2(sentence.startsWith(u"down http.error: "_s), qPrintable(sentence));
        else
            QCOMPARE(
                sentence, u"not_measured proxy.failed: The proxy 127.0.0.1:%1 %2"_s.arg(proxy.url().port()).arg(says));
    }

    void aClientCertificateWithAPassword()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed");
        QTemporaryDir folder;
        QVERIFY(makeCertificate(folder, u"server"_s, {u"-nodes"_s}));
        QVERIFY(makeCertificate(folder, u"client"_s, {u"-passout"_s, u"pass:canarypass"_s}));
        const quint16 port = freePort();
        const quint16 oldPort = freePort();
        TestNginx nginx;
        const QByteArray place = QFile::encodeName(folder.path());
        QVERIFY(nginx.start(
            1,
            "listen 127.0.0.1:" + QByteArray::number(port)
                + " ssl http2; listen 127.0.0.1:" + QByteArray::number(oldPort) + " ssl; ssl_certificate " + place
                + "/server.pem; ssl_certificate_key " + place + "/server.key; ssl_client_certificate " + place
                + "/client.pem; ssl_verify_client on; location = /who { return 200 \"$ssl_client_s_dn "
                  "$server_protocol\"; }"));
        HttpCheck check = to(QUrl(u"https://127.0.0.1:%1/who"_s.arg(port)));
        QCOMPARE(failureOfFetch(check), u"tls.cert.authority_invalid"_s);
        check.tls.authorities = folder.filePath(u"server.pem"_s);
        QCOMPARE(fetch(check).status(), 400); // nginx: "No required SSL certificate was sent"
        check.tls.certificate = folder.filePath(u"client.pem"_s);
        check.tls.key = folder.filePath(u"client.key"_s);
        check.tls.keyPassword = fromEnvironment;
        const Exchange exchange = fetch(check);
        QVERIFY2(exchange.status() == 200, qPrintable(exchange.detail + QString::fromUtf8(nginx.errorLog())));
        QCOMPARE(exchange.body, QByteArray("CN=client HTTP/2.0"));
        check.httpVersion = HttpVersion::Http1;
        QCOMPARE(fetch(check).body, QByteArray("CN=client HTTP/1.1"));
        check.url.setPort(oldPort);
        check.httpVersion = HttpVersion::Auto;
        QCOMPARE(fetch(check).body, QByteArray("CN=client HTTP/1.1"));
        check.httpVersion = HttpVersion::Http2; // asked for, so that anything less is a failure
        QCOMPARE(failureOfFetch(check), u"http.protocol.error"_s);
        qputenv(passwordVariable, "wrong");
        QCOMPARE(judge(fetch(check), {}).outcome, Outcome::NotMeasured); // a file of ours, not their fault
        check.tls.certificate = folder.filePath(u"nothing.pem"_s);
        QCOMPARE(judge(fetch(check), {}).outcome, Outcome::NotMeasured); // a file of ours, not their fault
    }
    void authoritiesThatCannotBeRead()
    {
        LoopbackServer server(echo); // somebody has to be there: the file is read once connected
        QVERIFY(server.listen());
        HttpCheck check = to(QUrl(u"https://127.0.0.1:%1/"_s.arg(server.port())));
        check.tls.authorities = u"/nonexistent/ca.pem"_s;
        const Exchange exchange = fetch(check);
        QCOMPARE(judge(exchange, {}).outcome, Outcome::NotMeasured); // a file of ours, not their fault
        QVERIFY2(exchange.detail.contains(u"/nonexistent/ca.pem"_s), qPrintable(exchange.detail));
    }

    void theSourceAddressIsOurs()
    {
        LoopbackServer server(echo);
        QVERIFY(server.listen());
        HttpCheck check = to(server.url());
        check.interface = u"127.0.0.9"_s;
        QCOMPARE(fetch(check).status(), 200);
        const Exchange foreign = [&] {
            check.interface = u"192.0.2.1"_s;
            return fetch(check);
        }();
        const QString why = explain(foreign, judge(foreign, {}));
        QVERIFY2(why.startsWith(u"This computer could not check 127.0.0.1: "_s), qPrintable(why));
        QVERIFY2(why.contains(u"bind"_s), qPrintable(why));
        check.interface = u"192.0.2.1"_s; // not an address of this computer
        QCOMPARE(judge(fetch(check), {}).outcome, Outcome::NotMeasured);
        check.interface = u"nosuch0"_s;
        QCOMPARE(judge(fetch(check), {}).outcome, Outcome::NotMeasured);
    }

private:
    static HttpCheck to(const QUrl& url)
    {
        HttpCheck check;
        check.url = url;
        check.proxy = u"none"_s;
        return check;
    }
};

QTEST_GUILESS_MAIN(HttpOptionsTest)
#include "tst_httpoptions.moc"
