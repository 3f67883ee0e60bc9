// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/cliprocess.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <sys/resource.h>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

constexpr auto ours = "{\"version\": 1, \"polling\": {\"maxConcurrent\": 7}, \"services\": ["
                      "{\"id\": \"a\", \"name\": \"A\", \"endpoints\": []}, {\"id\": \"b\", \"name\": \"B\"}]}";
constexpr auto theirs = "{\"version\": 1, \"history\": {\"rawDays\": 3}, \"services\": ["
                        "{\"id\": \"b\", \"name\": \"Better\"}, {\"id\": \"a\", \"name\": \"A\"}, {\"id\": \"c\"}]}";

} // namespace

class CliConfigTest : public QObject {
    Q_OBJECT
private slots:
    void anExportImportedIntoNothingIsTheSameFile()
    {
        const QString config = m_cli.write(u"ours.json"_s, ours);
        const QString saved = m_cli.path(u"saved.json"_s);
        const CliResult two = run({u"export"_s, saved}, config);
        QCOMPARE(two.exitCode, 0);
        QVERIFY2(two.out.startsWith("2 services were saved to "), two.out.constData());
        const QString one = m_cli.write(u"one.json"_s, "{\"version\": 1, \"services\": [{\"id\": \"a\"}]}");
        QVERIFY(run({u"export"_s, m_cli.path(u"one-saved.json"_s)}, one).out.startsWith("1 service was saved to "));
        const QString fresh = m_cli.path(u"fresh.json"_s);
        QCOMPARE(run({u"import"_s, saved}, fresh).exitCode, 0);
        QVERIFY(!contents(saved).isEmpty());
        QCOMPARE(contents(fresh), contents(saved));
        QCOMPARE(QFile::permissions(saved) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }
    void anImportMergesById()
    {
        const QString config = m_cli.write(u"merged.json"_s, ours);
        const QString other = m_cli.write(u"theirs.json"_s, theirs);
        const QByteArray before = contents(config);
        const CliResult dry = run({u"import"_s, other, u"--dry-run"_s}, config);
        QCOMPARE(dry.exitCode, 0);
        QCOMPARE(contents(config), before);
        QVERIFY2(dry.out.contains("Nothing was written"), dry.out.constData());

        const CliResult result = run({u"import"_s, other, u"--json"_s}, config);
        QCOMPARE(result.exitCode, 0);
        const QJsonObject document = result.json();
        QCOMPARE(document["added"_L1], QJsonValue(QJsonArray{u"c"_s}));
        QCOMPARE(document["replaced"_L1], QJsonValue(QJsonArray{u"b"_s}));
        QCOMPARE(document["unchanged"_L1], QJsonValue(QJsonArray{u"a"_s}));
        QCOMPARE(document["sections"_L1], QJsonValue(QJsonArray{u"history"_s}));
        const QJsonObject written = QJsonDocument::fromJson(contents(config)).object();
        QCOMPARE(written["polling"_L1]["maxConcurrent"_L1], QJsonValue(7)); // not in the imported file, so it stays
        QCOMPARE(written["services"_L1][1]["name"_L1], QJsonValue(u"Better"_s));
        QCOMPARE(written["services"_L1].toArray().size(), 3);
    }
    void whatIsWrongIsSaidAndNothingChanges_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("nothing") << QByteArray() << QByteArray("wrong.json: the file: is empty");
        QTest::newRow("too much") << QByteArray(10 * 1024 * 1024, ' ')
                                  << QByteArray("wrong.json: the file: must be at most 5 MiB, is larger");
        QTest::newRow("no JSON") << QByteArray("not json") << QByteArray("wrong.json: ");
        QTest::newRow("a wrong value") << QByteArray("{\"version\": 1, \"services\": [{\"id\": \"\"}]}")
                                       << QByteArray("/services/0/id: must be letters, digits");
    }
    void whatIsWrongIsSaidAndNothingChanges()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, sentence);
        const QString config = m_cli.write(u"kept.json"_s, ours);
        const CliResult result = run({u"import"_s, m_cli.write(u"wrong.json"_s, text)}, config);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(sentence), result.err.constData());
        QCOMPARE(contents(config), QByteArray(ours));
    }
    void programsGetOneDocument()
    {
        const QString config = m_cli.write(u"ours.json"_s, ours);
        const QString saved = m_cli.path(u"as-document.json"_s);
        const QString wrong = m_cli.write(u"wrong.json"_s, "{");
        const auto document = [&](const QStringList& words, int exitCode, const char* schema) {
            const CliResult result = run(words + QStringList{u"--json"_s}, config);
            const QJsonObject json = result.json();
            const bool right = result.exitCode == exitCode && json["schema"_L1].toString() == QLatin1StringView(schema)
                && result.out.startsWith("{\n    \"schema\": ");
            if (!right)
                qWarning() << words << result.exitCode << result.out << result.err;
            return right ? json : QJsonObject();
        };
        const QJsonObject shown = document({u"show"_s}, 0, "gatewatch.config/1");
        QCOMPARE(shown["file"_L1].toString(), config);
        QCOMPARE(shown["config"_L1]["polling"_L1]["maxConcurrent"_L1].toInt(), 7);
        QVERIFY(run({u"show"_s}, config).json().contains("polling"_L1)); // for people it is the file
        QVERIFY(!document({u"show"_s, wrong}, 2, "gatewatch.configcheck/1")["error"_L1].toString().isEmpty());
        QCOMPARE(document({u"export"_s, u"-"_s}, 0, "gatewatch.config/1")["config"_L1], shown["config"_L1]);
        const QJsonObject written = document({u"export"_s, saved}, 0, "gatewatch.export/1");
        QCOMPARE(written["services"_L1].toInt(), 2);
        QVERIFY(written["written"_L1].toBool() && QFile::exists(saved));
        const QString nowhere = m_cli.path(u"no/such\n/x.json"_s);
        QVERIFY(m_cli.write(u"file"_s, "x").endsWith(u"file"_s));
        QVERIFY(!document({u"export"_s, m_cli.path(u"file/x.json"_s)}, 2, "gatewatch.export/1")["written"_L1].toBool());
        QCOMPARE(document({u"import"_s, saved}, 0, "gatewatch.import/1")["error"_L1], QJsonValue(QJsonValue::Null));
        for (const QString& bad : {wrong, nowhere}) {
            const QJsonObject refused = document({u"import"_s, bad}, 2, "gatewatch.import/1");
            QCOMPARE(refused["file"_L1].toString(), bad);
            QCOMPARE(refused["written"_L1], QJsonValue(false));
            QVERIFY(!refused["error"_L1].toString().isEmpty());
        }
        QVERIFY(!document({u"import"_s}, 2, "gatewatch.import/1").isEmpty());
    }
    void aFullDiskLeavesTheFileAsItWas_data()
    {
        QTest::addColumn<QString>("action");
        QTest::newRow("import") << u"import"_s;
        QTest::newRow("export") << u"export"_s;
    }
    void aFullDiskLeavesTheFileAsItWas()
    {
        QFETCH(QString, action);
        const bool import = action == "import"_L1;
        const QString config = m_cli.write(u"full.json"_s, ours);
        const QString other = m_cli.write(u"theirs.json"_s, theirs);
        const auto forgetLimit = qScopeGuard([this] { m_cli.process().setChildProcessModifier({}); });
        m_cli.process().setChildProcessModifier([] {
            const rlimit none{0, 0};
            setrlimit(RLIMIT_FSIZE, &none);
        });
        const CliResult result = run({action, other, u"--json"_s}, config);
        QCOMPARE(result.exitCode, 2);
        const QString problem = u"config %1: %2: File too large"_s.arg(action, import ? config : other);
        QCOMPARE(result.json()["error"_L1].toString(), problem);
        QCOMPARE(result.json()["written"_L1], QJsonValue(false));
        QVERIFY2(result.err.contains(problem.toUtf8()), result.err.constData());
        QCOMPARE(contents(config), QByteArray(ours));
        QCOMPARE(contents(other), QByteArray(theirs));
    }
    void aFileIsNeeded()
    {
        const QString config = m_cli.write(u"kept.json"_s, ours);
        QCOMPARE(run({u"import"_s}, config).exitCode, 2);
        QCOMPARE(run({u"export"_s}, config).exitCode, 2);
        const CliResult missing = run({u"import"_s, m_cli.path(u"nothing.json"_s)}, config);
        QCOMPARE(missing.exitCode, 2);
        QVERIFY2(missing.err.contains("there is no such file"), missing.err.constData());
        QCOMPARE(run({u"export"_s, m_cli.path(u"no/such/folder\n/x.json"_s)}, m_cli.path(u"none.json"_s)).exitCode, 2);
    }

private:
    CliResult run(const QStringList& words, const QString& config)
    {
        return m_cli.run(QStringList{u"config"_s} + words + QStringList{u"--config"_s, config});
    }
    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(CliConfigTest)
#include "tst_cli_config.moc"
