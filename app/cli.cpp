// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <cli/target.h>
#include <engine/descriptors.h>
#include <engine/interrupt.h>
#include <engine/wholefile.h>

#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace Gatewatch;
using namespace Gatewatch::Cli;
using namespace Qt::StringLiterals;

namespace {

void addCommonOptions(QCommandLineParser& parser)
{
    parser.addOptions(
        {{u"config"_s, u"Configuration file (default: the per-user one)."_s, u"FILE"_s},
         {u"data-dir"_s, u"Folder of the history (default: the per-user one)."_s, u"DIR"_s},
         {u"json"_s, u"Print one JSON document on standard output and nothing else there."_s},
         {u"color"_s, u"Colours: auto, always or never. NO_COLOR is honoured."_s, u"WHEN"_s, u"auto"_s},
         {{u"h"_s, u"help"_s}, u"Shows this text."_s},
         {{u"v"_s, u"version"_s}, u"Shows the version."_s}});
}

/// Ends the program when only its version or its help was asked for.
void showFacts(QCommandLineParser& parser)
{
    const bool version = parser.isSet(u"version"_s);
    if (!version && !parser.isSet(u"help"_s))
        return;
    const Console console(false, ColorWhen::Never);
    console.print(version ? u"gatewatch-cli "_s + QCoreApplication::applicationVersion() : parser.helpText().trimmed());
    std::exit(console.isLost() ? CouldNotTell : AllIsWell);
}

QString overview()
{
    QString text = u"Tells whether services are up and whose fault a failure is.\n\nCommands:\n"_s;
    for (const Command& command : commands()) {
        const QString call = u"%1 %2"_s.arg(QString::fromUtf8(command.name), QString::fromUtf8(command.arguments));
        text += u"  %1 %2\n"_s.arg(call, -26).arg(QString::fromUtf8(command.summary));
    }
    return text
        + u"\nExit codes: 0 all is well, 1 a problem was found, 2 wrong use, 3 could not tell, 130 interrupted.\n"
          "gatewatch-cli COMMAND --help shows the options of a command."_s;
}

/// The first word that names a command: before it there may be the value of an option that only the command knows.
const Command* findCommand(const QStringList& words)
{
    const auto list = commands();
    for (const QString& word : words) {
        const auto it = std::ranges::find_if(
            list, [&word](const Command& command) { return word == QLatin1StringView(command.name); });
        if (it != list.end())
            return &*it;
    }
    return nullptr;
}

std::optional<ColorWhen> colorWhen(const QString& text)
{
    if (text == "auto"_L1)
        return ColorWhen::Auto;
    if (text == "always"_L1)
        return ColorWhen::Always;
    if (text == "never"_L1)
        return ColorWhen::Never;
    return std::nullopt;
}

/// Before the options could be read; --json counts wherever it stands.
int fail(const QString& sentence)
{
    return complain(Console(QCoreApplication::arguments().contains(u"--json"_s), ColorWhen::Never), sentence);
}

Paths pathsOf(const QCommandLineParser& parser)
{
    Paths paths = Paths::standard();
    if (parser.isSet(u"config"_s))
        paths.configFile = parser.value(u"config"_s);
    if (parser.isSet(u"data-dir"_s))
        paths.dataDir = parser.value(u"data-dir"_s);
    return paths;
}

/// Runs a job in the event loop until it finishes, somebody ends it, or nobody can be told what it finds.
int runJob(const Command& command, std::unique_ptr<QObject> job, const Console& console, const Interrupt& interrupt)
{
    bool ended = false;
    QObject::connect(&interrupt, &Interrupt::interrupted, &interrupt, [&](int signal) {
        ended = true;
        if (command.runsUntilEnded && signal != SIGINT)
            return finish(AllIsWell);
        console.note(u"Interrupted"_s);
        finish(Interrupted);
    });
    // Said by the kernel even while there is nothing to write, where standard output is a pipe.
    QSocketNotifier readerLeft(STDOUT_FILENO, QSocketNotifier::Exception);
    readerLeft.setEnabled(command.runsUntilEnded);
    QObject::connect(&readerLeft, &QSocketNotifier::activated, &readerLeft, [&] {
        readerLeft.setEnabled(false);
        finish(CouldNotTell);
    });
    const int exitCode = console.isLost() ? static_cast<int>(CouldNotTell) : QCoreApplication::exec();
    job.reset(); // cancels what runs and writes what is still to be kept
    if (ended) {
        // A lookup that Qt has begun cannot be cancelled, and the usual end of a program waits for its thread.
        std::fflush(nullptr);
        std::_Exit(exitCode);
    }
    return exitCode;
}

/// What no command puts up with: words that mean nothing to it, and a configuration that was named and cannot be read.
QString problemOfUse(const Command& command, const Invocation& invocation)
{
    const QString name = QString::fromUtf8(command.name);
    if (qstrlen(command.arguments) == 0 && !invocation.arguments.isEmpty())
        return u"%1: takes no argument, \"%2\" is too much"_s.arg(name, repeated(invocation.arguments.first()));
    if (name == "config"_L1 || !invocation.isSet("config"_L1))
        return {}; // config reports what it finds by itself
    const auto loaded = loadConfig(invocation);
    return loaded ? QString() : loaded.reason();
}

int runCommand(const Command& command, const QStringList& typed)
{
    QCommandLineParser parser;
    addCommonOptions(parser);
    parser.addOptions(command.options());
    parser.setApplicationDescription(QString::fromUtf8(command.summary));
    parser.addPositionalArgument(
        QString::fromUtf8(command.name), QString::fromUtf8(command.summary),
        u"%1 %2"_s.arg(QString::fromUtf8(command.name), QString::fromUtf8(command.arguments)));
    if (!parser.parse(typed))
        return fail(parser.errorText() + u" See gatewatch-cli %1 --help."_s.arg(QString::fromUtf8(command.name)));
    showFacts(parser);
    const auto color = colorWhen(parser.value(u"color"_s));
    if (!color)
        return fail(u"--color must be auto, always or never, is \"%1\"."_s.arg(parser.value(u"color"_s)));
    const Console console(parser.isSet(u"json"_s), *color);
    const Invocation invocation{parser, console, pathsOf(parser), parser.positionalArguments().mid(1)};
    if (const QString problem = problemOfUse(command, invocation); !problem.isEmpty())
        return complain(console, problem);
    const Interrupt interrupt; // before the command says that it has begun
    Started started = command.run(invocation);
    const int exitCode =
        started.exitCode ? *started.exitCode : runJob(command, std::move(started.job), console, interrupt);
    return console.isLost() ? static_cast<int>(CouldNotTell) : exitCode;
}

} // namespace

int main(int argc, char** argv)
{
    ::umask(077); // what is watched, and with which headers, is nobody else's business
    outliveFailedWrites();
    raiseDescriptorLimit();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"gatewatch"_s); // the folders of the window
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEWATCH_VERSION));

    // First only to find the command: its options are not known yet, so complaints wait.
    QCommandLineParser parser;
    addCommonOptions(parser);
    parser.addPositionalArgument(u"COMMAND"_s, u"What to do."_s, u"COMMAND …"_s);
    parser.setApplicationDescription(overview());
    const bool understood = parser.parse(QCoreApplication::arguments());
    const QStringList words = parser.positionalArguments();
    if (words.isEmpty()) {
        if (!understood)
            return fail(parser.errorText() + u" See gatewatch-cli --help."_s);
        showFacts(parser);
        return fail(u"No command was given. See gatewatch-cli --help."_s);
    }
    const Command* command = findCommand(words);
    if (!command)
        return fail(u"\"%1\" is no command. See gatewatch-cli --help."_s.arg(repeated(words.first())));
    return runCommand(*command, QCoreApplication::arguments());
}
