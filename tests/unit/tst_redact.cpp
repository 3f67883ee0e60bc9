// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/redact.h>

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
        row("meta", u"<meta name=\"csrf-token\" content=\"canary\"><p>hello"_s, u"name=\"csrf-token\""_s);
        row("meta, the other way round", u"<meta content='canary' name='csrf-token'/>end"_s, u"end"_s);
        row("hidden field", u"<input type=hidden name=csrf_token value=canary>end"_s, u"type=hidden"_s);
        row("Rails", u"<INPUT value=\"canary==\" name=\"authenticity_token\">end"_s, u"authenticity_token"_s);
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
        const QString form = u"<meta name=\"viewport\" content=\"x\"><input name=\"q\" value=\"tokens\">"_s;
        QCOMPARE(redactedText(form), form);
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

    void valuesThatAreKnownAreNowhere()
    {
        const QByteArray secret = "c<na\"ry&/3";
        Exchange exchange;
        exchange.finalUrl = QUrl(u"http://a.test/c%3Cna%22ry%26%2F3/x"_s);
        exchange.detail = u"sent c<na\"ry&/3 in vain"_s;
        exchange.body = "1: c<na\"ry&/3 2: c&lt;na&quot;ry&amp;/3 3: c<na\\\"ry&/3 4: c%3Cna%22ry%26%2F3 5: "
            + secret.toBase64() + " end";
        exchange.response = ResponseHead{502, "1.1", "no " + secret, {{"Server", "x " + secret}, {"X-" + secret, "y"}}};
        const Exchange safe = withoutValues(exchange, {secret, "me", {}});
        QCOMPARE(safe.body, QByteArray("1: ••• 2: ••• 3: ••• 4: ••• 5: ••• end"));
        QCOMPARE(safe.detail, u"sent ••• in vain"_s); // "me" is too short to be one
        QCOMPARE(safe.finalUrl.path(), u"/•••/x"_s);
        QCOMPARE(safe.response->reason, QByteArray("no •••"));
        QCOMPARE(safe.response->headers, (QList<HeaderField>{{"Server", "x •••"}, {"X-•••", "y"}}));
        QCOMPARE(withoutValues(exchange, {}), exchange);
    }
    /// Each character may be escaped or not, as whoever repeats it likes.
    void valuesAreFoundHoweverTheyAreWritten_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("as it is") << QByteArray("ab/cd+ef=GH 1'&é");
        QTest::newRow("lower case") << QByteArray("ab/cd+ef=gh 1'&é");
        QTest::newRow("part of a query") << QByteArray("ab/cd%2Bef%3DGH+1%27%26%C3%A9");
        QTest::newRow("in lower digits") << QByteArray("ab%2fcd%2bef%3dGH%201'&%c3%a9");
        QTest::newRow("of a query in a query") << QByteArray("ab%252Fcd%252Bef%253DGH%25201%2527%2526%25C3%25A9");
        QTest::newRow("JSON of PHP") << QByteArray("ab\\/cd+ef=GH 1'&\\u00e9");
        QTest::newRow("JSON for pages") << QByteArray("ab\\/cd+ef\\u003dGH 1\\u0027\\u0026\\u00E9");
        QTest::newRow("a page") << QByteArray("ab&#x2F;cd&#43;ef&#x3d;GH 1&#039;&amp;&#233;");
        QTest::newRow("a login") << QByteArray("ab/cd+ef=GH 1'&é").toBase64();
        QTest::newRow("a login in an address")
            << QByteArray("ab/cd+ef=GH 1'&é").toBase64(QByteArray::Base64UrlEncoding);
    }
    void valuesAreFoundHoweverTheyAreWritten()
    {
        QFETCH(QByteArray, written);
        Exchange exchange;
        exchange.body = "\xff one " + written + " two " + written + " three";
        exchange.detail = u"about "_s + QString::fromUtf8(written);
        const Exchange safe = withoutValues(exchange, {"other", "ab/cd+ef=GH 1'&é"});
        QCOMPARE(safe.body, QByteArray("\xff one ••• two ••• three"));
        QCOMPARE(safe.detail, u"about •••"_s);
    }
    void longTokensAreFoundAsWell()
    {
        const QByteArray token = QByteArray("eyJhbGciOi_-.").repeated(1000);
        const QByteArray other = QByteArray("/+= ").repeated(5000); // more than a pattern can hold
        Exchange exchange;
        exchange.body = "a " + token + " b " + token.toLower() + " c " + other;
        QCOMPARE(withoutValues(exchange, {token, other}).body, QByteArray("a ••• b ••• c •••"));
    }
    void aHostOfAValueIsHidden()
    {
        Exchange exchange;
        exchange.finalUrl = QUrl(u"http://CANARY-12.test:81/x"_s);
        const Exchange safe = withoutValues(exchange, {"Canary-12"});
        QCOMPARE(safe.finalUrl, QUrl(u"http://hidden.invalid:81/x"_s));
    }
    void whatWasTypedAsAnAddressLosesItsPassword_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("bare") << u"me:canary@db.test"_s << u"•••@db.test"_s;
        QTest::newRow("whole") << u"ftp://me:canary@db.test/?a=canary"_s << u"ftp://•••@db.test/?a=•••"_s;
        QTest::newRow("slash in it") << u"http://me:can/canary@db.test/"_s << u"http://•••@db.test/"_s;
        QTest::newRow("bare, slash in it") << u"me:can/canary@db.test"_s << u"•••@db.test"_s;
        QTest::newRow("a path with @") << u"https://a.test:443/@name"_s << u"https://a.test:443/@name"_s;
        QTest::newRow("IPv6") << u"https://[::1]/@name"_s << u"https://[::1]/@name"_s;
        QTest::newRow("words") << u"is it up"_s << u"is it up"_s;
    }
    void whatWasTypedAsAnAddressLosesItsPassword()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(redactedAddress(text), shown);
    }
};

QTEST_APPLESS_MAIN(RedactTest)
#include "tst_redact.moc"
