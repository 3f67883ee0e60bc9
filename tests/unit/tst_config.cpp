// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/config.h>
#include <core/configrules.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentsOf(const QString& path)
{
    QFile file(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/config/") + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList namesIn(const QString& folder)
{
    return QDir(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/config/") + folder).entryList({u"*.json"_s});
}

/// The keys of `value` that the part `node` of the schema does not list, as JSON pointers.
QStringList notInSchema(const QJsonObject& schema, QJsonValue node, const QJsonValue& value, const QString& place)
{
    if (node["$ref"_L1].isString())
        node = schema["$defs"_L1][node["$ref"_L1].toString().mid(8)];
    QStringList missing;
    if (value.isArray()) {
        for (const QJsonValue& item : value.toArray())
            missing += notInSchema(schema, node["items"_L1], item, place + u"/-"_s);
        return missing;
    }
    QJsonObject properties = node["properties"_L1].toObject();
    // What is asked decides which further keys there are.
    for (const QJsonValue& kind : node["allOf"_L1].toArray()) {
        const QString type = kind["if"_L1]["properties"_L1]["type"_L1]["const"_L1].toString();
        if (type != value["type"_L1].toString(u"http"_s))
            continue;
        const QString then = kind["then"_L1]["$ref"_L1].toString().mid(8);
        const QJsonObject more = schema["$defs"_L1][then]["properties"_L1].toObject();
        for (auto it = more.begin(); it != more.end(); ++it)
            properties.insert(it.key(), it.value());
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString here = place + u'/' + it.key();
        if (properties.contains(it.key()))
            missing += notInSchema(schema, properties[it.key()], it.value(), here);
        else if (!node["additionalProperties"_L1].isObject())
            missing.append(here);
    }
    return missing;
}

} // namespace

class ConfigTest : public QObject {
    Q_OBJECT
private slots:
    void badFilesNamePlaceRuleAndValue_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("message");
        int rows = 0;
        for (const QByteArray& line : contentsOf(u"bad/expected.txt"_s).split('\n')) {
            if (line.isEmpty())
                continue;
            const qsizetype end = line.indexOf(' ');
            QTest::newRow(line.left(end).constData())
                << QString::fromUtf8(line.left(end)) << QString::fromUtf8(line.mid(end + 1));
            ++rows;
        }
        QCOMPARE(rows, namesIn(u"bad"_s).size()); // no file is forgotten
        QVERIFY(rows >= 40);
    }
    void badFilesNamePlaceRuleAndValue()
    {
        QFETCH(QString, name);
        QFETCH(QString, message);
        const auto result = parseConfig(contentsOf(u"bad/%1.json"_s.arg(name)));
        QVERIFY(!result.ok());
        QCOMPARE(result.reason(), message);
        QVERIFY(!result.reason().contains(u"canary"_s));
    }

    void goodFilesSurviveWritingAndReading_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString& name : namesIn(u"good"_s))
            QTest::newRow(qPrintable(name)) << name;
    }
    void goodFilesSurviveWritingAndReading()
    {
        QFETCH(QString, name);
        const auto first = parseConfig(contentsOf(u"good/"_s + name));
        QVERIFY2(first.ok(), qPrintable(first.reason()));
        const QByteArray written = writeConfig(first->config);
        const auto second = parseConfig(written);
        QVERIFY2(second.ok(), qPrintable(second.reason()));
        QCOMPARE(second->config, first->config);
        QCOMPARE(writeConfig(second->config), written);
    }
    void theDefaultsSurviveToo()
    {
        const auto read = parseConfig(writeConfig(defaultConfig()));
        QVERIFY2(read.ok(), qPrintable(read.reason()));
        QCOMPARE(read->config, defaultConfig());
        QVERIFY(read->warnings.isEmpty());
        QVERIFY(defaultConfig().diagnosis.connectivityChecks.size() >= 2);
        QVERIFY(defaultConfig().services.isEmpty());
    }

    void theContractsExampleIsRead()
    {
        const auto loaded = parseConfig(contentsOf(u"good/contract.json"_s));
        QVERIFY2(loaded.ok(), qPrintable(loaded.reason()));
        const Service* service = loaded->config.find(u"example"_s);
        QVERIFY(service);
        QCOMPARE(service->endpoints.size(), 4);
        const Check& api = service->endpoints.first();
        QVERIFY(api.http());
        QCOMPARE(api.interval, Seconds(30));
        QCOMPARE(api.timeout, Millis(10000));
        QCOMPARE(api.http()->expect.status, (QList<StatusRange>{{200, 299}, {401, 401}}));
        QCOMPARE(api.http()->expect.json->equals, QJsonValue(u"ok"_s));
        const HeaderSetting secret{u"Authorization"_s, HeaderSetting::Source::Keychain, u"example-token"_s};
        QCOMPARE(api.http()->headers, QList<HeaderSetting>{secret});
        QCOMPARE(service->statusPage->components, QStringList{u"API"_s});
        QCOMPARE(loaded->config.notifications.quietHours->from, QTime(22, 0));
        QCOMPARE(loaded->config.diagnosis.resolvers.at(1).server, u"192.0.2.53"_s);
        QCOMPARE(loaded->warnings, QStringList()); // all of it is used
        const QJsonObject database =
            QJsonDocument::fromJson(writeConfig(loaded->config))["services"_L1][0]["endpoints"_L1][1].toObject();
        QCOMPARE(database["host"_L1].toString(), u"db.example.test"_s);
        QCOMPARE(database["port"_L1].toInt(), 5432);
    }

    void unknownKeysAreKeptAndWarnedAbout()
    {
        const QByteArray json = contentsOf(u"good/unknown-keys.json"_s);
        const auto loaded = parseConfig(json);
        QVERIFY2(loaded.ok(), qPrintable(loaded.reason()));
        const QStringList places{
            u"/futureTop"_s,
            u"/services/0/colour"_s,
            u"/services/0/statusPage/region"_s,
            u"/services/0/endpoints/0/future"_s,
            u"/services/0/endpoints/0/expect/x~1y"_s,
            u"/services/0/endpoints/0/expect/json/strict"_s,
            u"/services/0/endpoints/0/clientCertificate/engine"_s,
            u"/services/0/endpoints/1/starttls"_s,
            u"/services/0/endpoints/2/expect/status"_s,
            u"/services/0/thresholds/flap"_s,
            u"/polling/jitter"_s,
            u"/notifications/sound"_s,
            u"/notifications/quietHours/zone"_s,
            u"/history/yearly"_s,
            u"/diagnosis/trace"_s,
            u"/diagnosis/connectivityChecks/0/note"_s,
            u"/diagnosis/resolvers/1/dot"_s,
            u"/diagnosis/askOthers/netdata"_s};
        for (const QString& place : places)
            QVERIFY2(
                loaded->warnings.contains(place + u": is not known to this version; it is kept"_s), qPrintable(place));
        QCOMPARE(loaded->warnings.size(), places.size());
        const QJsonDocument written = QJsonDocument::fromJson(writeConfig(loaded->config));
        const QJsonDocument asked = QJsonDocument::fromJson(json);
        QCOMPARE(written["futureTop"_L1], asked["futureTop"_L1]);
        QCOMPARE(written["$schema"_L1], asked["$schema"_L1]);
        const QJsonValue expect = written["services"_L1][0]["endpoints"_L1][0]["expect"_L1];
        QCOMPARE(expect["x/y"_L1], QJsonValue(1));
        QCOMPARE(expect["json"_L1]["strict"_L1], QJsonValue(true));
        QCOMPARE(written["services"_L1][0]["endpoints"_L1][1]["tls"_L1], QJsonValue(true));
        QCOMPARE(written["diagnosis"_L1], asked["diagnosis"_L1]);
    }

    void anOpenlyWrittenSecretIsWarnedAbout()
    {
        const auto loaded =
            parseConfig("{\"services\": [{\"id\": \"s\", \"endpoints\": [{\"id\": \"e\", \"url\": \"http://a.test/\","
                        "\"headers\": {\"Authorization\": \"Bearer canary\"}}]}]}");
        QVERIFY2(loaded.ok(), qPrintable(loaded.reason()));
        QCOMPARE(loaded->warnings.size(), 2);
        QCOMPARE(loaded->warnings.first(), u"/version: is missing, read as 1"_s);
        QVERIFY(
            loaded->warnings.last().startsWith(u"/services/0/endpoints/0/headers/Authorization: is written openly"_s));
        QVERIFY(!loaded->warnings.last().contains(u"canary"_s));
    }

    void aMissingListKeepsTheDefaultsAndAnEmptyOneContactsNobody()
    {
        QCOMPARE(parseConfig("{\"version\": 1}")->config, defaultConfig());
        const auto emptied = parseConfig("{\"version\": 1, \"diagnosis\": {\"controlSites\": []}}");
        QVERIFY(emptied->config.diagnosis.controlSites.isEmpty());
        QCOMPARE(emptied->config.diagnosis.resolvers, defaultConfig().diagnosis.resolvers);
    }

    void theSchemaForEditorsListsEveryKeyThatIsWritten()
    {
        const QJsonObject schema =
            QJsonDocument::fromJson(contentsOf(u"../../../resources/config.schema.json"_s)).object();
        QVERIFY(!schema.isEmpty());
        for (const QString& name : {u"everything"_s, u"contract"_s}) {
            const QJsonObject config = QJsonDocument::fromJson(contentsOf(u"good/%1.json"_s.arg(name))).object();
            QCOMPARE(notInSchema(schema, schema, config, {}), QStringList());
        }
        QCOMPARE(notInSchema(schema, schema, QJsonObject{{u"poling"_s, 1}}, {}), QStringList{u"/poling"_s});
    }

    void aFileThatIsTooLargeIsRefused()
    {
        const auto result = parseConfig(QByteArray(5 * 1024 * 1024 + 1, ' '));
        QCOMPARE(result.reason(), u"the file: must be at most 5 MiB, is larger"_s);
    }

    void whatIsNoJsonIsSaidInWords_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const QByteArray& text, const QString& words) {
            QTest::newRow(name) << text << words;
        };
        const auto utf16 = [](const QString& text) {
            return QByteArray(reinterpret_cast<const char*>(text.utf16()), text.size() * 2);
        };
        const QString foreign = u"the file: must be saved as UTF-8, is UTF-16 or no text at all"_s;
        row("nothing", {}, u"the file: is empty"_s);
        row("nothing to see", " \n\t\n", u"the file: is empty"_s);
        row("UTF-16", utf16(u"{\n}"_s), foreign);
        row("UTF-16 with its mark", utf16(u"\ufeff{}"_s), foreign);
        row("single quotes", "{\n  'version': 1}", u"line 2, column 3: must be in double quotes, is in single ones"_s);
        row("a value in single quotes", "{\"version\": '1'}",
            u"line 1, column 13: must be in double quotes, is in single ones"_s);
        row("a comment", "{\"version\": 1 // one\n}", u"line 1, column 15: must not be a comment"_s);
        row("half of it", "{\"services\": [", u"line 1, column 14: the file ends before it is complete"_s);
    }
    void whatIsNoJsonIsSaidInWords()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        QCOMPARE(parseConfig(text).reason(), words);
    }

    void aNumberThatIsTooLargeIsToldTheLimit()
    {
        const auto result = parseConfig(R"({"version": 1, "notifications": {"reminderMinutes": 999999999999}})");
        QCOMPARE(result.reason(), u"/notifications/reminderMinutes: must be from 0 to 2147483647, is 999999999999"_s);
    }

    void whatIsMissingIsSaidOnce()
    {
        const auto result = parseConfig(R"({"version": 1, "services": [{"id": "a", "endpoints": [{"id": "b"}]}]})");
        QCOMPARE(result.reason(), u"/services/0/endpoints/0/url: is missing"_s);
    }

    void statusExpressionsAreReadAndWritten()
    {
        for (const QString& text : {u"200-299"_s, u"200-299,401"_s, u"100,204,500-599"_s})
            QCOMPARE(writeStatusRanges(parseStatusRanges(text).value()), text);
        QCOMPARE(parseStatusRanges(u" 200 - 299 , 404 "_s), parseStatusRanges(u"200-299,404"_s));
        for (const QString& text :
             {u""_s, u","_s, u"200,"_s, u"20"_s, u"2000"_s, u"600"_s, u"099"_s, u"300-200"_s, u"2xx"_s})
            QVERIFY2(!parseStatusRanges(text), qPrintable(text));
    }
};

QTEST_APPLESS_MAIN(ConfigTest)
#include "tst_config.moc"
