// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/dnsmasq.h>

#include <core/explain.h>
#include <core/judge.h>
#include <engine/net/prepare.h>

#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10000;

struct Seen {
    Exchange exchange;
    Judgement judgement;
    QString sentence;
};

Seen look(const Check& check)
{
    ProbeLoop loop;
    std::optional<Exchange> result;
    const PreparedCheck prepared = prepare(check, {});
    const auto handle = start(loop, prepared.request, [&](const Exchange& exchange) { result = exchange; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), patience); }();
    Seen seen{result.value_or(Exchange{}), {}, {}};
    seen.judgement = judge(seen.exchange, check.expect());
    seen.sentence = explain(seen.exchange, seen.judgement);
    return seen;
}

template <typename Kind>
Check checkOf(const Kind& kind, Millis timeout = 2s)
{
    Check check;
    check.id = u"c"_s;
    check.how = kind;
    check.timeout = timeout;
    return check;
}

TcpCheck tcpTo(quint16 port, const QString& banner = {}, const QString& send = {})
{
    TcpCheck check;
    check.host = u"127.0.0.1"_s;
    check.port = port;
    check.send = send;
    check.expect.keyword = banner;
    return check;
}

/// A server that says something at once, and answers every line with itself in capitals.
class Talker final : public QObject {
public:
    explicit Talker(QByteArray greeting, bool leaves = false)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this, greeting, leaves] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            ++connections;
            socket->write(greeting);
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll().toUpper()); });
            if (leaves)
                socket->disconnectFromHost();
        });
        m_server.listen(QHostAddress(QHostAddress::LocalHost));
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    int connections = 0;

private:
    QTcpServer m_server;
};

/// A certificate for "localhost" that signs itself, made for this run.
bool makeCertificate(const QTemporaryDir& folder)
{
    return QProcess::execute(
               u"openssl"_s,
               {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"9"_s, u"-subj"_s,
                u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=DNS:localhost,IP:127.0.0.1"_s, u"-keyout"_s,
                folder.filePath(u"key.pem"_s), u"-out"_s, folder.filePath(u"cert.pem"_s), u"-batch"_s})
        == 0;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class KindsTest : public QObject {
    Q_OBJECT
private slots:
    void aConnectionIsMeasured()
    {
        Talker talker({});
        const Seen seen = look(checkOf(tcpTo(talker.port())));
        QCOMPARE(seen.judgement, (Judgement{Outcome::Up, Failure::Ok, {}}));
        QVERIFY(seen.exchange.phases.connect);
        QVERIFY(!seen.exchange.phases.resolve && !seen.exchange.phases.tls && !seen.exchange.phases.transfer);
        QCOMPARE(seen.exchange.address, u"127.0.0.1"_s);
        QVERIFY2(seen.sentence.startsWith(u"Connected in "_s), qPrintable(seen.sentence));
        QTRY_COMPARE(talker.connections, 1);
    }
    void aBannerIsWaitedFor()
    {
        Talker talker("220 mail.test ESMTP\r\n");
        const Seen good = look(checkOf(tcpTo(talker.port(), u"ESMTP"_s)));
        QCOMPARE(good.judgement.outcome, Outcome::Up);
        QCOMPARE(good.exchange.body, QByteArray("220 mail.test ESMTP\r\n"));
        QVERIFY(good.exchange.phases.wait);
        const Seen other = look(checkOf(tcpTo(talker.port(), u"SSH-2.0"_s), 300ms));
        QCOMPARE(other.judgement.failure, Failure::HttpResponseMismatch);
        QCOMPARE(other.judgement.detail, u"keyword \"SSH-2.0\" is missing"_s);
        QCOMPARE(other.sentence, u"127.0.0.1 answered, but not with what is expected"_s);
    }
    void whatIsSentIsAnswered()
    {
        Talker talker({});
        QCOMPARE(look(checkOf(tcpTo(talker.port(), u"PING"_s, u"ping\r\n"_s))).judgement.outcome, Outcome::Up);
    }
    void aForbiddenWordIsDown()
    {
        Talker talker("554 no service\r\n");
        TcpCheck check = tcpTo(talker.port());
        check.expect.notKeyword = u"554"_s;
        QCOMPARE(look(checkOf(check)).judgement.failure, Failure::HttpResponseMismatch);
    }
    void silenceEndsAtTheDeadline()
    {
        Talker talker({});
        QElapsedTimer clock;
        clock.start();
        const Seen seen = look(checkOf(tcpTo(talker.port(), u"hello"_s), 400ms));
        QCOMPARE(seen.judgement.failure, Failure::HttpResponseTimedOut);
        QVERIFY2(clock.elapsed() < 400 + 250, qPrintable(QString::number(clock.elapsed())));
        QVERIFY2(seen.sentence.contains(u"did not say what is expected"_s), qPrintable(seen.sentence));
    }
    void whoLeavesWithoutAWordIsClosed()
    {
        Talker talker({}, true);
        QCOMPARE(look(checkOf(tcpTo(talker.port(), u"hello"_s))).judgement.failure, Failure::TcpClosed);
    }
    void aClosedPortRefuses()
    {
        quint16 port = 0;
        {
            Talker gone({});
            port = gone.port();
        }
        const Seen seen = look(checkOf(tcpTo(port)));
        QCOMPARE(seen.judgement.failure, Failure::TcpRefused);
        QCOMPARE(seen.sentence, u"127.0.0.1 is there but refuses on port %1"_s.arg(port));
    }
    void whatIsNoTlsIsNoWebPageEither()
    {
        Talker talker("220 mail.test ESMTP\r\n");
        TcpCheck check = tcpTo(talker.port());
        check.useTls = true;
        const Seen seen = look(checkOf(check));
        QCOMPARE(seen.judgement.failure, Failure::TlsProtocolError);
        QCOMPARE(seen.sentence, u"127.0.0.1 does not speak TLS on port %1; try tcp://"_s.arg(talker.port()));
    }
    void theLinkOfAnAddressIsShownAsItIsWritten()
    {
        TcpCheck check = tcpTo(1);
        check.host = u"fe80::1%lo"_s;
        const Seen seen = look(checkOf(check));
        QVERIFY2(seen.sentence.contains(u"fe80::1%lo"_s), qPrintable(seen.sentence));
        QVERIFY2(!seen.sentence.contains(u"%25"_s), qPrintable(seen.sentence));
    }
    void tlsWithABannerBehindIt()
    {
        QTemporaryDir folder;
        QVERIFY(makeCertificate(folder));
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(contents(folder.filePath(u"cert.pem"_s))));
        configuration.setPrivateKey(QSslKey(contents(folder.filePath(u"key.pem"_s)), QSsl::Rsa));
        QSslServer server;
        server.setSslConfiguration(configuration);
        connect(&server, &QTcpServer::pendingConnectionAvailable, this, [&server] {
            server.nextPendingConnection()->write("* OK IMAP4rev1 ready\r\n");
        });
        QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
        TcpCheck check = tcpTo(server.serverPort(), u"IMAP4"_s);
        check.useTls = true;
        QCOMPARE(look(checkOf(check)).judgement.failure, Failure::TlsCertAuthorityInvalid);
        check.tls.authorities = folder.filePath(u"cert.pem"_s);
        const Seen seen = look(checkOf(check));
        QVERIFY2(seen.judgement.outcome == Outcome::Up, qPrintable(seen.exchange.detail));
        QVERIFY(seen.exchange.phases.tls);
        QVERIFY(seen.exchange.certificate && seen.exchange.certificate->notAfter);
        QVERIFY(seen.exchange.certificate->tlsVersion.startsWith(u"TLSv1."_s));
        check.expect.certificateDays = 14; // it was made for nine
        QCOMPARE(
            look(checkOf(check)).judgement,
            (Judgement{Outcome::Up, Failure::Ok, u"the certificate has 8 days left"_s}));
        check.expect.certificateDays = 8;
        QCOMPARE(look(checkOf(check)).judgement, (Judgement{Outcome::Up, Failure::Ok, {}}));
    }

    void recordsAreRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("record");
        QTest::addColumn<QString>("body");
        QTest::newRow("A") << u"www.test"_s << u"A"_s << u"192.0.2.7"_s;
        QTest::newRow("AAAA") << u"www.test"_s << u"AAAA"_s << u"2001:db8::7"_s;
        QTest::newRow("MX") << u"mail.test"_s << u"MX"_s << u"10 mx.mail.test"_s;
        QTest::newRow("TXT") << u"text.test"_s << u"TXT"_s << u"v=spf1 -all"_s;
        QTest::newRow("SRV") << u"_sip._tcp.test"_s << u"SRV"_s << u"5 6 5060 sip.test"_s;
        QTest::newRow("CNAME") << u"alias.test"_s << u"CNAME"_s << u"www.test"_s;
        QTest::newRow("PTR") << u"7.2.0.192.in-addr.arpa"_s << u"PTR"_s << u"www.test"_s;
        QTest::newRow("CAA") << u"caa.test"_s << u"CAA"_s << u"0 issue \"ca.test\""_s;
        QTest::newRow("an alias is followed") << u"alias.test"_s << u"A"_s << u"192.0.2.7"_s;
    }
    void recordsAreRead()
    {
        QFETCH(QString, name);
        QFETCH(QString, record);
        if (!startServer())
            QSKIP("dnsmasq is not installed");
        QTEST(QString::fromUtf8(look(question(name, record)).exchange.body), "body");
    }
    void anExpectedAnswerIsChecked()
    {
        if (!startServer())
            QSKIP("dnsmasq is not installed");
        Check check = question(u"www.test"_s, u"A"_s);
        std::get<DnsCheck>(check.how).expect.answers = {u"192.0.2.7"_s};
        const Seen good = look(check);
        QCOMPARE(good.judgement.outcome, Outcome::Up);
        QVERIFY(good.exchange.phases.resolve && !good.exchange.phases.connect);
        QCOMPARE(good.exchange.address, u"127.0.0.1"_s);
        QVERIFY2(good.sentence.startsWith(u"The name service answered in "_s), qPrintable(good.sentence));
        std::get<DnsCheck>(check.how).expect.answers.append(u"192.0.2.8"_s);
        const Seen bad = look(check);
        QCOMPARE(
            bad.judgement, (Judgement{Outcome::Down, Failure::HttpResponseMismatch, u"no record \"192.0.2.8\""_s}));
        QCOMPARE(bad.sentence, u"www.test answered, but not with what is expected"_s);
    }
    void namesThatCannotBeHad()
    {
        if (!startServer())
            QSKIP("dnsmasq is not installed");
        const Seen missing = look(question(u"nobody.test"_s, u"A"_s));
        QCOMPARE(missing.judgement.failure, Failure::DnsNameNotResolved);
        QCOMPARE(missing.sentence, u"The name nobody.test does not exist; check the spelling"_s);
        const Seen recordless = look(question(u"www.test"_s, u"MX"_s));
        QCOMPARE(recordless.judgement.failure, Failure::DnsNameNotResolved);
        QCOMPARE(recordless.sentence, u"The name www.test exists but has no record of the type MX"_s);
        QCOMPARE(look(question(u"www.example"_s, u"A"_s)).judgement.failure, Failure::DnsFailed);
    }
    void aDeadNameServerIsUnreachable()
    {
        QUdpSocket silent;
        QVERIFY(silent.bind(QHostAddress(QHostAddress::LocalHost)));
        DnsCheck check;
        check.name = u"www.test"_s;
        check.server = u"127.0.0.1:%1"_s.arg(silent.localPort());
        QElapsedTimer clock;
        clock.start();
        const Seen seen = look(checkOf(check, 400ms));
        QCOMPARE(seen.judgement.failure, Failure::DnsUnreachable);
        QCOMPARE(seen.sentence, u"The name server 127.0.0.1 did not answer the question for www.test"_s);
        QVERIFY2(clock.elapsed() < 400 + 250, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(silent.hasPendingDatagrams(), true);
        QByteArray first(512, Qt::Uninitialized);
        QByteArray second = first;
        first.truncate(silent.readDatagram(first.data(), first.size()));
        QVERIFY(silent.hasPendingDatagrams()); // the first may have been lost
        second.truncate(silent.readDatagram(second.data(), second.size()));
        QCOMPARE(second, first);
    }
    void damagedAnswersHaveNoRecords()
    {
        QVERIFY(recordsIn({}, u"A"_s).isEmpty());
        QVERIFY(recordsIn("garbage that is long enough for a head", u"A"_s).isEmpty());
        // One answer of type TXT whose string claims more bytes than there are.
        const QByteArray lie = QByteArray::fromHex("000181800000000100000000"
                                                   "00"
                                                   "0010"
                                                   "0001"
                                                   "00000000"
                                                   "0002"
                                                   "ff61");
        QVERIFY(recordsIn(lie, u"TXT"_s).isEmpty());
    }

    void cancellingIsSilent()
    {
        QUdpSocket silent;
        QVERIFY(silent.bind(QHostAddress(QHostAddress::LocalHost)));
        DnsCheck dns;
        dns.name = u"www.test"_s;
        dns.server = u"127.0.0.1:%1"_s.arg(silent.localPort());
        Talker talker({});
        ProbeLoop loop;
        int called = 0;
        const auto cancelOnce = [&](const Check& check, const std::function<bool()>& underWay) {
            auto handle = start(loop, prepare(check, {}).request, [&](const Exchange&) { ++called; });
            QTRY_VERIFY(underWay());
            handle.reset();
        };
        cancelOnce(checkOf(dns, 300ms), [&] { return silent.hasPendingDatagrams(); });
        cancelOnce(checkOf(tcpTo(talker.port(), u"never"_s), 300ms), [&] { return talker.connections == 1; });
        QTest::qWait(500); // past both deadlines: that nothing happens has no condition to wait for
        QCOMPARE(called, 0);
    }

private:
    bool startServer()
    {
        if (TestDnsmasq::program().isEmpty())
            return false;
        if (m_server)
            return true;
        m_server = std::make_unique<TestDnsmasq>();
        return m_server->start(
            {u"--host-record=www.test,192.0.2.7,2001:db8::7"_s, u"--mx-host=mail.test,mx.mail.test,10"_s,
             u"--txt-record=text.test,v=spf1 -all"_s, u"--srv-host=_sip._tcp.test,sip.test,5060,5,6"_s,
             u"--cname=alias.test,www.test"_s, u"--caa-record=caa.test,0,issue,ca.test"_s});
    }
    [[nodiscard]] Check question(const QString& name, const QString& record) const
    {
        DnsCheck check;
        check.name = name;
        check.record = record;
        check.server = m_server->server();
        return checkOf(check);
    }

    std::unique_ptr<TestDnsmasq> m_server;
};

QTEST_GUILESS_MAIN(KindsTest)
#include "tst_kinds.moc"
