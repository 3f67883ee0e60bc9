// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/certificates.h>
#include <support/hostilecase.h>

#include <QElapsedTimer>
#include <QTemporaryFile>
#include <QTest>

#include <atomic>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* refused = "http.response.redirect_refused";

QByteArray redirect(const QByteArray& fields)
{
    return "HTTP/1.1 302 Found\r\n" + fields + "Content-Length: 0\r\n\r\n";
}

HostileServer::Script to(const QByteArray& location)
{
    return answering(redirect("Location: " + location + "\r\n"));
}

void follow(ProbeRequest& request)
{
    request.maxRedirects = 5;
}

} // namespace

/// Rows G of the matrix of hostile servers: where redirects may not lead.
class HostileRedirectsTest : public QObject {
    Q_OBJECT
private slots:
    void redirects_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, Outcome outcome, const char* failure, const QString& sentence,
                            const HostileServer::Script& script, int connections = 1) {
            QTest::newRow(name) << HostileCase{
                .script = script,
                .outcome = outcome,
                .failure = failure,
                .sentence = sentence,
                .change = follow,
                .connections = connections};
        };
        const QString tooMany = u"Too many redirects, the last of them from 127.0.0.1; stopped after 5"_s;
        row("G1 loop", Outcome::Down, "http.response.redirect_loop", tooMany, to("/again"), 6);
        row(
            "G1 endless chain", Outcome::Down, "http.response.redirect_loop", tooMany,
            [n = std::make_shared<std::atomic<int>>(0)](HostilePeer& peer) {
                peer.readRequest();
                peer.send(redirect("Location: /" + QByteArray::number(++*n) + "\r\n"));
            },
            6);
        const QString kind = u"127.0.0.1 redirects to a kind of address that is not followed"_s;
        row("G2 to a file", Outcome::NotMeasured, refused, kind, to("file:///etc/passwd"));
        row("G2 to a script", Outcome::NotMeasured, refused, kind, to("javascript:alert(1)"));
        row("G2 to data", Outcome::NotMeasured, refused, kind, to("data:text/plain,ok"));
        row("G2 to ftp", Outcome::NotMeasured, refused, kind, to("ftp://127.0.0.1/"));
        const QString nowhere = u"127.0.0.1 redirects without a usable target"_s;
        row("G3 blank Location", Outcome::Down, refused, nowhere, to(" "));
        row("G3 malformed Location", Outcome::Down, refused, nowhere, to("http://[::1"));
        row("G3 port out of range", Outcome::Down, refused, nowhere, to("http://127.0.0.1:99999/"));
        row("G3 port 0", Outcome::Down, refused, nowhere, to("http://127.0.0.1:0/"));
        row("G3 two readings of the host", Outcome::Down, refused, nowhere, to("http://127.0.0.1:1\\@127.0.0.2/"));
        row("G3 no host", Outcome::Down, refused, nowhere, to("http:///x"));
        row("G3 no Location", Outcome::Down, "http.error", nowhere, answering(redirect({})));
        row("G4 two different Locations", Outcome::Down, refused, u"127.0.0.1 redirects to two places at once"_s,
            answering(redirect("Location: /a\r\nLocation: /b\r\n")));
        row(
            "G8 Location grows by 4 kB a hop", Outcome::Down, "http.response.redirect_loop", tooMany,
            [n = std::make_shared<std::atomic<int>>(0)](HostilePeer& peer) {
                peer.readRequest();
                peer.send(redirect("Location: /" + QByteArray(++*n * 4096, 'x') + "\r\n"));
            },
            6);
    }
    void redirects()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void fromHttpsToHttp()
    {
        const TestAuthority authority;
        const auto context = serverContext({.own = makeServerCertificate(authority.certificate())});
        const HostileCase row{
            .script = inTls(context, to("http://127.0.0.1:9/")),
            .failure = refused,
            .sentence = u"127.0.0.1 redirects to an unprotected address, which is not followed"_s,
            .scheme = u"https"_s,
            .change = [&](ProbeRequest& request) {
                request.maxRedirects = 5;
                request.caFile = authority.file();
            }};
        QCOMPARE(mistakeIn(row), QString()); // G5
    }

    void theCertificateStaysWithItsOrigin()
    {
        const TestAuthority authority;
        const Certificate ours = makeCertificate({.commonName = "us"}, &authority.certificate());
        QTemporaryFile file;
        QVERIFY(file.open() && file.write(ours.pem() + ours.keyPem()) > 0 && file.flush());
        const auto context = serverContext(
            {.own = makeServerCertificate(authority.certificate()),
             .wantsClientCertificate = true,
             .clientAuthority = authority.certificate()});
        std::atomic<int> known = 0;
        // Either asks everybody for a certificate; the handshake fails for whom shows none.
        const auto answers = [&](const QByteArray& answer) {
            return inTls(context, [&known, answer](HostilePeer& peer) {
                if (peer.readRequest().isEmpty())
                    return;
                ++known;
                peer.send(answer);
                peer.closeTls();
            });
        };
        HostileServer other(answers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        const auto ask = [&](const QByteArray& location) {
            HostileServer server(answers(redirect("Location: " + location + "\r\n")));
            ProbeRequest request;
            request.url = server.url(u"https"_s);
            request.timeout = hostileDeadline;
            request.caFile = authority.file();
            request.certificateFile = file.fileName().toLocal8Bit();
            request.maxRedirects = 5;
            return measured(request);
        };
        const Exchange exchange = ask(other.url(u"https"_s).toEncoded());
        QCOMPARE(known, 1); // the first one only
        QCOMPARE(idOf(exchange.failure), u"tls.bad_client_auth_cert"_s);
        QCOMPARE(exchange.redirects, 1);
    }
    void whatWasWithheldIsNoted()
    {
        HostileServer other(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        const HostileCase row{
            .script = to(other.url(u"http"_s).toEncoded()),
            .outcome = Outcome::Up,
            .failure = "ok",
            .sentence = u"200 OK in *"_s,
            .change =
                [](ProbeRequest& request) {
                    request.maxRedirects = 5;
                    request.certificateFile = "/nonexistent/ours.pem"; // nobody asks for it in the clear
                },
            .notes = {u"http.redirect.fields_withheld"_s}};
        QCOMPARE(mistakeIn(row), QString());
    }
    void anyCertificateIsGoodEnoughForOneHostOnly()
    {
        const TestAuthority authority;
        const auto context = serverContext({.own = makeServerCertificate(authority.certificate())});
        const auto answers = [&context](const QByteArray& answer) {
            return inTls(context, [answer](HostilePeer& peer) {
                if (peer.readRequest().isEmpty())
                    return;
                peer.send(answer);
                peer.closeTls();
            });
        };
        const QByteArray good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        HostileServer same(answers(good));
        HostileServer other(answers(good), "127.0.0.2");
        const auto ask = [&](const HostileServer& next) {
            HostileServer server(answers(redirect("Location: " + next.url(u"https"_s).toEncoded() + "\r\n")));
            ProbeRequest request;
            request.url = server.url(u"https"_s);
            request.timeout = hostileDeadline;
            request.verifyTls = false;
            request.maxRedirects = 5;
            return idOf(measured(request).failure);
        };
        QCOMPARE(ask(same), u"ok"_s); // another port of the same host, as from http to https
        QCOMPARE(ask(other), u"tls.cert.authority_invalid"_s);
        QCOMPARE(other.requests(), 0);
    }

    void aSilentEndOfTheChainIsSilent()
    {
        HostileServer silent([](HostilePeer& peer) { peer.hold(); });
        const HostileCase row{
            .script = to(silent.url(u"http"_s).toEncoded()),
            .failure = "http.response.timed_out",
            .sentence = u"127.0.0.1 is connected but gave no answer within 1.0 s"_s,
            .change = follow};
        QCOMPARE(mistakeIn(row), QString());
    }
    void aLoginInARedirectIsNotSent()
    {
        QByteArray seen;
        HostileServer other([&](HostilePeer& peer) {
            seen = peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        QUrl target = other.url(u"http"_s);
        target.setUserInfo(u"user:pw"_s);
        const HostileCase row{
            .script = to(target.toEncoded()),
            .outcome = Outcome::Up,
            .failure = "ok",
            .sentence = u"200 OK in *"_s,
            .change = follow};
        QCOMPARE(mistakeIn(row), QString());
        QVERIFY2(!seen.toLower().contains("authorization"), seen.constData());
    }

    void secretsStayWithTheirHost()
    {
        QByteArray seen;
        HostileServer other(
            [&](HostilePeer& peer) {
                seen = peer.readRequest();
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            },
            "127.0.0.2");
        HostileCase row{
            .script = to(other.url(u"http"_s).toEncoded()),
            .outcome = Outcome::Up,
            .failure = "ok",
            .sentence = u"200 OK in *"_s,
            .change =
                [](ProbeRequest& request) {
                    request.maxRedirects = 5;
                    request.headers = {{"Authorization", "canary"}, {"X-Api-Key", "canary"}, {"Cookie", "canary"}};
                },
            .notes = {u"http.redirect.fields_withheld"_s}};
        QCOMPARE(mistakeIn(row), QString()); // G6
        QCOMPARE(other.requests(), 1);
        QVERIFY2(!seen.contains("canary"), seen.constData());
        // What was to be sent to one is not sent to another: our rule, so nobody is down.
        row.script = answering(
            "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: " + other.url(u"http"_s).toEncoded()
            + "\r\n\r\n");
        row.outcome = Outcome::NotMeasured;
        row.notes.clear();
        row.failure = refused;
        row.sentence = u"127.0.0.1 redirects what this request sends to somebody else, which is not followed"_s;
        row.change = [](ProbeRequest& request) {
            request.maxRedirects = 5;
            request.method = "POST";
            request.body = "canary";
        };
        QCOMPARE(mistakeIn(row), QString());
        QCOMPARE(other.connections(), 1);
    }
};

QTEST_GUILESS_MAIN(HostileRedirectsTest)
#include "tst_hostile_redirects.moc"
