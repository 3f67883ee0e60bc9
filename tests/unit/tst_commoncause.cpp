// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/commoncause.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const TimePoint begin{Millis(1'700'000'000'000)};

/// A service that failed `after` the first, at this host and address.
FailingService
failing(const QString& id, const QString& host, Failure failure, const QString& address = {}, Seconds after = 0s)
{
    FailingService result;
    result.service = id;
    result.name = id.toUpper();
    result.since = begin + after;
    result.exchange.url = QUrl(u"https://%1/"_s.arg(host));
    result.exchange.failure = failure;
    result.exchange.address = address;
    return result;
}

/// It answered that status, with these headers.
FailingService answering(const QString& id, const QString& host, const QList<HeaderField>& headers, int status = 502)
{
    FailingService result = failing(id, host, Failure::Ok, u"192.0.2."_s + QString::number(id.at(0).unicode()));
    result.exchange.response = ResponseHead{status, "1.1", "Error", headers};
    return result;
}

const QList<HeaderField> edge{{"Server", "cloudflare"}, {"CF-RAY", "8c1234567890abcd-FRA"}};
const QList<HeaderField> nginx{{"Server", "nginx"}};

QString kindOf(const std::optional<CommonCause>& cause)
{
    if (!cause)
        return u"none"_s;
    switch (cause->kind) {
    case CommonCause::Kind::Host:
        return u"host"_s;
    case CommonCause::Kind::ContentNetwork:
        return u"network"_s;
    case CommonCause::Kind::Address:
        return u"address"_s;
    case CommonCause::Kind::Zone:
        return u"zone"_s;
    case CommonCause::Kind::Resolver:
        return u"resolver"_s;
    case CommonCause::Kind::Link:
        return u"link"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

class CommonCauseTest : public QObject {
    Q_OBJECT
private slots:
    void causes_data()
    {
        QTest::addColumn<QList<FailingService>>("services");
        QTest::addColumn<int>("watched");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const QList<FailingService>& services, int watched, const QString& kind,
                            const QString& what = {}) { QTest::newRow(name) << services << watched << kind << what; };
        const auto refused = Failure::TcpRefused;
        row("nothing fails", {}, 5, u"none"_s);
        row("one fails", {failing(u"a"_s, u"a.test"_s, refused)}, 1, u"none"_s);
        row("three on one host",
            {failing(u"a"_s, u"x.test"_s, refused, u"192.0.2.1"_s),
             failing(u"b"_s, u"x.test"_s, Failure::TcpTimedOut, u"192.0.2.1"_s),
             failing(u"c"_s, u"x.test"_s, Failure::HttpResponseTimedOut, u"192.0.2.1"_s)},
            30, u"host"_s, u"x.test"_s);
        row("two of thirty are a coincidence",
            {failing(u"a"_s, u"x.test"_s, refused), failing(u"b"_s, u"x.test"_s, refused)}, 30, u"none"_s);
        row("two of four are half", {failing(u"a"_s, u"x.test"_s, refused), failing(u"b"_s, u"x.test"_s, refused)}, 4,
            u"host"_s, u"x.test"_s);
        row("three on one address",
            {failing(u"a"_s, u"a.test"_s, refused, u"192.0.2.1"_s),
             failing(u"b"_s, u"b.test"_s, refused, u"192.0.2.1"_s),
             failing(u"c"_s, u"c.test"_s, refused, u"192.0.2.1"_s)},
            30, u"address"_s, u"192.0.2.1"_s);
        row("three behind one content network",
            {answering(u"a"_s, u"a.test"_s, edge), answering(u"b"_s, u"b.test"_s, edge),
             answering(u"c"_s, u"c.test"_s, edge)},
            30, u"network"_s, u"Cloudflare"_s);
        row("whether it wrote their answers or passed them on",
            {answering(u"a"_s, u"a.test"_s, edge), answering(u"b"_s, u"b.test"_s, edge, 522),
             answering(u"c"_s, u"c.test"_s, edge, 521)},
            30, u"network"_s, u"Cloudflare"_s);
        row("the same program is nothing in common",
            {answering(u"a"_s, u"a.test"_s, nginx), answering(u"b"_s, u"b.test"_s, nginx),
             answering(u"c"_s, u"c.test"_s, nginx)},
            30, u"none"_s);
        row("names of one domain",
            {failing(u"a"_s, u"a.shop.test"_s, Failure::DnsNameNotResolved),
             failing(u"b"_s, u"b.shop.test"_s, Failure::DnsNameNotResolved),
             failing(u"c"_s, u"shop.test"_s, Failure::DnsFailed)},
            30, u"zone"_s, u"shop.test"_s);
        row("names of one domain below a country's registry",
            {failing(u"a"_s, u"a.shop.co.uk"_s, Failure::DnsFailed),
             failing(u"b"_s, u"b.shop.co.uk"_s, Failure::DnsFailed),
             failing(u"c"_s, u"shop.co.uk"_s, Failure::DnsFailed)},
            30, u"zone"_s, u"shop.co.uk"_s);
        row("a registry is nothing in common",
            {failing(u"a"_s, u"www.shop.co.uk"_s, Failure::DnsFailed),
             failing(u"b"_s, u"blog.co.uk"_s, Failure::DnsFailed),
             failing(u"c"_s, u"mail.co.uk"_s, Failure::DnsFailed)},
            30, u"resolver"_s);
        row("nor is it in Australia",
            {failing(u"a"_s, u"shop.com.au"_s, Failure::DnsNameNotResolved),
             failing(u"b"_s, u"blog.com.au"_s, Failure::DnsNameNotResolved),
             failing(u"c"_s, u"mail.com.au"_s, Failure::DnsNameNotResolved)},
            30, u"resolver"_s);
        row("one domain, but the name service is silent",
            {failing(u"a"_s, u"a.shop.test"_s, Failure::DnsUnreachable),
             failing(u"b"_s, u"b.shop.test"_s, Failure::DnsUnreachable),
             failing(u"c"_s, u"shop.test"_s, Failure::DnsUnreachable)},
            30, u"resolver"_s);
        row("names of several domains",
            {failing(u"a"_s, u"a.shop.test"_s, Failure::DnsUnreachable),
             failing(u"b"_s, u"b.blog.test"_s, Failure::DnsUnreachable),
             failing(u"c"_s, u"c.mail.test"_s, Failure::DnsFailed)},
            30, u"resolver"_s);
        row("all that is watched",
            {failing(u"a"_s, u"a.test"_s, Failure::TcpTimedOut), failing(u"b"_s, u"b.test"_s, refused),
             failing(u"c"_s, u"c.test"_s, Failure::DnsUnreachable)},
            3, u"link"_s);
        row("another service gets through",
            {failing(u"a"_s, u"a.test"_s, Failure::TcpTimedOut), failing(u"b"_s, u"b.test"_s, refused),
             failing(u"c"_s, u"c.test"_s, Failure::DnsUnreachable)},
            4, u"none"_s);
        row("two minutes apart is together",
            {failing(u"a"_s, u"x.test"_s, refused), failing(u"b"_s, u"x.test"_s, refused, {}, 60s),
             failing(u"c"_s, u"x.test"_s, refused, {}, 120s)},
            30, u"host"_s, u"x.test"_s);
        row("longer is not",
            {failing(u"a"_s, u"x.test"_s, refused), failing(u"b"_s, u"x.test"_s, refused, {}, 60s),
             failing(u"c"_s, u"x.test"_s, refused, {}, 121s)},
            30, u"none"_s);
        row("what more of them share counts",
            {failing(u"a"_s, u"x.test"_s, refused, u"192.0.2.1"_s),
             failing(u"b"_s, u"x.test"_s, refused, u"192.0.2.1"_s),
             failing(u"c"_s, u"x.test"_s, refused, u"192.0.2.1"_s),
             failing(u"d"_s, u"y.test"_s, refused, u"192.0.2.1"_s)},
            30, u"address"_s, u"192.0.2.1"_s);
    }
    void causes()
    {
        QFETCH(QList<FailingService>, services);
        QFETCH(int, watched);
        QFETCH(QString, kind);
        QFETCH(QString, what);
        const auto cause = commonCause(services, watched, LocalNetwork::Unknown);
        QCOMPARE(kindOf(cause), kind);
        QCOMPARE(cause ? cause->what : QString(), what);
        // The order in which they are given makes no difference.
        std::ranges::reverse(services);
        QVERIFY(commonCause(services, watched, LocalNetwork::Unknown) == cause);
    }

    void aProxysAddressIsNotTheirs()
    {
        QList<FailingService> services;
        for (const QString& id : {u"a"_s, u"b"_s, u"c"_s}) {
            services.append(failing(id, id + u".test"_s, Failure::HttpResponseTimedOut, u"192.0.2.9"_s));
            services.last().exchange.viaProxy = true;
        }
        QCOMPARE(kindOf(commonCause(services, 30, LocalNetwork::Unknown)), u"none"_s);
    }

    void whoIsOnlineDoesNotSuspectTheLine()
    {
        const QList<FailingService> services{
            failing(u"a"_s, u"a.test"_s, Failure::TcpTimedOut), failing(u"b"_s, u"b.test"_s, Failure::TcpTimedOut)};
        QCOMPARE(kindOf(commonCause(services, 2, LocalNetwork::Unknown)), u"link"_s);
        QCOMPARE(kindOf(commonCause(services, 2, LocalNetwork::Online)), u"none"_s);
    }

    void itIsOneSentence()
    {
        QList<FailingService> services;
        for (const QString& id : {u"a"_s, u"b"_s, u"c"_s})
            services.append(failing(id, u"shop.test"_s, Failure::TcpRefused));
        QCOMPARE(
            commonCause(services, 9, LocalNetwork::Unknown)->sentence,
            u"A, B and C failed together: all are on shop.test, so look at that host first"_s);
        services.append(failing(u"d"_s, u"shop.test"_s, Failure::TcpRefused, {}, 5s));
        services.append(failing(u"e"_s, u"shop.test"_s, Failure::TcpRefused, {}, 9s));
        const auto five = commonCause(services, 9, LocalNetwork::Unknown);
        QCOMPARE(
            five->sentence, u"A, B, C, D and E failed together: all are on shop.test, so look at that host first"_s);
        QVERIFY(five->sentence.endsWith(five->why));
        QCOMPARE(five->services, (QList<ServiceId>{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s}));
        QCOMPARE(toIso(five->at), toIso(begin + 9s));
        const auto two = commonCause(services.first(2), 2, LocalNetwork::Unknown);
        QVERIFY(two->sentence.startsWith(u"A and B failed together"_s));
    }

    void namesAreListedAsTheyFit()
    {
        QCOMPARE(listed({}), QString());
        QCOMPARE(listed({u"A"_s}), u"A"_s);
        QCOMPARE(listed({u"A"_s, u" B\n"_s}), u"A and B"_s);
        QCOMPARE(listed(QStringList(100, u"ten chars "_s)).count(u"ten chars"_s), 10);
        QVERIFY(listed(QStringList(100, u"ten chars "_s)).endsWith(u" and 90 more"_s));
        const QString cut = QString(39, u'x') + u'…';
        QCOMPARE(listed(QStringList(5, QString(50, u'x'))), u"%1, %1, %1 and 2 more"_s.arg(cut)); // three, however long
    }
};

QTEST_APPLESS_MAIN(CommonCauseTest)
#include "tst_commoncause.moc"
