// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <backend.h>
#include <cli/console.h>
#include <core/config.h>

#include <QCommandLineParser>

#include <memory>
#include <optional>
#include <span>

namespace Gatewatch::Cli {

/// The exit codes that scripts rely on.
enum ExitCode { AllIsWell = 0, ProblemFound = 1, WrongUse = 2, CouldNotTell = 3, Interrupted = 130 };

/// What was typed.
struct Invocation {
    const QCommandLineParser& parser;
    const Console& console;
    Paths paths;
    QStringList arguments; ///< behind the name of the command
    bool json() const { return console.json(); }
    [[nodiscard]] bool isSet(QLatin1StringView option) const { return parser.isSet(QString(option)); }
    [[nodiscard]] QString value(QLatin1StringView option) const { return parser.value(QString(option)); }
    [[nodiscard]] QStringList values(QLatin1StringView option) const { return parser.values(QString(option)); }
};

/// A command that is over, or a job that goes on in the event loop and ends with finish(). Deleting the job stops it.
struct Started {
    std::optional<int> exitCode;
    std::unique_ptr<QObject> job;
    Started(int code)
        : exitCode(code)
    {
    }
    template <typename Job>
    Started(std::unique_ptr<Job> running)
        : job(std::move(running))
    {
    }
};

/// One row of the table of commands.
struct Command {
    const char* name;
    const char* arguments;
    const char* summary;
    QList<QCommandLineOption> (*options)();
    Started (*run)(const Invocation&);
    /// Goes on until somebody ends it, so that being ended (logout, shutdown, a service manager) is its usual end.
    bool runsUntilEnded = false;
};
std::span<const Command> commands();

/// Ends the event loop with an exit code.
void finish(int exitCode);
/// Says what was wrong with the use: on standard error, and with --json as "gatewatch.error/1" as well. WrongUse.
int complain(const Console& console, const QString& sentence);
Started wrongUse(const Invocation& invocation, const QString& sentence);

/// The configuration of the invocation; the defaults where the per-user file does not exist yet. A file that was named
/// with --config has to exist.
Result<LoadedConfig> loadConfig(const Invocation& invocation);
/// "gatewatch.config/1": a configuration with the file that it comes from and what was odd about it.
QJsonObject configDocument(const QString& file, const LoadedConfig& loaded);

/// What is wrong with the history and what that means, for a note.
QString sentenceOf(History::Problem problem, const QString& detail);

// The commands, one file each.
Started runCatalog(const Invocation& invocation);
Started runCheck(const Invocation& invocation);
Started runConfig(const Invocation& invocation);
Started exportConfig(const Invocation& invocation);
Started importConfig(const Invocation& invocation);
Started runDemo(const Invocation& invocation);
Started runDiagnose(const Invocation& invocation);
Started runIdentify(const Invocation& invocation);
Started runSecret(const Invocation& invocation);
Started runServices(const Invocation& invocation);
Started runSessions(const Invocation& invocation);
Started runStatus(const Invocation& invocation);
Started runWait(const Invocation& invocation);
Started runWatch(const Invocation& invocation);
QList<QCommandLineOption> checkOptions();
QList<QCommandLineOption> configOptions();
QList<QCommandLineOption> diagnoseOptions();
QList<QCommandLineOption> statusOptions();
QList<QCommandLineOption> waitOptions();
QList<QCommandLineOption> watchOptions();

} // namespace Gatewatch::Cli
