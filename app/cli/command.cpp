// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <engine/configstore.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <array>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

QList<QCommandLineOption> noOptions()
{
    return {};
}

constexpr std::array table{
    Command{"check", "URL", "measures the URL once, on a fresh connection", checkOptions, runCheck},
    Command{"status", "URL-OR-CATALOG-ID", "reads a public status page", statusOptions, runStatus},
    Command{"diagnose", "URL", "finds out whose fault a failure is", diagnoseOptions, runDiagnose},
    Command{
        "identify", "URL|FILE|-", "tells who wrote an answer: asked for once, or saved with curl -i", noOptions,
        runIdentify},
    Command{
        "sessions", "[VERB] [ID]…", "lists earlier diagnoses; show, export, import, note, wrong, compare, remove",
        noOptions, runSessions},
    Command{"watch", "", "watches the configured services without a window", watchOptions, runWatch, true},
    Command{"wait", "URL", "returns once the URL has answered well several times in a row", waitOptions, runWait},
    Command{"services", "", "lists the configured services and their states", noOptions, runServices},
    Command{"catalog", "[WORD…]", "searches the built-in catalogue", noOptions, runCatalog},
    Command{
        "config", "check|show|export|import [FILE]", "validates, prints, saves or merges the configuration",
        configOptions, runConfig},
    Command{
        "secret", "set|remove NAME|list", "keeps secrets in the keychain, for the configuration to name", noOptions,
        runSecret},
    Command{"demo", "", "runs made-up services on this computer until interrupted", noOptions, runDemo, true},
};

} // namespace

std::span<const Command> commands()
{
    return table;
}

void finish(int exitCode)
{
    QCoreApplication::exit(exitCode);
}

int complain(const Console& console, const QString& sentence)
{
    if (console.json())
        console.document({{u"schema"_s, u"gatewatch.error/1"_s}, {u"error"_s, sentence}});
    console.note(u"gatewatch-cli: "_s + cleaned(sentence));
    return WrongUse;
}

Started wrongUse(const Invocation& invocation, const QString& sentence)
{
    return complain(invocation.console, sentence);
}

Result<LoadedConfig> loadConfig(const Invocation& invocation)
{
    const QString& name = invocation.paths.configFile;
    if (!QFileInfo::exists(name) && !invocation.isSet("config"_L1))
        return LoadedConfig{defaultConfig(), {}};
    auto loaded = readConfigFile(name);
    return loaded ? loaded : Result<LoadedConfig>::failure(u"%1: %2"_s.arg(name, loaded.reason()));
}

QString sentenceOf(History::Problem problem, const QString& detail)
{
    const QString what = detail.isEmpty() ? QString() : u" ("_s + cleaned(detail) + u')';
    switch (problem) {
    case History::Problem::None:
        return {};
    case History::Problem::CannotOpen:
        return u"The history cannot be opened%1; nothing is stored"_s.arg(what);
    case History::Problem::Damaged:
        return u"The history was damaged and has been set aside%1; a new one begins"_s.arg(what);
    case History::Problem::NewerSchema:
        return u"The history was written by a newer Gatewatch%1; it is only read"_s.arg(what);
    case History::Problem::DiskFull:
        return u"The disk is full%1; measurements are kept in memory"_s.arg(what);
    case History::Problem::ReadOnly:
        return u"The history cannot be written%1; nothing is stored"_s.arg(what);
    case History::Problem::Locked:
        return u"Another Gatewatch is writing the history%1; this one stores nothing"_s.arg(what);
    case History::Problem::Deleted:
        return u"The file of the history is gone%1"_s.arg(what);
    }
    Q_UNREACHABLE();
}

} // namespace Gatewatch::Cli
