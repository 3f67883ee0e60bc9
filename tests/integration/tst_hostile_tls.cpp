// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/certificates.h>
#include <support/hostilecase.h>

#include <QTemporaryFile>
#include <QTest>

#include <openssl/tls1.h>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using std::chrono::days;

namespace {

const QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

} // namespace

/// Rows I of the matrix of hostile servers: certificates, versions, handshakes.
class HostileTlsTest : public QObject {
    Q_OBJECT

    TestAuthority m_authority;

    HostileCase caseOf(const HostileServer::Script& script, const char* failure, const QString& sentence) const
    {
        return {
            .script = script,
            .outcome = qstrcmp(failure, "ok") == 0 ? Outcome::Up : Outcome::Down,
            .failure = failure,
            .sentence = sentence,
            .scheme = u"https"_s,
            .change = [file = m_authority.file()](ProbeRequest& request) { request.caFile = file; }};
    }
    HostileCase caseOf(const TlsWish& wish, const char* failure, const QString& sentence) const
    {
        return caseOf(inTls(serverContext(wish), answering(answer)), failure, sentence);
    }
    Certificate own(CertificateWish wish = {}) const
    {
        if (wish.names.isEmpty())
            wish.names = {"IP:127.0.0.1"};
        return makeCertificate(wish, &m_authority.certificate());
    }

private slots:
    void certificates_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [this](const char* name, const TlsWish& wish, const char* failure, const QString& sentence) {
            QTest::newRow(name) << caseOf(wish, failure, sentence);
        };
        const QString up = u"200 OK in *"_s;
        const auto day = [](int offset) {
            return QDateTime::currentDateTimeUtc().addDays(offset).date().toString(Qt::ISODate);
        };
        row("a good one", {.own = own()}, "ok", up);
        row("I1 expired", {.own = own({.from = days(-30), .until = days(-3)})}, "tls.cert.date_invalid",
            u"The certificate of 127.0.0.1 expired on %1"_s.arg(day(-3)));
        row("I1 not yet valid", {.own = own({.from = days(3)})}, "tls.cert.date_invalid",
            u"The certificate of 127.0.0.1 is not valid before %1; is this clock right?"_s.arg(day(3)));
        const QString name = u"The certificate is not for 127.0.0.1"_s;
        row("I2 other name", {.own = own({.names = {"DNS:shop.test"}})}, "tls.cert.name_invalid",
            name + u" but for shop.test"_s);
        row("I2 other addresses", {.own = own({.names = {"IP:127.0.0.2", "IP:2001:db8::1"}})}, "tls.cert.name_invalid",
            name + u" but for 127.0.0.2, 2001:db8::1"_s);
        row("I2 a star alone", {.own = own({.names = {"DNS:*"}})}, "tls.cert.name_invalid", name + u" but for *"_s);
        row("I2 many names", {.own = own({.names = {"DNS:a.test", "DNS:b.test", "DNS:c.test", "DNS:d.test"}})},
            "tls.cert.name_invalid", name + u" but for a.test, b.test, c.test and others"_s);
        row("I2 no name that is one", {.own = own({.names = {"email:a@shop.test", "DNS:<b>shop.test"}})},
            "tls.cert.name_invalid", name);
        const QString issuer = u"The certificate of 127.0.0.1 comes from an issuer that is not trusted here"_s;
        row("I3 self-signed", {.own = makeCertificate({.names = {"IP:127.0.0.1"}})}, "tls.cert.authority_invalid",
            u"127.0.0.1 made its certificate itself; nobody who is trusted here vouches for it"_s);
        const Certificate stranger = makeCertificate({.commonName = "Stranger", .authority = true});
        row("I3 unknown root", {.own = makeServerCertificate(stranger), .chain = {stranger}},
            "tls.cert.authority_invalid", issuer);
        const Certificate between = own({.commonName = "Between", .authority = true});
        row("I3 intermediate missing, or an authority nobody knows", {.own = makeServerCertificate(between)},
            "tls.cert.authority_invalid", issuer);
        const CertificateWish fetchable{.names = {"IP:127.0.0.1"}, .issuerAt = "http://127.0.0.1/between.der"};
        row("I3 intermediate missing", {.own = makeCertificate(fetchable, &between)}, "tls.cert.authority_invalid",
            u"The certificate of 127.0.0.1 comes from an issuer that is not known here; the server probably sends an "
            "incomplete chain"_s);
        row("I3 complete chain", {.own = makeServerCertificate(between), .chain = {between}}, "ok", up);
        const Certificate old = own({.commonName = "Old", .from = days(-30), .until = days(-3), .authority = true});
        row("I1 intermediate expired", {.own = makeServerCertificate(old), .chain = {old}}, "tls.cert.date_invalid",
            u"The certificate of 127.0.0.1 expired on %1"_s.arg(day(-3)));
        const auto weak = [](const char* what) {
            return u"The certificate of 127.0.0.1 is too weak (%1)"_s.arg(QLatin1StringView(what));
        };
        row("I4 SHA-1", {.own = own({.digest = "SHA1"})}, "tls.cert.invalid", weak("SHA1"));
        row("I4 MD5", {.own = own({.digest = "MD5"})}, "tls.cert.invalid", weak("MD5"));
        row("I4 RSA 1024", {.own = own({.rsaBits = 1024})}, "tls.cert.invalid", weak("RSA 1024"));
        row("I3 issuer that is no authority", {.own = makeServerCertificate(own()), .chain = {own()}},
            "tls.cert.invalid", u"The certificate of 127.0.0.1 is not valid"_s);
        QByteArrayList many{"IP:127.0.0.1"};
        for (int i = 0; i < 10000; ++i)
            many.append("DNS:host-" + QByteArray::number(i) + ".shop.test");
        row("I6 10000 names", {.own = own({.names = many})}, "tls.failed",
            u"The certificates of 127.0.0.1 are too large"_s);
        QTest::newRow("I13 ends in 5 days") << noted(
            caseOf(TlsWish{.own = own({.from = days(-85), .until = days(5)})}, "ok", up), u"tls.cert.ends_soon"_s);
        row("I13 ends in 5 days, was made for 8", {.own = own({.from = days(-3), .until = days(5)})}, "ok", up);
        const Certificate mine = own();
        row("I14 revoked",
            {.own = mine, .ocspAnswer = ocspAnswer(mine, m_authority.certificate(), OcspVerdict::Revoked)},
            "tls.cert.revoked", u"The certificate of 127.0.0.1 was revoked"_s);
        row("I14 vouched for",
            {.own = mine, .ocspAnswer = ocspAnswer(mine, m_authority.certificate(), OcspVerdict::Good)}, "ok", up);
        row("I14 a stranger says revoked",
            {.own = mine, .ocspAnswer = ocspAnswer(mine, stranger, OcspVerdict::Revoked)}, "ok", up);
        row("I14 another certificate is revoked",
            {.own = mine, .ocspAnswer = ocspAnswer(own(), m_authority.certificate(), OcspVerdict::Revoked)}, "ok", up);
        row("I14 nonsense instead of an answer", {.own = mine, .ocspAnswer = "nonsense"}, "ok", up);
    }
    void certificates()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    /// I5: libcurl, as OpenSSL, still reads the name from where browsers no longer look.
    void theNameOnlyInTheCommonName()
    {
        HostileCase row = caseOf(
            TlsWish{.own = makeCertificate({.commonName = "shop.test"}, &m_authority.certificate())}, "ok",
            u"200 OK in *"_s);
        row.change = [this](ProbeRequest& request) {
            request.caFile = m_authority.file();
            request.resolve = {u"127.0.0.1"_s};
            request.url.setHost(u"shop.test"_s);
        };
        row.notes = {u"tls.cert.common_name_only"_s};
        QCOMPARE(mistakeIn(row), QString());
    }

    void versionsAndCiphers_data()
    {
        QTest::addColumn<HostileCase>("row");
        const QString outdated = u"127.0.0.1 offers only encryption that is outdated or unknown here"_s;
        const auto row = [&](const char* name, const TlsWish& wish) {
            QTest::newRow(name) << caseOf(wish, "tls.version_or_cipher_mismatch", outdated);
        };
        row("I7 TLS 1.0", {.own = own(), .minVersion = TLS1_VERSION, .maxVersion = TLS1_VERSION});
        row("I7 TLS 1.1", {.own = own(), .minVersion = TLS1_1_VERSION, .maxVersion = TLS1_1_VERSION});
        row("I7 no encryption", {.own = own(), .maxVersion = TLS1_2_VERSION, .ciphers = "NULL"});
        row("I7 CCM-8", {.own = own(), .maxVersion = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0"});
        row("I7 anonymous", {.maxVersion = TLS1_2_VERSION, .ciphers = "aNULL"});
        const QString client = u"127.0.0.1 asks for a client certificate"_s;
        QTest::newRow("I8 wants a client certificate, TLS 1.2") << caseOf(
            {.own = own(), .maxVersion = TLS1_2_VERSION, .wantsClientCertificate = true}, "tls.bad_client_auth_cert",
            client);
        QTest::newRow("I8 wants a client certificate, TLS 1.3") << caseOf(
            {.own = own(), .minVersion = TLS1_3_VERSION, .wantsClientCertificate = true}, "tls.bad_client_auth_cert",
            client);
    }
    void versionsAndCiphers()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    /// In TLS 1.3 whoever asked for a certificate says only after the handshake what it thinks of ours.
    void clientCertificates_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("version");
        for (const char* scheme : {"https", "tls"}) {
            QTest::addRow("I8 TLS 1.2, %s", scheme) << QString::fromLatin1(scheme) << TLS1_2_VERSION;
            QTest::addRow("I8 TLS 1.3, %s", scheme) << QString::fromLatin1(scheme) << TLS1_3_VERSION;
        }
    }
    void clientCertificates()
    {
        QFETCH(QString, scheme);
        QFETCH(int, version);
        const TestAuthority strangers(QByteArray("Strangers"));
        const auto fileOf = [](const Certificate& certificate, QTemporaryFile& file) {
            const QByteArray pem = certificate.pem() + certificate.keyPem();
            return file.open() && file.write(pem) == pem.size() && file.flush();
        };
        QTemporaryFile good;
        QTemporaryFile bad;
        QVERIFY(fileOf(makeCertificate({.commonName = "us"}, &m_authority.certificate()), good));
        QVERIFY(fileOf(makeCertificate({.commonName = "us"}, &strangers.certificate()), bad));
        const TlsWish wish{
            .own = own(),
            .minVersion = version,
            .maxVersion = version,
            .wantsClientCertificate = true,
            .clientAuthority = m_authority.certificate()};
        const auto ask = [&](const QString& file, Outcome outcome, const char* failure, const QString& sentence) {
            HostileCase row = caseOf(wish, failure, sentence);
            if (scheme == u"tls"_s) {
                row.script = inTls(serverContext(wish), [](HostilePeer& peer) { peer.hold(); });
            }
            row.scheme = scheme;
            row.outcome = outcome;
            row.change = [&, more = row.change](ProbeRequest& request) {
                more(request);
                request.certificateFile = file.toLocal8Bit();
                if (scheme == u"tls"_s)
                    request.lines = Lines{};
            };
            return mistakeIn(row);
        };
        const char* refused = "tls.bad_client_auth_cert";
        QCOMPARE(ask({}, Outcome::Down, refused, u"127.0.0.1 asks for a client certificate"_s), QString());
        QCOMPARE(
            ask(bad.fileName(), Outcome::Down, refused,
                u"127.0.0.1 does not accept the client certificate that it is shown"_s),
            QString());
        const QString up = scheme == u"tls"_s ? u"Connected in *"_s : u"200 OK in *"_s;
        QCOMPARE(ask(good.fileName(), Outcome::Up, "ok", up), QString());
    }
    /// Also where we would speak first, or wait for what is said.
    void clientCertificatesOfConversations()
    {
        const TlsWish wish{
            .own = own(),
            .minVersion = TLS1_3_VERSION,
            .wantsClientCertificate = true,
            .clientAuthority = m_authority.certificate()};
        HostileCase row = caseOf(wish, "tls.bad_client_auth_cert", u"127.0.0.1 asks for a client certificate"_s);
        row.scheme = u"tls"_s;
        row.change = [more = row.change](ProbeRequest& request) {
            more(request);
            request.lines = Lines{"hello\r\n", true, {}};
        };
        QCOMPARE(mistakeIn(row), QString()); // I8
    }

    void handshakes_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [this](
                             const char* name, const HostileServer::Script& script, const char* failure,
                             const QString& sentence) { QTest::newRow(name) << caseOf(script, failure, sentence); };
        row("I9 plain HTTP", insteadOfTls("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
            "tls.protocol.error", u"127.0.0.1 does not speak TLS on port *; try http://"_s);
        const QString failed = u"No encrypted connection to 127.0.0.1 could be made"_s;
        row(
            "I10 silent", [](HostilePeer& peer) { peer.hold(); }, "tls.timed_out",
            u"127.0.0.1 did not finish the encryption setup within 1.0 s"_s);
        const QString stopped = u"127.0.0.1 stopped the encryption setup"_s;
        row("I10 FIN", insteadOfTls({}), "tls.failed", stopped);
        row(
            "I10 FIN at once", [](HostilePeer&) {}, "tls.failed", stopped);
        row(
            "I10 RST",
            [](HostilePeer& peer) {
                peer.read();
                peer.reset();
            },
            "tls.failed", stopped);
        row("I11 unrecognized name", alert(112), "tls.failed", u"The server does not know the name 127.0.0.1"_s);
        row("I11 internal error", alert(80), "tls.failed", u"127.0.0.1 failed inside during the encryption setup"_s);
        row("I11 oversized record", insteadOfTls(QByteArray("\x16\x03\x03\xff\xff", 5) + QByteArray(65535, 'x')),
            "tls.failed", failed);
    }
    void handshakes()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void endsInsideTls_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto context = serverContext({.own = own()});
        const auto row = [&](const char* name, const HostileServer::Script& then, const char* failure,
                             const QString& sentence) {
            QTest::newRow(name) << caseOf(inTls(context, then), failure, sentence);
        };
        const QString cut = u"The answer from 127.0.0.1 was cut off after 2 bytes"_s;
        row("I12 no length, no close_notify", answering("HTTP/1.1 200 OK\r\n\r\nok"), "http.response.incomplete", cut);
        row(
            "I12 no length, close_notify",
            [](HostilePeer& peer) {
                peer.readRequest();
                peer.send("HTTP/1.1 200 OK\r\n\r\nok");
                peer.closeTls();
            },
            "ok", u"200 OK in *"_s);
        row("I12 length, no close_notify", answering(answer), "ok", u"200 OK in *"_s);
        row("I12 body shorter than said", answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"),
            "http.response.incomplete", u"The answer from 127.0.0.1 was cut off after 2 of 100 bytes"_s);
        row("A6 FIN after the request", answering({}), "tcp.closed",
            u"127.0.0.1 closed the connection before any answer"_s);
        row(
            "A6 RST after the request",
            [](HostilePeer& peer) {
                peer.readRequest();
                peer.reset();
            },
            "tcp.reset", u"127.0.0.1 broke off the connection before any answer"_s);
        row(
            "D14 RST in the body",
            [](HostilePeer& peer) {
                peer.readRequest();
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok");
                peer.reset();
            },
            "http.response.incomplete", u"The answer from 127.0.0.1 was cut off after 2 of 100 bytes"_s);
        row("B1 HTTP/2 as text", answering("HTTP/2 200\r\nContent-Length: 2\r\n\r\nok"), "http.response.invalid",
            u"127.0.0.1 answered in an unknown version of HTTP"_s);
    }
    void endsInsideTls()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }
    /// It breaks no rule, but is not what is asked for.
    void whoSpeaksNoHttp2()
    {
        const auto context = serverContext({.own = makeServerCertificate(m_authority.certificate())});
        const HostileCase row{
            .script = inTls(context, answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")),
            .failure = "http.protocol.error",
            .sentence = u"127.0.0.1 does not speak HTTP/2"_s,
            .scheme = u"https"_s,
            .change = [this](ProbeRequest& request) {
                request.caFile = m_authority.file();
                request.httpVersion = HttpVersion::Http2;
            }};
        QCOMPARE(mistakeIn(row), QString());
    }
};

QTEST_GUILESS_MAIN(HostileTlsTest)
#include "tst_hostile_tls.moc"
