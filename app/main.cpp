// SPDX-License-Identifier: GPL-3.0-or-later
#include <backend.h>
#include <engine/demo/fleet.h>
#include <engine/descriptors.h>
#include <engine/interrupt.h>
#include <engine/system/systembus.h>
#include <engine/wholefile.h>
#include <widgets/mainwindow.h>
#include <widgets/session.h>
#include <widgets/telling.h>
#include <widgets/troubleshooting.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

struct Options {
    Paths paths;
    bool demo = false;
    bool hidden = false;
    QUrl offered; ///< of a "gatewatch:" link
};

/// Qt ends the process with a core dump where it finds no display; a sentence helps more.
bool hasDisplay(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        if (qstrncmp(argv[i], "-platform", 9) == 0 || qstrncmp(argv[i], "--platform", 10) == 0)
            return true;
    }
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

/// Whether only words are asked for, which need no display.
bool wantsWords(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView word(argv[i]);
        if (word == "--version" || word == "-v" || word == "--help" || word == "-h")
            return true;
    }
    return false;
}

Options readOptions(const QCoreApplication& app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("Main", "Watches services and tells whose fault a 502 Bad Gateway is."));
    const QCommandLineOption config(u"config"_s, QApplication::translate("Main", "Use this configuration."), u"FILE"_s);
    const QCommandLineOption data(u"data-dir"_s, QApplication::translate("Main", "Keep the history here."), u"DIR"_s);
    const QCommandLineOption demo(
        u"demo"_s,
        QApplication::translate("Main", "Show a made-up set of services inside the program; nothing is kept."));
    const QCommandLineOption hidden(
        u"hidden"_s, QApplication::translate("Main", "Start in the tray, where there is one."));
    parser.addOptions({config, data, demo, hidden});
    parser.addPositionalArgument(
        u"link"_s,
        QApplication::translate(
            "Main", "A link such as gatewatch:troubleshoot?url=https://example.org/ fills in that address."),
        u"[LINK]"_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);

    Options options;
    options.paths = Paths::standard();
    if (parser.isSet(config))
        options.paths.configFile = QFileInfo(parser.value(config)).absoluteFilePath();
    if (parser.isSet(data))
        options.paths.dataDir = QFileInfo(parser.value(data)).absoluteFilePath();
    options.demo = parser.isSet(demo);
    options.hidden = parser.isSet(hidden);
    options.offered = Troubleshooting::addressFromLink(parser.positionalArguments().value(0));
    return options;
}

/// The demo's services run inside the program; its days before today are made up and put into the throw-away history.
class Demo {
public:
    explicit Demo(Options& options)
    {
        options.paths.configFile = m_place.filePath(u"config.json"_s);
        options.paths.dataDir = m_place.path();
    }
    /// Starts the services and writes their configuration, so that the program finds it as it would find a user's.
    [[nodiscard]] bool start()
    {
        QFile file(m_place.filePath(u"config.json"_s));
        return m_place.isValid() && m_fleet.start() && file.open(QIODevice::WriteOnly)
            && file.write(writeConfig(m_fleet.config())) > 0;
    }
    [[nodiscard]] QString problem() const { return m_place.isValid() ? m_fleet.errorString() : m_place.errorString(); }
    /// Right after backend.start(), so that the days before today are there when the window asks for them.
    void fill(Backend& backend)
    {
        const Config config = m_fleet.config();
        const TimePoint now = wallClock();
        History* history = &backend.history();
        QMetaObject::invokeMethod(history, [history, config, now] {
            history->append(madeUpHistory(config, now, 14, std::chrono::seconds(60)));
            for (const Incident& incident : madeUpIncidents(config, now, 14))
                history->saveIncident(incident);
        });
    }

private:
    QTemporaryDir m_place;
    DemoFleet m_fleet;
};

/// When all is stored, what is left may take a second. Qt hands over the clipboard then, but it also waits for the
/// names that are being looked up, which cannot be cancelled.
void endWithinASecond()
{
    std::signal(SIGALRM, [](int) { ::_exit(0); });
    ::alarm(1);
}

} // namespace

int main(int argc, char** argv)
{
    ::umask(077); // what is watched, and with which headers, is nobody else's business
    outliveFailedWrites();
    raiseDescriptorLimit();
    QCoreApplication::setApplicationName(u"gatewatch"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEWATCH_VERSION));
    if (wantsWords(argc, argv)) {
        const QCoreApplication words(argc, argv);
        readOptions(words); // prints them and ends the program
        return 0;
    }
    if (!hasDisplay(argc, argv)) {
        std::fputs("gatewatch: there is no display here. `gatewatch-cli watch` does the same in a terminal.\n", stderr);
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationDisplayName(u"Gatewatch"_s);
    QApplication::setDesktopFileName(u"org.gatewatch.Gatewatch"_s);
    QApplication::setQuitOnLastWindowClosed(false); // the window decides: it may be hidden in the tray

    Options options = readOptions(app);
    std::unique_ptr<Demo> demo;
    if (options.demo) {
        demo = std::make_unique<Demo>(options);
        if (!demo->start()) {
            std::fprintf(stderr, "gatewatch: the demo cannot start: %s\n", qUtf8Printable(demo->problem()));
            return 1;
        }
    }

    ThemeControl theme(app);
    Preferences preferences(options.paths.dataDir + u"/window.ini"_s);
    theme.choose(preferences.load().theme);
    Backend backend(options.paths);
    Session session;
    session.attach(backend);
    MainWindow window({session, preferences, &theme, Ask::real(), options.demo});
    window.telling().tray().show();
    // Anybody can make a link: it only fills in an address, and the user decides whether it is asked.
    if (options.offered.isValid())
        window.offerAddress(options.offered);
    if (!options.hidden || options.offered.isValid() || !window.telling().tray().isInTray())
        window.show();
    window.explainClosing();
    // A request to end from the system or a terminal is one to quit: what waits to be stored is stored.
    const Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::interrupted, &app, &QCoreApplication::quit);
    // The window first: opening the history and reading the configuration wait until it is on the screen.
    QTimer::singleShot(0, &backend, [&] {
        backend.start();
        listenToSystemBus(backend.engine());
        if (demo)
            demo->fill(backend);
    });
    const int status = QApplication::exec();
    backend.stop();
    endWithinASecond();
    return status;
}
