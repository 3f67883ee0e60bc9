// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/catalog.h>
#include <core/config.h>
#include <core/statuspage/formats.h>

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QStringList idsOf(const QList<CatalogEntry>& entries)
{
    QStringList ids;
    for (const CatalogEntry& entry : entries)
        ids.append(entry.id);
    return ids;
}

bool isSecure(const QUrl& url)
{
    return url.isValid() && url.scheme() == u"https" && url.host().contains(u'.') && url.userInfo().isEmpty()
        && url.query().isEmpty();
}

} // namespace

class CatalogTest : public QObject {
    Q_OBJECT
private slots:
    void everyEntryIsWellFormed();
    void theGreatOnesAreThere();
    void search();
    void serviceOfAnEntry();
    void serviceWithoutEndpoints();
    void everyServiceIsAValidConfiguration();
    void serviceOfAnAddress_data();
    void serviceOfAnAddress();
};

void CatalogTest::everyEntryIsWellFormed()
{
    QVERIFY(catalog().size() >= 25);
    static const QRegularExpression idForm(u"^[a-z0-9]+(-[a-z0-9]+)*$"_s);
    QSet<QString> ids;
    QString before;
    for (const CatalogEntry& entry : catalog()) {
        const QByteArray label = entry.id.toUtf8();
        QVERIFY2(idForm.match(entry.id).hasMatch(), label);
        QVERIFY2(!ids.contains(entry.id), label);
        ids.insert(entry.id);
        QVERIFY2(!entry.name.isEmpty() && entry.name == entry.name.simplified(), label);
        QVERIFY2(before.compare(entry.name, Qt::CaseInsensitive) < 0, label);
        before = entry.name;
        QVERIFY2(!entry.category.isEmpty() && !entry.source.isEmpty(), label);
        QVERIFY2(isSecure(entry.homepage) && isSecure(entry.statusPage), label);
        QVERIFY2(findFormat(entry.statusFormat), label);
        for (const CatalogEndpoint& endpoint : entry.endpoints) {
            QVERIFY2(isSecure(endpoint.url) && !endpoint.source.isEmpty(), label);
            QVERIFY2(endpoint.method == u"GET" || endpoint.method == u"HEAD", label);
            QVERIFY2(!endpoint.expect.isEmpty(), label);
            for (const int status : endpoint.expect)
                QVERIFY2(status >= 200 && status < 500, label);
        }
    }
}

void CatalogTest::theGreatOnesAreThere()
{
    for (const QString& id : {u"openai"_s, u"anthropic"_s, u"github"_s, u"cloudflare"_s}) {
        const CatalogEntry* entry = findInCatalog(id);
        QVERIFY(entry);
        QVERIFY(!entry->endpoints.isEmpty());
    }
    QVERIFY(!findInCatalog(u"GitHub"_s));
    QVERIFY(!findInCatalog(QString()));
}

void CatalogTest::search()
{
    QCOMPARE(searchCatalog(u"chatgpt"_s).value(0).id, u"openai"_s);
    QCOMPARE(searchCatalog(u" Git "_s).value(0).id, u"github"_s);
    QCOMPARE(idsOf(searchCatalog(u"atlas mongo"_s)), QStringList{u"mongodb-atlas"_s});
    QCOMPARE(searchCatalog({}).size(), catalog().size());
    QVERIFY(searchCatalog(u"no such service"_s).isEmpty());
}

void CatalogTest::serviceOfAnEntry()
{
    const Service service = serviceFrom(*findInCatalog(u"openai"_s));
    QCOMPARE(service.id, u"openai"_s);
    QCOMPARE(service.endpoints.size(), 2);
    QCOMPARE(service.endpoints[0].id, u"api"_s);
    QCOMPARE(service.endpoints[0].interval, Seconds(60));
    QCOMPARE(service.endpoints[0].http()->expect.status, QList{(StatusRange{401, 401})});
    QCOMPARE(service.endpoints[1].id, u"web"_s);
    QVERIFY(service.statusPage);
    QCOMPARE(service.statusPage->format, u"incidentio"_s);
    QCOMPARE(service.statusPage->url, QUrl(u"https://status.openai.com"_s));
    QVERIFY(service.statusPage->components.isEmpty());
}

void CatalogTest::serviceWithoutEndpoints()
{
    CatalogEntry entry = *findInCatalog(u"github"_s);
    entry.endpoints.clear();
    const Service service = serviceFrom(entry);
    QCOMPARE(service.endpoints.size(), 1);
    QCOMPARE(service.endpoints[0].http()->url, entry.homepage);
    // Two endpoints on hosts that begin alike still have different ids.
    entry.endpoints = {
        {QUrl(u"https://api.a.example"_s), u"GET"_s, {200}, {}},
        {QUrl(u"https://api.b.example"_s), u"GET"_s, {200}, {}}};
    QCOMPARE(serviceFrom(entry).endpoints[1].id, u"api-2"_s);
}

void CatalogTest::everyServiceIsAValidConfiguration()
{
    Config config = defaultConfig();
    for (const CatalogEntry& entry : catalog()) {
        config.services.append(serviceFrom(entry));
        for (const Check& check : config.services.last().endpoints)
            QVERIFY(check.interval >= Seconds(30));
    }
    const Result<LoadedConfig> again = parseConfig(writeConfig(config));
    QVERIFY2(again.ok(), qPrintable(again.reason()));
    QVERIFY2(again->warnings.isEmpty(), qPrintable(again->warnings.join(u'\n')));
    QCOMPARE(again->config, config);
}

void CatalogTest::serviceOfAnAddress_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QStringList>("taken");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("homepage");
    QTest::newRow("plain") << u"https://example.com/a?b#c"_s << QStringList() << u"example.com"_s << u"example.com"_s
                           << u"https://example.com/"_s;
    QTest::newRow("www and taken") << u"https://www.example.com"_s << QStringList{u"example.com"_s, u"example.com-2"_s}
                                   << u"example.com-3"_s << u"example.com"_s << u"https://www.example.com/"_s;
    QTest::newRow("port") << u"http://127.0.0.1:8080/x"_s << QStringList() << u"127.0.0.1-8080"_s << u"127.0.0.1:8080"_s
                          << u"http://127.0.0.1:8080/"_s;
    QTest::newRow("IPv6") << u"http://[2001:db8::1]/"_s << QStringList() << u"2001-db8-1"_s << u"2001:db8::1"_s
                          << u"http://[2001:db8::1]/"_s;
    QTest::newRow("umlaut") << u"https://büro.example/"_s << QStringList() << u"xn-bro-hoa.example"_s
                            << u"xn--bro-hoa.example"_s << u"https://büro.example/"_s;
}

void CatalogTest::serviceOfAnAddress()
{
    QFETCH(QString, address);
    QFETCH(QStringList, taken);
    QFETCH(QString, id);
    QFETCH(QString, name);
    QFETCH(QString, homepage);
    const Service service = serviceFrom(QUrl(address), taken);
    QCOMPARE(service.id, id);
    QCOMPARE(service.name, name);
    QCOMPARE(service.homepage, QUrl(homepage));
    QCOMPARE(service.endpoints.size(), 1);
    QCOMPARE(service.endpoints[0].http()->url, QUrl(address));
    QVERIFY(!service.statusPage);
}

QTEST_APPLESS_MAIN(CatalogTest)
#include "tst_catalog.moc"
