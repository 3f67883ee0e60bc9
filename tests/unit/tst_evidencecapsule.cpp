// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/evidencecapsule.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype most = 64 * 1024;
const Judgement badGateway{Outcome::Down, Failure::HttpError, {}};

QJsonObject read(const QByteArray& evidence)
{
    return QJsonDocument::fromJson(evidence).object();
}

Exchange answered(const QByteArray& body)
{
    Exchange exchange;
    exchange.url = QUrl(u"http://a.test/"_s);
    exchange.response = ResponseHead{502, "1.1", "Bad Gateway", {{"Server", "nginx"}}};
    exchange.body = body;
    exchange.bytes = body.size();
    return exchange;
}

} // namespace

class EvidenceCapsuleTest : public QObject {
    Q_OBJECT
private slots:
    void itHoldsEverythingButTheSecrets()
    {
        Exchange exchange =
            answered("<a href=\"https://a.test/?session=canary\">Back</a> " + QByteArray(20 * 1024, 'x') + "END");
        exchange.at = TimePoint(Millis(1000));
        exchange.method = "POST";
        exchange.url = QUrl(u"https://me:canary@a.test/x?key=canary"_s);
        exchange.finalUrl = QUrl(u"https://b.test/?code=canary"_s);
        exchange.address = u"192.0.2.7"_s;
        exchange.addressesTried = {{u"2001:db8::7"_s, Failure::TcpTimedOut}, {u"192.0.2.7"_s, Failure::Ok}};
        exchange.phases.connect = Micros(1500);
        exchange.total = Micros(20300);
        exchange.detail = u"failed for https://me:canary@a.test/"_s;
        exchange.response->headers = {{"Server", "nginx"}, {"Set-Cookie", "id=canary"}, {"X-Debug", "canary"}};
        exchange.certificate = PeerCertificate{
            u"TLSv1.3"_s, u"CN=a.test"_s, u"CN=authority"_s, TimePoint(Millis(0)), TimePoint(std::chrono::days(1))};
        const QByteArray evidence = evidenceOf(exchange, badGateway);
        QVERIFY2(!evidence.contains("canary"), evidence.constData());
        QVERIFY(!evidence.contains('\n')); // one line, for there may be a second one
        const QJsonObject object = read(evidence);
        QCOMPARE(object["failure"_L1].toString(), u"http.error"_s);
        QCOMPARE(object["outcome"_L1].toString(), u"down"_s);
        QCOMPARE(object["statusLine"_L1].toString(), u"HTTP/1.1 502 Bad Gateway"_s);
        QCOMPARE(object["headers"_L1].toArray().size(), 3);
        QCOMPARE(object["remoteAddress"_L1].toString(), u"192.0.2.7"_s);
        QCOMPARE(object["addressesTried"_L1].toArray().size(), 2);
        QCOMPARE(object["phasesMs"_L1].toObject(), (QJsonObject{{u"connect"_s, 1.5}}));
        QCOMPARE(object["tls"_L1]["subject"_L1].toString(), u"CN=a.test"_s);
        QCOMPARE(object["tls"_L1]["issuer"_L1].toString(), u"CN=authority"_s);
        QCOMPARE(object["tls"_L1]["notBefore"_L1].toString(), u"1970-01-01T00:00:00Z"_s);
        QVERIFY(object["body"_L1].toString().startsWith(u"<a href=\"https://a.test/?session=•••\">Back</a>"_s));
        QVERIFY(object["body"_L1].toString().toUtf8().size() <= 16 * 1024);
        QVERIFY(!evidence.contains("END"));
        QCOMPARE(object["cut"_L1].toArray(), QJsonArray{u"body"_s});
    }
    void ofNoAnswerThereIsNoHeadAndNoBody()
    {
        Exchange exchange;
        exchange.url = QUrl(u"http://a.test/"_s);
        exchange.failure = Failure::TcpRefused;
        const QJsonObject object = read(evidenceOf(exchange, {Outcome::Down, Failure::TcpRefused, {}}));
        QCOMPARE(object["failure"_L1].toString(), u"tcp.refused"_s);
        for (const QString& absent :
             {u"statusLine"_s, u"headers"_s, u"body"_s, u"remoteAddress"_s, u"addressesTried"_s, u"finalUrl"_s,
              u"tls"_s, u"cut"_s})
            QVERIFY2(!object.contains(absent), qPrintable(absent));
    }
    void whatIsNoAnswerIsKeptAsWell()
    {
        Exchange banner;
        banner.url = QUrl(u"tcp://a.test:25"_s);
        banner.body = "554 no service\r\n";
        const Judgement mismatch{Outcome::Down, Failure::HttpResponseMismatch, u"220 is missing"_s};
        QCOMPARE(read(evidenceOf(banner, mismatch))["body"_L1].toString(), u"554 no service\r\n"_s);
        QCOMPARE(read(evidenceOf(banner, mismatch))["detail"_L1].toString(), u"220 is missing"_s);
        Exchange broken;
        broken.url = QUrl(u"http://a.test/"_s);
        broken.fragment = ResponseHead{200, "1.1", "OK", {{"Server", "x"}, {"Set-Cookie", "id=canary"}}};
        const QByteArray evidence = evidenceOf(broken, {Outcome::Down, Failure::HttpResponseInvalid, {}});
        QCOMPARE(read(evidence)["statusLine"_L1].toString(), u"HTTP/1.1 200 OK"_s);
        QVERIFY(evidence.contains("Server") && !evidence.contains("canary"));
    }
    void aSecretAtTheEdgeIsNotCutInTwo()
    {
        for (int before = 16 * 1024 - 30; before < 16 * 1024; ++before) {
            const QByteArray evidence =
                evidenceOf(answered(QByteArray(before, 'x') + " token=canarycanarycanary\n"), badGateway);
            QVERIFY2(!evidence.contains("canary"), qPrintable(QString::number(before)));
        }
    }
    void itIsNeverLargerThanItsLimit_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<QString>("cut");
        QTest::newRow("controls") << answered(QByteArray(60 * 1024, '\x1b')) << u"body"_s;
        QTest::newRow("zeros") << answered(QByteArray(60 * 1024, '\0')) << u"body"_s;
        QTest::newRow("noise") << answered(QByteArray(60 * 1024, '\xfe')) << u"body"_s;
        QTest::newRow("quotes") << answered(QByteArray(60 * 1024, '"')) << u"body"_s;
        QTest::newRow("characters") << answered(QString(20 * 1024, u'€').toUtf8()) << u"body"_s;
        Exchange fields = answered("body");
        fields.response->headers = QList<HeaderField>(400, {"Server", QByteArray(600, '"')});
        QTest::newRow("many fields") << fields << u"headers"_s;
        fields.response->headers = {{"Server", QByteArray(250 * 1024, '\x01')}};
        QTest::newRow("one field") << fields << u"headers"_s;
        fields.response->headers = {{QByteArray(250 * 1024, 'a'), "x"}};
        QTest::newRow("one name") << fields << u"headers"_s;
        Exchange reason = answered(QByteArray(60 * 1024, 'x'));
        reason.response->reason = QByteArray(200 * 1024, '\x02');
        reason.detail = QString(100 * 1024, u'"');
        reason.finalUrl = QUrl(u"http://a.test/"_s + QString(100 * 1024, u'a'));
        reason.response->headers = QList<HeaderField>(400, {"Server", QByteArray(1000, '\x01')});
        reason.certificate = PeerCertificate{{}, QString(50000, u'x'), QString(50000, u'\x01'), {}, {}};
        QTest::newRow("everything") << reason << u"body statusLine headers detail finalUrl"_s;
    }
    void itIsNeverLargerThanItsLimit()
    {
        QFETCH(Exchange, exchange);
        QFETCH(QString, cut);
        const QByteArray evidence = evidenceOf(exchange, badGateway);
        QVERIFY2(evidence.size() <= most, qPrintable(QString::number(evidence.size())));
        const QJsonArray parts = read(evidence)["cut"_L1].toArray();
        for (const QString& part : cut.split(u' '))
            QVERIFY2(parts.contains(part), qPrintable(part));
        QCOMPARE(parts.size(), cut.split(u' ').size());
        QVERIFY(read(evidence).contains("body"_L1) || read(evidence).contains("bodyBase64"_L1));
    }
    void noTextTakesLong_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char* piece :
             {"a", "a-", "a:", "//a:", "://", "?", "&a", "<input ", "<meta name=csrf", "token", "bearer ", "http://a:a",
              "a@", "//a@", "%", "\"", "name=\"csrf\" "})
            QTest::newRow(piece) << QByteArray(piece);
    }
    void noTextTakesLong()
    {
        QFETCH(QByteArray, piece);
        const QByteArray text = piece.repeated(64 * 1024 / piece.size());
        QElapsedTimer clock;
        clock.start();
        evidenceOf(answered(text), badGateway);
        evidenceOf(answered("http://" + text), badGateway);
        QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed()))); // a few even under sanitizers
    }
    void bytesAreKeptAsBytes()
    {
        const QByteArray bytes("\x16\x03\x01\0\xff", 5);
        const QJsonObject object = read(evidenceOf(answered(bytes), badGateway));
        QVERIFY(!object.contains("body"_L1));
        QCOMPARE(QByteArray::fromBase64(object["bodyBase64"_L1].toString().toLatin1()), bytes);
        const QByteArray hidden = evidenceOf(answered(QByteArray("\0token=canary\n", 14)), badGateway);
        QVERIFY(!QByteArray::fromBase64(read(hidden)["bodyBase64"_L1].toString().toLatin1()).contains("canary"));
        QCOMPARE(read(evidenceOf(answered("caf\xe9 ferm\xe9"), badGateway))["body"_L1].toString(), u"café fermé"_s);
        QCOMPARE(
            read(evidenceOf(answered("geschlossen – später"), badGateway))["body"_L1].toString(),
            u"geschlossen – später"_s);
    }
};

QTEST_APPLESS_MAIN(EvidenceCapsuleTest)
#include "tst_evidencecapsule.moc"
