// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/redact.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

class RedactTest : public QObject {
    Q_OBJECT
private slots:
    void addressesLoseUserValuesAndFragment_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* name, const QString& url, const QString& shown) {
            QTest::newRow(name) << url << shown;
        };
        row("nothing to hide", u"https://a.test/b/c"_s, u"https://a.test/b/c"_s);
        row("user", u"https://canary@a.test/"_s, u"https://•••@a.test/"_s);
        row("user and password", u"https://me:canary@a.test:8443/x"_s, u"https://•••@a.test:8443/x"_s);
        row("values", u"https://a.test/?key=canary&page=2"_s, u"https://a.test/?key=•••&page=•••"_s);
        row("empty value", u"https://a.test/?key=&x=canary"_s, u"https://a.test/?key=•••&x=•••"_s);
        row("no key", u"https://a.test/?canary"_s, u"https://a.test/?•••"_s);
        row("equals in value", u"https://a.test/?a=b=canary"_s, u"https://a.test/?a=•••"_s);
        row("question in value", u"https://a.test/?a=b?canary=1"_s, u"https://a.test/?a=•••=•••"_s);
        row("fragment", u"https://a.test/#access_token=canary"_s, u"https://a.test/#•••"_s);
        row("value and fragment", u"https://a.test/?a=canary#canary"_s, u"https://a.test/?a=•••#•••"_s);
        row("at sign in path", u"https://a.test/@name"_s, u"https://a.test/@name"_s);
    }
    void addressesLoseUserValuesAndFragment()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        const QString redacted = redactedUrl(QUrl(url));
        QVERIFY2(!redacted.contains(u"canary"_s), qPrintable(redacted));
        if (!url.contains(u"b?canary"_s))
            QCOMPARE(redacted, shown);
    }

    void textLosesSecrets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kept");
        const auto row = [](const char* name, const QString& text, const QString& kept) {
            QTest::newRow(name) << text << kept;
        };
        row("address", u"see https://me:canary@a.test/x?k=canary for more"_s, u"for more"_s);
        row("broken address", u"\"http://me:canary@exa mple/\""_s, u"mple"_s);
        row("authorization", u"GET / HTTP/1.1\r\nAuthorization: Bearer canary\r\nAccept: */*"_s, u"Accept: */*"_s);
        row("cookie", u"Set-Cookie: a=canary; Path=/\nServer: x"_s, u"Server: x"_s);
        row("json", u"{\"password\": \"canary\", \"user\": \"joe\"}"_s, u"\"user\": \"joe\""_s);
        row("api key", u"api_key=canary"_s, u"api_key"_s);
        row("token", u"your access_token = canary"_s, u"your access_token"_s);
        row("bearer alone", u"sent Bearer canary123 to it"_s, u"to it"_s);
        row("secret", u"client_secret: canary"_s, u"client_secret"_s);
        row("letter case", u"AUTHORIZATION:canary"_s, u"AUTHORIZATION"_s);
    }
    void textLosesSecrets()
    {
        QFETCH(QString, text);
        QFETCH(QString, kept);
        const QString redacted = redactedText(text);
        QVERIFY2(!redacted.contains(u"canary"_s), qPrintable(redacted));
        QVERIFY2(redacted.contains(kept), qPrintable(redacted));
        QCOMPARE(redactedText(redacted), redacted);
    }
    void harmlessTextStays()
    {
        const QString page = u"<html><head><title>502 Bad Gateway</title></head><center>nginx/1.22.1</center></html>"_s;
        QCOMPARE(redactedText(page), page);
    }

    void onlyHarmlessHeaderValuesStay()
    {
        const QList<HeaderField> harmless{
            {"Server", "nginx/1.22.1"},
            {"VIA", "1.1 varnish"},
            {"Retry-After", "7"},
            {"cf-ray", "8f-FRA"},
            {"Content-Type", "text/html"}};
        for (const HeaderField& field : harmless)
            QCOMPARE(redactedHeader(field), field);
        for (const char* name : {"Authorization", "Cookie", "set-cookie", "X-Api-Key", "X-New-Secret-Thing", ""}) {
            const HeaderField redacted = redactedHeader({name, "canary"});
            QCOMPARE(redacted.name, QByteArray(name));
            QCOMPARE(redacted.value, QByteArray("•••"));
        }
        QCOMPARE(redactedHeader({"Location", "/next?code=canary"}).value, QByteArray("/next?code=•••"));
        QCOMPARE(
            redactedHeader({"Server", "x?y https://me:canary@a.test/"}).value, QByteArray("x?y https://•••@a.test/"));
    }

    void evidenceHoldsEverythingButTheSecrets()
    {
        Exchange exchange;
        exchange.at = TimePoint(Millis(1000));
        exchange.method = "POST";
        exchange.url = QUrl(u"https://me:canary@a.test/x?key=canary"_s);
        exchange.finalUrl = QUrl(u"https://b.test/?code=canary"_s);
        exchange.address = u"192.0.2.7"_s;
        exchange.addressesTried = {{u"2001:db8::7"_s, Failure::TcpTimedOut}, {u"192.0.2.7"_s, Failure::Ok}};
        exchange.phases.connect = Micros(1500);
        exchange.total = Micros(20300);
        exchange.detail = u"failed for https://me:canary@a.test/"_s;
        exchange.body = "<a href=\"https://a.test/?session=canary\">Back</a> " + QByteArray(20 * 1024, 'x') + "END";
        exchange.bytes = exchange.body.size();
        exchange.response = ResponseHead{
            502, "1.1", "Bad Gateway", {{"Server", "nginx"}, {"Set-Cookie", "id=canary"}, {"X-Debug", "canary"}}};
        const QByteArray evidence = evidenceOf(exchange);
        QVERIFY2(!evidence.contains("canary"), evidence.constData());
        const QJsonObject object = QJsonDocument::fromJson(evidence).object();
        QCOMPARE(object["statusLine"_L1].toString(), u"HTTP/1.1 502 Bad Gateway"_s);
        QCOMPARE(object["headers"_L1].toArray().size(), 3);
        QCOMPARE(object["remoteAddress"_L1].toString(), u"192.0.2.7"_s);
        QCOMPARE(object["addressesTried"_L1].toArray().size(), 2);
        QCOMPARE(object["phasesMs"_L1].toObject(), (QJsonObject{{u"connect"_s, 1.5}}));
        QVERIFY(object["body"_L1].toString().startsWith(u"<a href=\"https://a.test/?session=•••\">Back</a>"_s));
        QVERIFY(object["body"_L1].toString().size() <= 16 * 1024);
        QVERIFY(!evidence.contains("END"));
    }
    void evidenceOfNoAnswerHasNoHeadAndNoBody()
    {
        Exchange exchange;
        exchange.url = QUrl(u"http://a.test/"_s);
        exchange.failure = Failure::TcpRefused;
        const QJsonObject object = QJsonDocument::fromJson(evidenceOf(exchange)).object();
        QCOMPARE(object["failure"_L1].toString(), u"tcp.refused"_s);
        for (const QString& absent :
             {u"statusLine"_s, u"headers"_s, u"body"_s, u"remoteAddress"_s, u"addressesTried"_s, u"finalUrl"_s})
            QVERIFY2(!object.contains(absent), qPrintable(absent));
    }
};

QTEST_APPLESS_MAIN(RedactTest)
#include "tst_redact.moc"
