// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/issuerwatch.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint now{std::chrono::sys_days(std::chrono::year(2026) / 11 / 27)};

Exchange answerFrom(const QString& url, const CertificateIssuer& issuer)
{
    Exchange exchange;
    exchange.url = QUrl(u"https://shop.test/"_s);
    exchange.finalUrl = QUrl(url);
    exchange.certificate.emplace();
    exchange.certificate->issuedBy = issuer;
    return exchange;
}

Exchange answerOf(const CertificateIssuer& issuer)
{
    return answerFrom(u"https://shop.test/"_s, issuer);
}

const CertificateIssuer r10{u"Let's Encrypt"_s, u"R10"_s};
const CertificateIssuer r11{u"Let's Encrypt"_s, u"R11"_s};
const CertificateIssuer e5{u"Let's Encrypt"_s, u"E5"_s};
const CertificateIssuer google{u"Google Trust Services"_s, u"WR2"_s};
const CertificateIssuer digi{u"DigiCert Inc"_s, u"DigiCert Global G2"_s};
const CertificateIssuer digiWithComma{u"DigiCert, Inc."_s, u"DigiCert Global G3"_s};
const CertificateIssuer amazon{u"Amazon"_s, u"Amazon RSA 2048 M02"_s};
const CertificateIssuer proxy{u"Zscaler Inc."_s, u"Zscaler Intermediate Root CA"_s};
const CertificateIssuer home{{}, u"Home authority"_s};
const CertificateIssuer neighbour{{}, u"Neighbour's authority"_s};
const CertificateIssuer homeOfSomebody{u"Somebody"_s, u"Home authority"_s};
const CertificateIssuer unknown;

} // namespace

class IssuerWatchTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsTold_data()
    {
        QTest::addColumn<QList<Exchange>>("answers");
        QTest::addColumn<QString>("told"); // which of them, by their numbers
        const auto row = [](const char* name, const QList<CertificateIssuer>& issuers, const QString& told) {
            QList<Exchange> answers;
            for (const CertificateIssuer& issuer : issuers)
                answers.append(answerOf(issuer));
            QTest::newRow(name) << answers << told;
        };
        row("the first one", {r10}, {});
        row("the same again", {r10, r10, r10}, {});
        row("other intermediates of one authority", {r10, r11, e5, r10}, {});
        row("one authority in two spellings", {digi, digiWithComma, digi}, {});
        row("another authority", {r10, google}, u"1"_s);
        row("another authority, once", {r10, proxy, proxy, proxy}, u"1"_s);
        row("there and back", {r10, proxy, r11, proxy}, u"1"_s);
        row("two in turn", {r10, google, r10, google, e5, google}, u"1"_s);
        row("four in turn", {r10, google, amazon, digi, r10, google, amazon, digi}, u"1 2 3"_s);
        row("a fifth one, and the one that it drove out", {r10, google, amazon, digi, proxy, r10}, u"1 2 3 4 5"_s);
        row("who was seen last stays longest", {r10, google, amazon, digi, r10, proxy, r10}, u"1 2 3 5"_s);
        row("without an organisation, by name", {home, home, neighbour}, u"2"_s);
        row("an organisation where there was none", {home, homeOfSomebody}, u"1"_s);
        row("no organisation where there was one", {homeOfSomebody, home}, u"1"_s);
        row("one that says nothing of itself", {r10, unknown, r10, unknown}, {});
        Exchange clear = answerOf(r10);
        clear.certificate.reset();
        QTest::newRow("no certificate") << QList{answerOf(r10), clear, answerOf(proxy)} << u"2"_s;
        QTest::newRow("a redirect to another host")
            << QList{answerOf(r10), answerFrom(u"https://login.test/"_s, google), answerOf(r10)} << QString();
        QTest::newRow("a change behind a redirect") << QList{
            answerOf(r10), answerFrom(u"https://login.test/"_s, google),
            answerFrom(
                u"https://login.test/"_s, proxy)} << u"2"_s;
        QTest::newRow("another port") << QList{answerOf(r10), answerFrom(u"https://shop.test:8443/"_s, home)}
                                      << QString();
    }
    void whatIsTold()
    {
        QFETCH(QList<Exchange>, answers);
        QFETCH(QString, told);
        IssuerWatch watch;
        IssuerWatch restarted; // before each answer
        QStringList said;
        QStringList saidAfterRestarts;
        for (qsizetype i = 0; i < answers.size(); ++i) {
            if (watch.look(u"shop"_s, answers[i], now))
                said.append(QString::number(i));
            const QList<IssuerSeen> kept = restarted.seen(u"shop"_s);
            restarted = {};
            restarted.restore({{u"shop"_s, kept}});
            if (restarted.look(u"shop"_s, answers[i], now))
                saidAfterRestarts.append(QString::number(i));
        }
        QCOMPARE(said.join(u' '), told);
        QCOMPARE(saidAfterRestarts.join(u' '), told);
    }

    void theSentence()
    {
        IssuerWatch watch;
        QVERIFY(!watch.look(u"shop"_s, answerOf(home), now));
        const auto event = watch.look(u"shop"_s, answerOf(proxy), now);
        QVERIFY(event);
        QCOMPARE(event->at, now);
        QCOMPARE(event->kind, EventKind::CertificateIssuerChanged);
        QCOMPARE(event->service, u"shop"_s);
        QCOMPARE(
            event->detail,
            u"The certificate of shop.test came from Home authority and comes from Zscaler Inc. now: a renewal with "
            "another authority, or somebody in between who can read along, such as a company's proxy or an antivirus "
            "program."_s);
    }
    void itIsNotAsLongAsTheIssuerLikes()
    {
        IssuerWatch watch;
        QVERIFY(!watch.look(u"shop"_s, answerOf({QString(300, u'x'), {}}), now));
        const auto event = watch.look(u"shop"_s, answerOf({{}, u"%1 %2 %3"_s + QString(300, u'y')}), now);
        QVERIFY(event);
        QVERIFY(event->detail.contains(u"came from "_s + QString(80, u'x') + u"… and"_s));
        QVERIFY(event->detail.contains(u"comes from %1 %2 %3y"_s));
        QVERIFY(event->detail.size() < 400);
    }

    void eachServiceIsOnItsOwn()
    {
        IssuerWatch watch;
        QVERIFY(!watch.look(u"shop"_s, answerOf(r10), now));
        QVERIFY(!watch.look(u"mail"_s, answerOf(proxy), now));
        QVERIFY(watch.look(u"shop"_s, answerOf(proxy), now));
    }

    /// A server that sends its visitors to ever other hosts.
    void whatIsRememberedHasAnEnd()
    {
        IssuerWatch watch;
        for (int i = 0; i < 1000; ++i)
            QVERIFY(!watch.look(u"shop"_s, answerFrom(u"https://h%1.test/"_s.arg(i), r10), now));
        QCOMPARE(watch.seen(u"shop"_s).size(), IssuerWatch::perService);
        QCOMPARE(watch.seen(u"shop"_s).first().server, u"h999.test"_s);
    }
};

QTEST_APPLESS_MAIN(IssuerWatchTest)
#include "tst_issuerwatch.moc"
