// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/configstore.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace Gatewatch;

namespace {

Config configWith(const QString& service)
{
    Config config = defaultConfig();
    Service made;
    made.id = service;
    made.name = service;
    Check check;
    check.id = QStringLiteral("main");
    HttpCheck http;
    http.url = QUrl(QStringLiteral("https://www.example.test/"));
    check.how = http;
    made.endpoints = {check};
    config.services = {made};
    return config;
}

bool writeInPlace(const QString& name, const QByteArray& text)
{
    QFile file(name);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size();
}

bool replace(const QString& name, const QByteArray& text)
{
    QSaveFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
}

QByteArray contents(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// While it lives, no file of this program becomes longer than that: what writes more fails as on a full disk.
class FullDisk {
public:
    explicit FullDisk(rlim_t most)
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{most, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, SIG_DFL);
    }

private:
    rlimit m_before{};
};

QStringList servicesOf(const QList<QVariant>& arguments)
{
    QStringList names;
    const auto config = arguments.value(0).value<Config>();
    for (const Service& service : config.services)
        names.append(service.id);
    return names;
}

} // namespace

class ConfigStoreTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    std::unique_ptr<ConfigStore> m_store;
    std::unique_ptr<QSignalSpy> m_loaded, m_failed;

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("gatewatch/config.json"));
        m_store = std::make_unique<ConfigStore>(m_file);
        m_loaded = std::make_unique<QSignalSpy>(m_store.get(), &ConfigStore::loaded);
        m_failed = std::make_unique<QSignalSpy>(m_store.get(), &ConfigStore::failed);
    }
    void withoutAFileTheDefaultsAreInForceAndNothingIsWritten()
    {
        m_store->load();
        QCOMPARE(m_loaded->size(), 1);
        QVERIFY(m_loaded->at(0)[0].value<Config>() == defaultConfig());
        QCOMPARE(m_loaded->at(0)[1].toBool(), false);
        QVERIFY(!QFileInfo::exists(QFileInfo(m_file).path()));
    }
    void whatIsSavedIsLoadedAgainAndPrivate()
    {
        const Config config = configWith(QStringLiteral("shop"));
        m_store->load();
        m_store->save(config);
        QCOMPARE(m_loaded->size(), 2);
        QVERIFY(m_loaded->at(1)[0].value<Config>() == config);
        QCOMPARE(m_loaded->at(1)[1].toBool(), true);
        const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
        QCOMPARE(QFile::permissions(m_file) & others, QFile::Permissions());
        QCOMPARE(QFile::permissions(QFileInfo(m_file).path()) & others, QFile::Permissions());
        ConfigStore other(m_file);
        QSignalSpy loaded(&other, &ConfigStore::loaded);
        other.load();
        QCOMPARE(loaded.size(), 1);
        QVERIFY(loaded[0][0].value<Config>() == config);
    }
    void editsFromOutsideAreLoadedHoweverTheyAreMade()
    {
        m_store->load();
        m_store->save(configWith(QStringLiteral("one")));
        m_loaded->clear();
        QVERIFY(writeInPlace(m_file, writeConfig(configWith(QStringLiteral("two")))));
        QTRY_COMPARE_WITH_TIMEOUT(m_loaded->size(), 1, 2000);
        QCOMPARE(servicesOf(m_loaded->at(0)), QStringList{QStringLiteral("two")});
        QVERIFY(replace(m_file, writeConfig(configWith(QStringLiteral("three")))));
        QTRY_COMPARE_WITH_TIMEOUT(m_loaded->size(), 2, 2000);
        QCOMPARE(servicesOf(m_loaded->at(1)), QStringList{QStringLiteral("three")});
        QVERIFY(replace(m_file, writeConfig(configWith(QStringLiteral("four"))))); // still watched
        QTRY_COMPARE_WITH_TIMEOUT(m_loaded->size(), 3, 2000);
        QVERIFY(QFile::remove(m_file));
        QVERIFY(writeInPlace(m_file, writeConfig(configWith(QStringLiteral("five")))));
        QTRY_COMPARE_WITH_TIMEOUT(m_loaded->size(), 4, 2000);
        QCOMPARE(servicesOf(m_loaded->at(3)), QStringList{QStringLiteral("five")});
        QCOMPARE(m_failed->size(), 0);
    }
    void ownWritesAreNotToldTwice()
    {
        m_store->load();
        m_store->save(configWith(QStringLiteral("one")));
        m_store->save(configWith(QStringLiteral("two")));
        QVERIFY(replace(m_folder->filePath(QStringLiteral("gatewatch/other.json")), "{}"));
        // The next thing heard is the edit from outside: had the own writes been told, they would come before it.
        QVERIFY(replace(m_file, writeConfig(configWith(QStringLiteral("three")))));
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_loaded->isEmpty() && servicesOf(m_loaded->last()).contains(QStringLiteral("three")), 2000);
        QCOMPARE(m_loaded->size(), 4);
    }
    void aFileThatAppearsInANewFolderIsFound()
    {
        m_store->load();
        QVERIFY(QDir().mkpath(QFileInfo(m_file).path()));
        QVERIFY(writeInPlace(m_file, writeConfig(configWith(QStringLiteral("shop")))));
        QTRY_COMPARE_WITH_TIMEOUT(m_loaded->size(), 2, 2000);
        QCOMPARE(m_loaded->at(1)[1].toBool(), true);
    }
    void thatTheFileIsGoneIsToldOnce()
    {
        m_store->load();
        m_store->save(configWith(QStringLiteral("one")));
        m_loaded->clear();
        const QByteArray text = contents(m_file);
        QVERIFY(QFile::remove(m_file));
        QTRY_COMPARE_WITH_TIMEOUT(m_failed->size(), 1, 5000);
        QCOMPARE(m_failed->at(0)[0].toString(), m_file + QStringLiteral(": the file is gone"));
        QVERIFY(writeInPlace(m_folder->filePath(QStringLiteral("gatewatch/other.json")), "{}"));
        QTest::qWait(600); // longer than an edit takes to settle
        QVERIFY(writeInPlace(m_file, text));
        QTRY_COMPARE_WITH_TIMEOUT(m_loaded->size(), 1, 5000); // the same one, but there again
        QCOMPARE(m_failed->size(), 1);
    }
    void aBrokenEditIsToldAndKept()
    {
        m_store->load();
        m_store->save(configWith(QStringLiteral("one")));
        m_loaded->clear();
        QVERIFY(writeInPlace(m_file, "{ \"version\": 1, \"services\": [ { \"id\": "));
        QTRY_COMPARE_WITH_TIMEOUT(m_failed->size(), 1, 2000);
        QVERIFY(!m_failed->at(0)[0].toString().isEmpty());
        QCOMPARE(m_loaded->size(), 0);
        m_store->save(configWith(QStringLiteral("two")));
        QCOMPARE(m_loaded->size(), 1);
        const QStringList kept =
            QFileInfo(m_file).dir().entryList({QStringLiteral("config.json.broken-*")}, QDir::Files);
        QCOMPARE(kept.size(), 1);
    }
    void aFullDiskLeavesTheFileAsItWas_data()
    {
        QTest::addColumn<int>("services");
        QTest::addColumn<int>("room");
        QTest::newRow("little text, no room") << 1 << 0;
        QTest::newRow("little text, room for a part") << 1 << 100;
        QTest::newRow("much text, no room") << 200 << 0;
        QTest::newRow("much text, room for a part") << 200 << 20000;
        QTest::newRow("much text, room for nearly all") << 200 << 40000;
    }
    void aFullDiskLeavesTheFileAsItWas()
    {
        QFETCH(int, services);
        QFETCH(int, room);
        Config larger = configWith(QStringLiteral("shop"));
        for (int i = 1; i < services; ++i)
            larger.services.append(configWith(QStringLiteral("shop%1").arg(i)).services);
        QVERIFY(writeConfig(larger).size() > room);
        m_store->save(configWith(QStringLiteral("one")));
        const QByteArray before = contents(m_file);
        QVERIFY(!before.isEmpty());
        {
            const FullDisk disk(static_cast<rlim_t>(room));
            m_store->save(larger);
        }
        QCOMPARE(m_loaded->size(), 1);
        QCOMPARE(m_failed->size(), 1);
        QCOMPARE(m_failed->at(0)[0].toString(), m_file + QStringLiteral(": File too large"));
        QCOMPARE(contents(m_file), before);
        QCOMPARE(QFileInfo(m_file).dir().entryList(QDir::Files), QStringList{QStringLiteral("config.json")});
        m_store->save(larger);
        QCOMPARE(m_loaded->size(), 2);
    }
    void aFullDiskLeavesABrokenFileWhereItWas()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_file).path()));
        QVERIFY(writeInPlace(m_file, "{ nearly right"));
        m_store->load();
        QCOMPARE(m_failed->size(), 1);
        {
            const FullDisk disk(0);
            m_store->save(configWith(QStringLiteral("one")));
        }
        QCOMPARE(m_failed->size(), 2);
        QCOMPARE(contents(m_file), QByteArray("{ nearly right"));
        QCOMPARE(QFileInfo(m_file).dir().entryList(QDir::Files), QStringList{QStringLiteral("config.json")});
    }
    void aPlaceThatCannotBeWrittenIsTold()
    {
        QVERIFY(writeInPlace(m_folder->filePath(QStringLiteral("gatewatch")), "a file, not a folder"));
        m_store->save(configWith(QStringLiteral("one")));
        QCOMPARE(m_loaded->size(), 0);
        QCOMPARE(m_failed->size(), 1);
        QVERIFY(m_failed->at(0)[0].toString().contains(m_folder->path()));
    }
};

QTEST_GUILESS_MAIN(ConfigStoreTest)
#include "tst_configstore.moc"
