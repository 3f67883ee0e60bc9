// SPDX-License-Identifier: GPL-3.0-or-later
#include <backend.h>
#include <core/diagnosis/report.h>
#include <engine/demo/loopbackserver.h>
#include <support/keyring.h>

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const QString entry = QStringLiteral("shop-token");
const QByteArray canary = "canary-5f1e9c0b7d";

QByteArray contentsOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Every file below the folder that holds the value.
QStringList filesWith(const QByteArray& value, const QString& folder)
{
    QStringList found;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        if (contentsOf(it.next()).contains(value))
            found.append(it.filePath());
    }
    return found;
}

/// A gateway's 502 for everybody, with all that was asked in its head and its body, as debug pages have it; counts
/// those who told the secret.
LoopbackServer::Answer listening(int& told)
{
    return [&told](const ServerRequest& request) {
        told += request.headers.contains(HeaderField{"Authorization", canary}) ? 1 : 0;
        QByteArray asked = request.method + ' ' + request.path + '\n';
        QList<HeaderField> fields{{"Content-Type", "text/html"}, {"Server", "nginx"}};
        for (const HeaderField& field : request.headers) {
            asked += field.name + " is " + field.value + '\n';
            fields.append({"Via", "1.1 " + field.value});
        }
        asked += "as a login: " + canary.toBase64() + '\n';
        return ServerReply{httpResponse(502, "Not for " + canary, "<h1>502 Bad Gateway</h1>" + asked, fields)};
    };
}

} // namespace

/// A secret goes from a real keyring to the service it is for, and nowhere else.
class CanaryTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QCoreApplication::addLibraryPath(QStringLiteral(GATEWATCH_MODULE_FOLDER)); }

    void theValueIsNowhereButOnTheWire()
    {
        const Keyring keyring;
        KeyringCli cli(QStringLiteral(GATEWATCH_CLI));
        QCOMPARE(cli.type({u"secret"_s, u"set"_s, entry}, canary).exitCode, 0);
        int told = 0;
        LoopbackServer server(listening(told));
        QVERIFY(server.listen());
        const QString config = cli.write(u"config.json"_s, configWithSecret(server.url(), entry));
        const QStringList common{u"--config"_s, config, u"--data-dir"_s, cli.path(u"data"_s)};
        QByteArray said;
        cli.start(QStringList{u"watch"_s, u"--for"_s, u"4"_s, u"--jsonl"_s} + common);
        QTRY_VERIFY_WITH_TIMEOUT(told >= 3, patience);
        const QString process = u"/proc/%1/"_s.arg(cli.process().processId());
        QVERIFY(contentsOf(process + u"cmdline"_s).contains("watch"));
        said += contentsOf(process + u"cmdline"_s) + contentsOf(process + u"environ"_s);
        const CliResult watched = cli.wait(Millis(patience));
        QCOMPARE(watched.exitCode, 1); // it was seen to be down, so that there is an incident with its evidence
        said += watched.out + watched.err;
        for (const QStringList& command : QList<QStringList>{
                 {u"watch"_s, u"--for"_s, u"1"_s, u"--json"_s},
                 {u"services"_s, u"--json"_s},
                 {u"secret"_s, u"list"_s}}) {
            const CliResult result = cli.run(command + common, Millis(patience));
            said += result.out + result.err;
        }
        const CliResult shown = cli.run({u"config"_s, u"show"_s, config});
        QVERIFY(shown.out.contains("\"secret\": \"shop-token\""));
        said += shown.out + shown.err;
        QVERIFY(!said.contains(canary));
        QVERIFY(!filesWith("shop", cli.path(u"data"_s)).isEmpty()); // the search can find something
        QVERIFY(!filesWith("Authorization is", cli.path(u"data"_s)).isEmpty()); // what came is kept
        QCOMPARE(filesWith(canary.toBase64(), cli.path({})), QStringList());
        QCOMPARE(filesWith(canary, cli.path({})), QStringList());
        QCOMPARE(filesWith(canary, qEnvironmentVariable("HOME")), QStringList()); // the keyring encrypts
    }

    void aReportHoldsNoSecret()
    {
        const Keyring keyring;
        KeyringCli cli(QStringLiteral(GATEWATCH_CLI));
        QCOMPARE(cli.type({u"secret"_s, u"set"_s, entry}, canary).exitCode, 0);
        int told = 0;
        LoopbackServer server(listening(told));
        QVERIFY(server.listen());
        Backend backend(
            {cli.write(u"config.json"_s, configWithSecret(server.url(), entry)), cli.path(u"data"_s)},
            Backend::Threads::Own);
        QSignalSpy samples(&backend.engine(), &Engine::samplesReady);
        QSignalSpy finished(&backend.engine(), &Engine::diagnosisFinished);
        backend.start();
        QVERIFY(samples.wait(patience)); // read and measured on the net thread
        const int before = told;
        QVERIFY(before > 0);
        backend.diagnoseService(u"shop"_s);
        QVERIFY(finished.wait(patience));
        QVERIFY(told > before);
        const Diagnosis diagnosis = finished.first().at(1).value<Diagnosis>();
        const QByteArray reports =
            QJsonDocument(toJson(diagnosis)).toJson() + toHtml(diagnosis).toUtf8() + toMarkdown(diagnosis).toUtf8();
        QVERIFY(reports.contains("502"));
        QVERIFY(!reports.contains(canary));
        backend.stop();
        QCOMPARE(filesWith(canary, cli.path({})), QStringList());
    }
};

QTEST_GUILESS_MAIN(CanaryTest)
#include "tst_canary.moc"
