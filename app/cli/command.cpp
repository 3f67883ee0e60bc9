// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>

#include <QCoreApplication>
#include <QFile>

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
    Command{"services", "", "lists the configured services and their states", noOptions, runServices},
    Command{"catalog", "[WORD…]", "searches the built-in catalogue", noOptions, runCatalog},
    Command{"config", "check|show [FILE]", "validates or prints the configuration", noOptions, runConfig},
    Command{"demo", "", "runs made-up services on this computer until interrupted", noOptions, runDemo},
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

Started wrongUse(const Invocation& invocation, const QString& sentence)
{
    invocation.console.note(u"gatewatch-cli: "_s + cleaned(sentence));
    return WrongUse;
}

Result<LoadedConfig> loadConfig(const Invocation& invocation)
{
    QFile file(invocation.paths.configFile);
    if (!file.exists() && !invocation.isSet("config"_L1))
        return LoadedConfig{defaultConfig(), {}};
    if (!file.open(QIODevice::ReadOnly))
        return Result<LoadedConfig>::failure(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
    const auto loaded = parseConfig(file.readAll());
    if (!loaded)
        return Result<LoadedConfig>::failure(u"%1: %2"_s.arg(file.fileName(), loaded.reason()));
    return loaded;
}

} // namespace Gatewatch::Cli
