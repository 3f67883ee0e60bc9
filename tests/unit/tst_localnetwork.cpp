// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/localnetwork.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr Peer stranger{};
constexpr Peer ourselves{.here = true, .nearby = true, .numbered = true};
constexpr Peer neighbour{.nearby = true, .numbered = true};
constexpr Peer namedNeighbour{.nearby = true};
constexpr Peer proved{.proved = true};

} // namespace

class LocalNetworkTest : public QObject {
    Q_OBJECT
private slots:
    void connectivity_data()
    {
        QTest::addColumn<QList<int>>("answers"); // 0: none; -1: nor of a name server; -2: only of that, an error
        QTest::addColumn<LocalNetwork>("network");
        QTest::newRow("both right") << QList<int>{204, 204} << LocalNetwork::Online;
        QTest::newRow("one right is enough") << QList<int>{0, 204} << LocalNetwork::Online;
        QTest::newRow("no answer") << QList<int>{0, 0} << LocalNetwork::Offline;
        QTest::newRow("sign-in page") << QList<int>{200, 0} << LocalNetwork::CaptivePortal;
        QTest::newRow("redirect to a sign-in page") << QList<int>{302, 302} << LocalNetwork::CaptivePortal;
        QTest::newRow("511") << QList<int>{511, 0} << LocalNetwork::CaptivePortal;
        QTest::newRow("their server is broken") << QList<int>{500, 204} << LocalNetwork::Online;
        QTest::newRow("the name servers are silent") << QList<int>{-1, -1} << LocalNetwork::NoNameService;
        QTest::newRow("they fail") << QList<int>{-2, -2} << LocalNetwork::NoNameService;
        QTest::newRow("they fail or are silent") << QList<int>{-1, -2} << LocalNetwork::NoNameService;
        QTest::newRow("they do not know one of them") << QList<int>{-2, 204} << LocalNetwork::Online;
        QTest::newRow("they answered one question") << QList<int>{-1, 0} << LocalNetwork::Offline;
    }
    void connectivity()
    {
        QFETCH(QList<int>, answers);
        QFETCH(LocalNetwork, network);
        const QList<ConnectivityCheck> asked{{QUrl(u"http://a.test/"_s), 204}, {QUrl(u"http://b.test/"_s), 204}};
        QList<Exchange> got;
        for (int i = 0; i < 2; ++i) {
            Exchange exchange;
            exchange.url = asked[i].url;
            if (answers[i] > 0)
                exchange.response = ResponseHead{answers[i], "1.1", "", {}};
            else
                exchange.failure = answers[i] == -2 ? Failure::DnsFailed
                    : answers[i] == -1              ? Failure::DnsUnreachable
                                                    : Failure::TcpTimedOut;
            got.append(exchange);
        }
        QCOMPARE(judgeConnectivity(asked, got), network);
        QCOMPARE(judgeConnectivity({}, got), LocalNetwork::Unknown);
    }

    void byNumberAndByName()
    {
        const QList<ConnectivityCheck> asked{{QUrl(u"http://192.0.2.1/"_s), 204}, {QUrl(u"http://b.test/"_s), 204}};
        QList<Exchange> got(2);
        got[0].url = asked[0].url;
        got[0].response = ResponseHead{204, "1.1", "", {}};
        got[1].url = asked[1].url;
        QVERIFY(settles({asked[0]}, {got[0]}));
        QVERIFY(!settles(asked, {got[0]})); // whether names are found is still to come
        for (const Failure failure : {Failure::DnsUnreachable, Failure::DnsFailed}) {
            got[1].failure = failure;
            QVERIFY(!provesNames(got));
            QCOMPARE(judgeConnectivity(asked, got), LocalNetwork::OnlyByNumber);
            QVERIFY(mayExplain(LocalNetwork::OnlyByNumber, failure, stranger));
            QVERIFY(!mayExplain(LocalNetwork::OnlyByNumber, failure, {.numbered = true})); // a chosen name server
        }
        QVERIFY(!mayExplain(LocalNetwork::OnlyByNumber, Failure::TcpTimedOut, stranger));
        got[1].failure = Failure::TcpRefused; // but found
        QVERIFY(provesNames(got) && settles(asked, got));
        QCOMPARE(judgeConnectivity(asked, got), LocalNetwork::Online);
        got[1].viaProxy = true; // which looked it up
        QVERIFY(!provesNames(got));
    }

    void aSignInPageThatSaysYesToEverything()
    {
        const QList<ConnectivityCheck> asked{{QUrl(u"http://a.test/"_s), 200}, {QUrl(u"http://b.test/"_s), 204}};
        QList<Exchange> got(2);
        for (int i = 0; i < 2; ++i) {
            got[i].url = asked[i].url;
            got[i].response = ResponseHead{200, "1.1", "", {}};
        }
        QVERIFY(!provesOnline(asked, {got[0]})); // it waits for the one that only the internet can give
        QCOMPARE(judgeConnectivity(asked, got), LocalNetwork::CaptivePortal);
        got[1].response->status = 204;
        QCOMPARE(judgeConnectivity(asked, got), LocalNetwork::Online);
        QVERIFY(provesOnline(asked, {got[1]}));
    }

    /// As with a server whose right answer is another one by now.
    void oneThatChangedIsNoSignInPage()
    {
        QList<ConnectivityCheck> asked;
        QList<Exchange> got(3);
        for (int i = 0; i < 3; ++i) {
            asked.append({QUrl(u"http://%1.test/"_s.arg(i)), 200});
            got[i].url = asked[i].url;
            got[i].response = ResponseHead{i == 0 ? 301 : 200, "1.1", "", {}};
        }
        QCOMPARE(judgeConnectivity(asked, got), LocalNetwork::Online);
        got[1].response->status = 302;
        QCOMPARE(judgeConnectivity(asked, got), LocalNetwork::CaptivePortal);
    }

    void explanations_data()
    {
        QTest::addColumn<Failure>("failure");
        QTest::addColumn<Peer>("peer");
        QTest::addColumn<bool>("offline");
        QTest::addColumn<bool>("portal");
        QTest::newRow("no reaction") << Failure::TcpTimedOut << stranger << true << true;
        QTest::newRow("no reaction from ourselves") << Failure::TcpTimedOut << ourselves << false << false;
        QTest::newRow("no reaction from nearby") << Failure::TcpTimedOut << neighbour << true << true;
        QTest::newRow("no such name") << Failure::DnsNameNotResolved << stranger << true << true;
        QTest::newRow("refused") << Failure::TcpRefused << stranger << true << true;
        QTest::newRow("closed") << Failure::TcpClosed << stranger << true << true;
        QTest::newRow("refused nearby") << Failure::TcpRefused << neighbour << false << false;
        QTest::newRow("refused by what the name leads to") << Failure::TcpRefused << namedNeighbour << false << true;
        QTest::newRow("another certificate") << Failure::TlsCertNameInvalid << stranger << true << true;
        QTest::newRow("broken off") << Failure::HttpResponseIncomplete << proved << true << true;
        QTest::newRow("an error") << Failure::HttpError << stranger << false << true;
        QTest::newRow("an error of who proved to be it") << Failure::HttpError << proved << false << false;
        QTest::newRow("an error nearby") << Failure::HttpError << neighbour << false << false;
        QTest::newRow("another page") << Failure::HttpResponseMismatch << stranger << false << true;
        QTest::newRow("all is well") << Failure::Ok << stranger << false << true;
        QTest::newRow("all is well, proved") << Failure::Ok << proved << false << false;
        QTest::newRow("our certificate is refused") << Failure::TlsBadClientAuthCert << stranger << false << false;
    }
    void explanations()
    {
        QFETCH(Failure, failure);
        QFETCH(Peer, peer);
        QTEST(mayExplain(LocalNetwork::Offline, failure, peer), "offline");
        QTEST(mayExplain(LocalNetwork::NoNameService, failure, peer), "offline");
        QTEST(mayExplain(LocalNetwork::CaptivePortal, failure, peer), "portal");
        QVERIFY(!mayExplain(LocalNetwork::Online, failure, peer));
        QVERIFY(!mayExplain(LocalNetwork::Unknown, failure, peer));
    }
};

QTEST_APPLESS_MAIN(LocalNetworkTest)
#include "tst_localnetwork.moc"
