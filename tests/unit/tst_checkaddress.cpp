// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/checkaddress.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

Check::How connection(const QString& host, int port, bool tls)
{
    TcpCheck check;
    check.host = host;
    check.port = port;
    check.useTls = tls;
    return check;
}

Check::How question(const QString& name, const QString& record, const QString& server)
{
    DnsCheck check;
    check.name = name;
    check.record = record;
    check.server = server;
    return check;
}

Check::How echo(const QString& host)
{
    PingCheck check;
    check.host = host;
    return check;
}

} // namespace

Q_DECLARE_METATYPE(Gatewatch::Check::How)

class CheckAddressTest : public QObject {
    Q_OBJECT
private slots:
    void anAddressSaysWhatItAsksFor_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<Check::How>("how");
        const auto row = [](const char* address, const Check::How& how) {
            QTest::newRow(address) << QString::fromUtf8(address) << how;
        };
        HttpCheck page;
        page.url = QUrl(u"https://shop.test/a?b=c"_s);
        row("https://shop.test/a?b=c", page);
        row("tcp://mail.test:25", connection(u"mail.test"_s, 25, false));
        row("TCP://mail.test:25/", connection(u"mail.test"_s, 25, false));
        row("tls://[::1]:993", connection(u"::1"_s, 993, true));
        row("dns:shop.test", question(u"shop.test"_s, u"A"_s, {}));
        row("dns:shop.test?type=AAAA", question(u"shop.test"_s, u"AAAA"_s, {}));
        row("dns:_sip._tcp.test?CLASS=IN;TYPE=srv", question(u"_sip._tcp.test"_s, u"SRV"_s, {}));
        row("dns://192.0.2.53/shop.test?type=MX", question(u"shop.test"_s, u"MX"_s, u"192.0.2.53"_s));
        row("dns://192.0.2.53:5353/shop.test", question(u"shop.test"_s, u"A"_s, u"192.0.2.53:5353"_s));
        row("dns://[2001:db8::53]:53/shop.test", question(u"shop.test"_s, u"A"_s, u"[2001:db8::53]:53"_s));
        row("ping:shop.test", echo(u"shop.test"_s));
        row("ping:192.0.2.7", echo(u"192.0.2.7"_s));
        row("ping://shop.test", echo(u"shop.test"_s));
        row("ping://[::1]", echo(u"::1"_s));
    }
    /// And Check::address() leads back to the same.
    void anAddressSaysWhatItAsksFor()
    {
        QFETCH(QString, address);
        QFETCH(Check::How, how);
        const auto read = checkAt(address);
        QVERIFY2(read.ok(), qPrintable(read.reason()));
        QVERIFY(*read == how);
        Check check;
        check.how = how;
        const auto again = checkAt(check.address().toString());
        QVERIFY2(again.ok(), qPrintable(check.address().toString() + u' ' + again.reason()));
        QVERIFY2(*again == how, qPrintable(check.address().toString()));
    }
    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* address, const QString& reason) {
            QTest::newRow(address) << QString::fromUtf8(address) << reason;
        };
        const QString scheme = u"must begin with http://, https://, tcp://, tls://, dns: or ping:"_s;
        row("", scheme);
        row("shop.test", scheme);
        row("shop.test:25", scheme);
        row("ftp://shop.test/", scheme);
        row("https://", u"must name a host"_s);
        row("http:shop.test", u"must begin with http:// or https://"_s);
        const QString place = u"must name a host and a port, like tcp://mail.example.org:25"_s;
        row("tcp://shop.test", place);
        row("tcp://shop.test:0", place);
        row("tcp:shop.test:25", place);
        row("tcp://me:secret@shop.test:25", place);
        row("tcp://shop.test:25/path", place);
        row("tcp://shop.test:25?send=x", place);
        row("tls://:25", u"must name a host and a port, like tls://mail.example.org:25"_s);
        row("tcp://shop.test:70000", u"must be a valid address"_s);
        const QString name = u"must ask for a name, like dns:www.example.org?type=AAAA"_s;
        row("dns:", name);
        row("dns:shop test", u"must be a valid address"_s);
        row("dns:shop..test", name);
        row("dns://192.0.2.53", name);
        row("dns:///shop.test", name);
        row("dns://resolver.test/shop.test",
            u"must name the server by its numeric address, like dns://192.0.2.53/www.example.org"_s);
        row("dns:shop.test?type=XYZ", u"must ask for type=A, AAAA, CNAME, MX, NS, PTR, SOA, SRV, TXT, CAA"_s);
        row("dns:shop.test?class=CH", u"must have nothing but a type behind the name, like ?type=AAAA"_s);
        row("dns:shop.test?AAAA", u"must have nothing but a type behind the name, like ?type=AAAA"_s);
        const QString host = u"must name a host and nothing else, like ping:www.example.org"_s;
        row("ping:", host);
        row("ping://shop.test:7", host);
        row("ping://shop.test/a", host);
        row("ping:shop.test/a", host);
        row("ping:shop.test?a", host);
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QString, address);
        const auto read = checkAt(address);
        QVERIFY(!read.ok());
        QTEST(read.reason(), "reason");
    }
};

QTEST_GUILESS_MAIN(CheckAddressTest)
#include "tst_checkaddress.moc"
