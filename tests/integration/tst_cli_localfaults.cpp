// SPDX-License-Identifier: GPL-3.0-or-later
// The real program in a network of this test's own, in which the cable is out, a page wants a sign-in, or no name
// server answers: then `check` and `wait` blame nobody, and otherwise whoever it was.
#include <core/config.h>
#include <engine/demo/loopbackserver.h>
#include <support/certificates.h>
#include <support/cliprocess.h>
#include <support/farnetwork.h>
#include <support/hostilecase.h>
#include <support/hostileresolver.h>
#include <support/ownnetwork.h>
#include <support/watchedservice.h>

#include <QElapsedTimer>
#include <QLocale>
#include <QTest>
#include <QUdpSocket>

#include <csignal>
#include <memory>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr Millis patience = 40s;
constexpr auto silentNameServer = "198.51.100.99";
const QString neutralHost = QStringLiteral("198.51.100.1"); // also what all names lead to
const QString shopHost = QStringLiteral("198.51.100.2");
const QString shopName = QStringLiteral("late0-shop.test");
const OwnNetwork* own = nullptr;

QByteArray httpDate(TimePoint at)
{
    const QDateTime date = QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC);
    return QLocale::c().toString(date, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
}

} // namespace

class CliLocalFaultsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();

    void withoutANetworkWeAreOffline_data();
    void withoutANetworkWeAreOffline();
    void aPersonReadsThatWeAreOffline();
    void aSignInPageIsNotTheService_data();
    void aSignInPageIsNotTheService();
    void nameServersAreOurs_data();
    void nameServersAreOurs();
    void aPageThatLetsSomebodyThroughIsStillThere();
    void aWrongClockIsOurs();
    void aMissingRouteIsOurs();
    void aBrokenServiceIsDown();
    void whoIsWellIsNotDoubted();
    void whoMayContactNobodyAsksNobody();
    void aNetworkWithoutTheInternetExplainsNothingNearby();
    void interruptEndsWithinASecond_data();
    void interruptEndsWithinASecond();

    void waitingOutlastsOurOwnNetwork();
    void waitingTakesNoSignInPageForTheService();
    void whatWeMissedIsNotCounted();
    void waitingInVainBlamesNobody();
    void waitingForABrokenServiceBlamesIt();

private:
    ServerReply neutral(const ServerRequest& request) const;
    ServerReply shop() const;
    [[nodiscard]] ServerReply signIn() const;
    [[nodiscard]] QUrl neutralUrl(const QString& path, const QString& host = neutralHost) const;
    [[nodiscard]] QString shopUrl(const QString& host = shopHost) const;
    /// `connectivity`: the hosts that are asked whether we are online.
    [[nodiscard]] QStringList configured(const QStringList& connectivity) const;
    CliResult check(const QString& url, const QStringList& more = {}, const QStringList& connectivity = {neutralHost});
    void startWait(const QStringList& more);
    bool says(const QByteArray& words);

    std::unique_ptr<FarNetwork> m_far;
    std::unique_ptr<HostileResolver> m_names;
    QUdpSocket m_silent;
    LoopbackServer m_neutral{[this](const ServerRequest& request) { return neutral(request); }};
    LoopbackServer m_shop{[this](const ServerRequest&) { return shop(); }};
    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
    QByteArray m_said;

    bool m_portal = false;
    bool m_hangs = false; ///< whoever is asked whether we are online
    QByteArray m_date; ///< what time it is, as they say
    int m_status = 200; ///< of the shop
    int m_before = 0; ///< requests that the neutral server had before this test
};

void CliLocalFaultsTest::initTestCase()
{
    if (!own->error().isEmpty())
        QSKIP(qPrintable(own->error()));
    m_far = std::make_unique<FarNetwork>();
    if (!m_far->error().isEmpty())
        QSKIP(qPrintable(m_far->error()));
    bool ready = true;
    m_far->there([&] {
        m_names = std::make_unique<HostileResolver>("198.51.100.1", nullptr, FarNetwork::router);
        ready = m_names->listens() && m_silent.bind(QHostAddress(QLatin1StringView(silentNameServer)), 53)
            && m_neutral.listen(QHostAddress(QHostAddress::AnyIPv4)) && m_shop.listen(QHostAddress(shopHost));
    });
    QVERIFY(ready);
}

void CliLocalFaultsTest::init()
{
    m_far->setPlugged(true);
    QVERIFY(OwnNetwork::setNameServer(FarNetwork::router));
    m_portal = false;
    m_hangs = false;
    m_date.clear();
    m_status = 200;
    m_said.clear();
    m_before = m_neutral.requests();
}

ServerReply CliLocalFaultsTest::neutral(const ServerRequest& request) const
{
    if (m_hangs)
        return {{}, 0ms, ServerReply::End::Hang};
    if (request.path == "/login" || request.path == "/")
        return {httpResponse(200, "OK", "<h1>Sign in</h1>")};
    if (m_portal)
        return signIn();
    const QList<HeaderField> date{{"Date", m_date}};
    return {httpResponse(204, "No Content", "", m_date.isEmpty() ? QList<HeaderField>() : date)};
}

ServerReply CliLocalFaultsTest::shop() const
{
    return m_portal ? signIn() : ServerReply{httpResponse(m_status, "as it is", "all is well")};
}

ServerReply CliLocalFaultsTest::signIn() const
{
    return {httpResponse(302, "Found", "", {{"Location", neutralUrl(u"/login"_s).toEncoded()}})};
}

QUrl CliLocalFaultsTest::neutralUrl(const QString& path, const QString& host) const
{
    QUrl url = m_neutral.url(path);
    url.setHost(host);
    return url;
}

/// By its address or by a name, which leads to the neutral server.
QString CliLocalFaultsTest::shopUrl(const QString& host) const
{
    QUrl url = m_shop.url();
    url.setHost(host);
    return url.toString();
}

QStringList CliLocalFaultsTest::configured(const QStringList& connectivity) const
{
    Config config;
    for (const QString& host : connectivity)
        config.diagnosis.connectivityChecks.append({neutralUrl(u"/204"_s, host), 204});
    return {u"--config"_s, m_cli.write(u"config.json"_s, writeConfig(config))};
}

CliResult CliLocalFaultsTest::check(const QString& url, const QStringList& more, const QStringList& connectivity)
{
    const QStringList words{u"check"_s, url, u"--json"_s, u"--timeout"_s, u"2"_s};
    return m_cli.run(words + more + configured(connectivity), patience);
}

void CliLocalFaultsTest::startWait(const QStringList& more)
{
    m_cli.start(QStringList{u"wait"_s, shopUrl(), u"--json"_s} + more + configured({neutralHost}));
}

/// Whether these words have come on standard error by now.
bool CliLocalFaultsTest::says(const QByteArray& words)
{
    m_said += m_cli.process().readAllStandardError();
    return m_said.contains(words);
}

#define VERIFY_CHECK(result, code, outcomeId, failureId, sentence)                                                     \
    do {                                                                                                               \
        const QJsonObject json_ = (result).json();                                                                     \
        QVERIFY2((result).exitCode == (code), (result).out + (result).err);                                            \
        QCOMPARE(json_["outcome"_L1].toString(), QString(outcomeId));                                                  \
        QCOMPARE(json_["failure"_L1].toString(), QString(failureId));                                                  \
        QVERIFY2(json_["message"_L1].toString().contains(sentence), (result).out.constData());                         \
    } while (false)

void CliLocalFaultsTest::withoutANetworkWeAreOffline_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("cable"); // is in, but nothing comes back
    QTest::newRow("no cable") << shopHost << false;
    QTest::newRow("no cable, by name") << shopName << false;
    QTest::newRow("silence") << shopHost << true;
}

void CliLocalFaultsTest::withoutANetworkWeAreOffline()
{
    QFETCH(QString, host);
    QFETCH(bool, cable);
    if (cable)
        m_far->setSilent(true);
    else
        m_far->setPlugged(false);
    const CliResult result = check(shopUrl(host));
    m_far->setSilent(false);
    VERIFY_CHECK(result, 3, u"not_measured"_s, u"local.offline"_s, u"This computer is offline"_s);
    QCOMPARE(result.json()["evidence"_L1]["failure"_L1].toString(), u"local.offline"_s);
}

void CliLocalFaultsTest::aPersonReadsThatWeAreOffline()
{
    m_far->setPlugged(false);
    const CliResult result = m_cli.run(QStringList{u"check"_s, shopUrl()} + configured({neutralHost}), patience);
    QCOMPARE(result.exitCode, 3);
    const QStringList lines = QString::fromUtf8(result.out).split(u'\n');
    QVERIFY2(lines.first().endsWith(u" This computer is offline"_s), result.out.constData());
    QVERIFY2(result.out.contains("  local.offline"), result.out.constData());
}

void CliLocalFaultsTest::aSignInPageIsNotTheService_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("it seems well") << QStringList();
    QTest::newRow("it seems to say something else") << QStringList{u"--keyword"_s, u"all is well"_s};
    QTest::newRow("it seems to lead elsewhere") << QStringList{u"--no-follow"_s};
}

void CliLocalFaultsTest::aSignInPageIsNotTheService()
{
    QFETCH(QStringList, options);
    m_portal = true;
    const CliResult result = check(shopUrl(), options);
    VERIFY_CHECK(result, 3, u"not_measured"_s, u"local.captive_portal"_s, u"The network wants you to sign in first"_s);
}

void CliLocalFaultsTest::nameServersAreOurs_data()
{
    QTest::addColumn<bool>("silent");
    QTest::addColumn<QStringList>("connectivity");
    QTest::newRow("silence") << true << QStringList{u"late0-a.test"_s, u"late0-b.test"_s};
    QTest::newRow("silence, online by number") << true << QStringList{neutralHost};
    QTest::newRow("silence, one by number") << true << QStringList{neutralHost, u"late0-b.test"_s};
    QTest::newRow("silence, nobody is asked") << true << QStringList();
    QTest::newRow("errors") << false << QStringList{u"servfail.a.test"_s, u"servfail.b.test"_s};
    QTest::newRow("errors, online by number") << false << QStringList{neutralHost};
    QTest::newRow("errors, one by number") << false << QStringList{neutralHost, u"servfail.b.test"_s};
}

void CliLocalFaultsTest::nameServersAreOurs()
{
    QFETCH(bool, silent);
    QFETCH(QStringList, connectivity);
    if (silent)
        QVERIFY(OwnNetwork::setNameServer(silentNameServer));
    const CliResult result = check(shopUrl(silent ? shopName : u"servfail.shop.test"_s), {}, connectivity);
    VERIFY_CHECK(
        result, 3, u"not_measured"_s, silent ? u"dns.unreachable"_s : u"dns.failed"_s,
        silent ? u"No name service answered the question for "_s : u"The name service answered the question for "_s);
}

/// As the pages of trains and hotels do, which let their own offers through.
void CliLocalFaultsTest::aPageThatLetsSomebodyThroughIsStillThere()
{
    const TestAuthority authority;
    const Certificate good = makeCertificate({.names = {"IP:198.51.100.3"}}, &authority.certificate());
    std::unique_ptr<HostileServer> through;
    m_far->there([&] {
        through = std::make_unique<HostileServer>(
            inTls(serverContext({.own = good}), answering(httpResponse(200, "OK", "our own offers"))), "198.51.100.3");
    });
    Config config;
    config.diagnosis.connectivityChecks = {{neutralUrl(u"/204"_s), 204}};
    Service offers = watchedService(u"offers"_s, through->url(u"https"_s), 2s);
    std::get<HttpCheck>(offers.endpoints.first().how).tls.authorities = QString::fromLocal8Bit(authority.file());
    Service shopping = watchedService(u"shopping"_s, QUrl(shopUrl()), 2s);
    std::get<HttpCheck>(shopping.endpoints.first().how).expect.keyword = u"all is well"_s;
    config.services = {offers, shopping};
    m_portal = true;
    const CliResult result = m_cli.run(
        {u"watch"_s, u"--jsonl"_s, u"--for"_s, u"8"_s, u"--config"_s,
         m_cli.write(u"config.json"_s, writeConfig(config)), u"--data-dir"_s, m_cli.path(u"data"_s)},
        patience);
    const QByteArray all = result.out + result.err;
    QVERIFY2(through->requests() > 4, all.constData());
    QCOMPARE(result.err.count("The network wants you to sign in first"), 1);
    QVERIFY2(!result.err.contains("online again"), all.constData());
    QVERIFY2(!result.out.contains("\"down\""), all.constData());
}

void CliLocalFaultsTest::aWrongClockIsOurs()
{
    const TestAuthority authority;
    const Certificate expired = makeCertificate(
        {.names = {"IP:198.51.100.3"}, .from = std::chrono::days(-10), .until = std::chrono::days(-1)},
        &authority.certificate());
    std::unique_ptr<HostileServer> server;
    m_far->there([&] {
        server = std::make_unique<HostileServer>(
            inTls(serverContext({.own = expired}), [](HostilePeer& peer) { peer.hold(); }), "198.51.100.3");
    });
    const QStringList trust{u"--ca-file"_s, QString::fromLocal8Bit(authority.file())};
    const QString url = server->url(u"https"_s).toString();
    m_date = httpDate(wallClock() - std::chrono::days(2)); // when it was still valid
    VERIFY_CHECK(
        check(url, trust), 3, u"not_measured"_s, u"tls.cert.date_invalid"_s, u"this computer's clock is wrong"_s);
    m_date = httpDate(wallClock());
    VERIFY_CHECK(check(url, trust), 1, u"down"_s, u"tls.cert.date_invalid"_s, u"expired on"_s);
}

void CliLocalFaultsTest::aMissingRouteIsOurs()
{
    QVERIFY(OwnNetwork::run(u"ip route del default"_s));
    const CliResult result = check(shopUrl(), {}, {QString::fromLatin1(FarNetwork::router)});
    VERIFY_CHECK(
        result, 3, u"not_measured"_s, u"tcp.address_unreachable"_s, u"This computer has no route to "_s + shopHost);
}

void CliLocalFaultsTest::aBrokenServiceIsDown()
{
    m_status = 500;
    const CliResult result = check(shopUrl());
    VERIFY_CHECK(result, 1, u"down"_s, u"http.error"_s, u"The service itself failed (500 from "_s);
    QCOMPARE(m_neutral.requests() - m_before, 1); // asked once
}

void CliLocalFaultsTest::whoIsWellIsNotDoubted()
{
    QCOMPARE(check(shopUrl()).exitCode, 0);
    QCOMPARE(m_neutral.requests(), m_before);
}

void CliLocalFaultsTest::whoMayContactNobodyAsksNobody()
{
    m_portal = true;
    const CliResult result = check(shopUrl(), {u"--no-follow"_s}, {});
    VERIFY_CHECK(result, 1, u"down"_s, u"http.error"_s, u"(302 from "_s);
    QCOMPARE(m_neutral.requests(), m_before);
}

/// Nobody there has ever reached the internet, and what stands beside us needs none.
void CliLocalFaultsTest::aNetworkWithoutTheInternetExplainsNothingNearby()
{
    m_hangs = true;
    const CliResult silent = check(shopUrl(u"192.168.77.50"_s));
    VERIFY_CHECK(silent, 1, u"down"_s, u"tcp.timed_out"_s, u"No reaction from 192.168.77.50"_s);
    const int asked = m_neutral.requests();
    const CliResult refused = check(shopUrl(QString::fromLatin1(FarNetwork::router)));
    VERIFY_CHECK(refused, 1, u"down"_s, u"tcp.refused"_s, u"192.168.77.1 is there but refuses"_s);
    QCOMPARE(m_neutral.requests(), asked);
}

void CliLocalFaultsTest::interruptEndsWithinASecond_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("connectivity");
    for (const QString& command : {u"check"_s, u"wait"_s}) {
        QTest::newRow(qPrintable(command)) << command << neutralHost;
        QTest::newRow(qPrintable(command + u", by name"_s)) << command << u"late0-a.test"_s;
    }
}

/// While those who are asked whether we are online, or the name servers that should find them, say nothing.
void CliLocalFaultsTest::interruptEndsWithinASecond()
{
    QFETCH(QString, command);
    QFETCH(QString, connectivity);
    m_status = 500;
    m_hangs = true;
    QVERIFY(OwnNetwork::setNameServer(silentNameServer));
    while (m_silent.hasPendingDatagrams())
        m_silent.readDatagram(nullptr, 0);
    m_cli.start(QStringList{command, shopUrl()} + configured({connectivity}));
    const auto asked = [&] { return m_neutral.requests() > m_before || m_silent.hasPendingDatagrams(); };
    QTRY_VERIFY_WITH_TIMEOUT(asked(), 10000);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(::kill(static_cast<pid_t>(m_cli.process().processId()), SIGINT), 0);
    const CliResult result = m_cli.wait(5s);
    QCOMPARE(result.exitCode, 130);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(result.out.isEmpty(), result.out.constData());
}

void CliLocalFaultsTest::waitingOutlastsOurOwnNetwork()
{
    m_far->setPlugged(false);
    startWait({u"--successes"_s, u"1"_s});
    QTRY_VERIFY_WITH_TIMEOUT(says(" This computer is offline (0 of 1)"), 10000);
    m_far->setPlugged(true);
    const CliResult result = m_cli.wait(patience);
    QVERIFY2(result.exitCode == 0, result.out + result.err);
    QCOMPARE(result.json()["last"_L1]["outcome"_L1].toString(), u"up"_s);
}

void CliLocalFaultsTest::waitingTakesNoSignInPageForTheService()
{
    m_portal = true;
    startWait({u"--successes"_s, u"1"_s});
    QTRY_VERIFY_WITH_TIMEOUT(says(" The network wants you to sign in first; open a browser (0 of 1)"), 10000);
    m_portal = false;
    const CliResult result = m_cli.wait(patience);
    QVERIFY2(result.exitCode == 0, result.out + result.err);
    QCOMPARE(result.json()["last"_L1]["outcome"_L1].toString(), u"up"_s);
}

void CliLocalFaultsTest::whatWeMissedIsNotCounted()
{
    startWait({u"--successes"_s, u"2"_s});
    QTRY_VERIFY_WITH_TIMEOUT(says("(1 of 2)"), 10000);
    m_far->setPlugged(false);
    QTRY_VERIFY_WITH_TIMEOUT(says(" This computer is offline (1 of 2)"), 10000);
    m_far->setPlugged(true);
    const CliResult result = m_cli.wait(patience);
    QVERIFY2(result.exitCode == 0, result.out + result.err);
    QCOMPARE(result.json()["tries"_L1].toInt(), 3);
}

void CliLocalFaultsTest::waitingInVainBlamesNobody()
{
    m_far->setPlugged(false);
    startWait({u"--timeout"_s, u"3"_s});
    const CliResult result = m_cli.wait(patience);
    QVERIFY2(result.exitCode == 1, result.out + result.err);
    const QJsonObject json = result.json();
    QCOMPARE(json["last"_L1]["outcome"_L1].toString(), u"not_measured"_s);
    QCOMPARE(json["last"_L1]["failure"_L1].toString(), u"local.offline"_s);
    const QString message = json["message"_L1].toString();
    QVERIFY2(
        message.endsWith(u"; the last try says nothing about it: This computer is offline"_s), qPrintable(message));
}

void CliLocalFaultsTest::waitingForABrokenServiceBlamesIt()
{
    m_status = 500;
    startWait({u"--timeout"_s, u"3"_s});
    const CliResult result = m_cli.wait(patience);
    QVERIFY2(result.exitCode == 1, result.out + result.err);
    QCOMPARE(result.json()["last"_L1]["outcome"_L1].toString(), u"down"_s);
    QVERIFY(result.json()["message"_L1].toString().endsWith(u"it did not answer well 3 times in a row"_s));
    QCOMPARE(m_neutral.requests() - m_before, 1);
}

int main(int argc, char* argv[])
{
    const OwnNetwork network;
    own = &network;
    QCoreApplication application(argc, argv);
    CliLocalFaultsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_localfaults.moc"
