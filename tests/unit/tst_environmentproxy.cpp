// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/environmentproxy.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                 "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

} // namespace

/// The variables that curl's manual describes, read as it does.
class EnvironmentProxyTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        for (const char* name : names)
            qunsetenv(name);
    }
    void cleanupTestCase() { init(); }

    void whichVariable_data()
    {
        QTest::addColumn<QByteArrayList>("variables");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("proxy");
        const auto row = [](const char* name, const QByteArrayList& variables, const QString& url,
                            const QByteArray& proxy) { QTest::newRow(name) << variables << url << proxy; };
        const QString http = u"http://a.test/"_s;
        const QString https = u"https://a.test/"_s;
        row("none", {}, http, "");
        row("http", {"http_proxy=p"}, http, "p");
        row("http, not for https", {"http_proxy=p"}, https, "");
        row("http in capitals is a header field of CGI", {"HTTP_PROXY=p"}, http, "");
        row("https", {"https_proxy=p"}, https, "p");
        row("https in capitals", {"HTTPS_PROXY=p"}, https, "p");
        row("small letters first", {"HTTPS_PROXY=p", "https_proxy=q"}, https, "q");
        row("all", {"all_proxy=p"}, http, "p");
        row("all in capitals", {"ALL_PROXY=p"}, https, "p");
        row("its own before all", {"all_proxy=p", "https_proxy=q"}, https, "q");
        row("an empty one is none", {"https_proxy=", "ALL_PROXY=p"}, https, "p");
        row("exempt", {"https_proxy=p", "no_proxy=a.test"}, https, "");
        row("exempt in capitals", {"https_proxy=p", "NO_PROXY=a.test"}, https, "");
        row("small letters first there as well", {"https_proxy=p", "no_proxy=b.test", "NO_PROXY=a.test"}, https, "p");
        row("an empty list is none", {"https_proxy=p", "no_proxy=", "NO_PROXY=a.test"}, https, "");
    }
    void whichVariable()
    {
        QFETCH(QByteArrayList, variables);
        QFETCH(QString, url);
        QFETCH(QByteArray, proxy);
        for (const QByteArray& variable : variables) {
            const qsizetype equals = variable.indexOf('=');
            qputenv(variable.first(equals).constData(), variable.sliced(equals + 1));
        }
        QCOMPARE(environmentProxy(QUrl(url)), proxy);
    }

    void whoIsExempt_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("list");
        QTest::addColumn<bool>("exempt");
        const auto row = [](const char* name, const QString& url, const QString& list, bool exempt) {
            QTest::newRow(name) << url << list << exempt;
        };
        row("itself", u"http://a.test/"_s, u"b.test,a.test"_s, true);
        row("another", u"http://a.test/"_s, u"b.test"_s, false);
        row("a domain above it", u"http://www.a.test/"_s, u"a.test"_s, true);
        row("with a point", u"http://www.a.test/"_s, u".a.test"_s, true);
        row("the domain itself", u"http://a.test/"_s, u".a.test"_s, true);
        row("the same end of a name", u"http://nota.test/"_s, u"a.test,.a.test"_s, false);
        row("a point at the end", u"http://a.test./"_s, u"a.test"_s, true);
        row("and in the list", u"http://a.test/"_s, u"a.test."_s, true);
        row("capitals", u"http://WWW.a.test/"_s, u"A.TEST"_s, true);
        row("with a port", u"http://a.test:8080/"_s, u"a.test"_s, true);
        row("all", u"http://a.test/"_s, u"*"_s, true);
        row("all only alone", u"http://a.test/"_s, u"b.test,*"_s, false);
        row("no pattern", u"http://www.a.test/"_s, u"*.a.test"_s, false);
        row("blanks", u"http://a.test/"_s, u" b.test , ,, a.test "_s, true);
        row("a blank within ends it", u"http://a.test/"_s, u"b.test c.test,a.test"_s, false);
        row("an address", u"http://192.0.2.7/"_s, u"192.0.2.7"_s, true);
        row("its network", u"http://192.0.2.7/"_s, u"192.0.2.0/24"_s, true);
        row("another network", u"http://192.0.3.7/"_s, u"192.0.2.0/24"_s, false);
        row("a network of one", u"http://192.0.2.7/"_s, u"192.0.2.0/32"_s, false);
        row("no such network", u"http://192.0.2.7/"_s, u"192.0.2.7/33"_s, false);
        row("a network without its bits", u"http://192.0.2.7/"_s, u"192.0.2.0"_s, false);
        row("the end of an address", u"http://10.192.0.2/"_s, u"192.0.2"_s, false);
        row("IPv6 stands in brackets", u"http://[2001:db8::7]/"_s, u"2001:db8::7"_s, true);
        row("written otherwise", u"http://[2001:db8::7]/"_s, u"2001:db8:0:0::7"_s, true);
        row("its IPv6 network", u"http://[2001:db8::7]:8080/"_s, u"2001:db8::/32"_s, true);
        row("another IPv6 network", u"http://[2001:db9::7]/"_s, u"2001:db8::/32"_s, false);
        row("no brackets in the list", u"http://[2001:db8::7]/"_s, u"[2001:db8::7]"_s, false);
        row("a name is no address", u"http://a.test/"_s, u"192.0.2.0/24,::/1"_s, false);
    }
    void whoIsExempt()
    {
        QFETCH(QString, url);
        QFETCH(QString, list);
        QFETCH(bool, exempt);
        qputenv("http_proxy", "p");
        qputenv("no_proxy", list.toUtf8());
        QCOMPARE(environmentProxy(QUrl(url)).isEmpty(), exempt);
    }

    void aProxyIsNamedWithoutItsLogin_data()
    {
        QTest::addColumn<QByteArray>("proxy");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* proxy, const QString& name) {
            QTest::newRow(proxy) << QByteArray(proxy) << name;
        };
        row("http://proxy.test:3128", u"proxy.test:3128"_s);
        row("http://me:pw@proxy.test:3128/", u"proxy.test:3128"_s);
        row("proxy.test:3128", u"proxy.test:3128"_s);
        row("http://me:p@w@127.0.0.1:1", u"127.0.0.1:1"_s);
        row("http://me:pa/ss@proxy:1", u"proxy:1"_s);
        row("http://127.0.0.1", u"127.0.0.1:1080"_s); // curl's choice
        row("HTTPS://proxy.test", u"proxy.test:443"_s);
        row("socks5h://[::1]:1080", u"[::1]:1080"_s);
        row("http://pröxy.test:1", u"xn--prxy-6qa.test:1"_s);
        row("http://me:pw", {}); // which curl takes for a host and a port
        row("http://", {});
    }
    void aProxyIsNamedWithoutItsLogin()
    {
        QFETCH(QByteArray, proxy);
        QTEST(proxyName(proxy), "name");
    }

    void whatIsSaidOfAProxyHasNoLogin_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QByteArray>("proxy");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char* name, const QByteArray& said, const QByteArray& proxy,
                            const QByteArray& shown) { QTest::newRow(name) << said << proxy << shown; };
        row("bad port", "Unsupported proxy syntax in 'me:pw@proxy:bad'", "me:pw@proxy:bad",
            "Unsupported proxy syntax in '•••@proxy:bad'");
        row("slash", "Unsupported proxy syntax in 'http://me:pa/ss@proxy:1'", "http://me:pa/ss@proxy:1",
            "Unsupported proxy syntax in 'http://•••@proxy:1'");
        row("piece by piece", "Could not resolve proxy: me, port pa", "http://me:pa/ss@proxy:1",
            "Could not resolve proxy: •••, port •••");
        row("no login", "Could not resolve proxy: proxy", "http://proxy:1", "Could not resolve proxy: proxy");
        row("within a word", "some message", "http://me:x@proxy", "some message");
    }
    void whatIsSaidOfAProxyHasNoLogin()
    {
        QFETCH(QByteArray, said);
        QFETCH(QByteArray, proxy);
        QFETCH(QByteArray, shown);
        QCOMPARE(withoutLogin(said, proxy), shown);
    }
};

QTEST_APPLESS_MAIN(EnvironmentProxyTest)
#include "tst_environmentproxy.moc"
