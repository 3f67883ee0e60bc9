// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/traypresenter.h>

#include <widgets/icons.h>
#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QDateTime>
#include <QMenu>
#include <QSystemTrayIcon>

#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

const QString watcherService = u"org.kde.StatusNotifierWatcher"_s;
/// More than this does not fit a menu; the window has all of them.
constexpr int mostListed = 8;

int countOf(const QList<TrayService>& services, State state)
{
    return static_cast<int>(std::count_if(
        services.cbegin(), services.cend(), [state](const TrayService& service) { return service.state == state; }));
}

/// A single & would underline the next letter instead of being shown.
QString literal(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

QString summaryOf(const QList<TrayService>& services)
{
    if (services.isEmpty())
        return TrayPresenter::tr("No services yet");
    static constexpr std::array order{State::Down,        State::Slow,   State::Unknown,
                                      State::Maintenance, State::Paused, State::Up};
    QStringList parts;
    for (const State state : order) {
        if (const int n = countOf(services, state))
            parts.append(countText(state, n));
    }
    return parts.join(u", "_s);
}

State worstOf(const QList<TrayService>& services)
{
    static constexpr std::array order{State::Down, State::Slow, State::Up, State::Maintenance, State::Unknown};
    for (const State state : order) {
        if (countOf(services, state) > 0)
            return state;
    }
    return services.isEmpty() ? State::Up : State::Paused;
}

TrayPresenter::TrayPresenter(QObject* parent)
    : QObject(parent)
    , m_menu(std::make_unique<QMenu>())
    , m_pauseMenu(new QMenu(tr("&Pause"), m_menu.get()))
{
    fillPauseMenu();
    watchTray();
    refresh();
}

TrayPresenter::~TrayPresenter() = default;

void TrayPresenter::watchTray()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    auto* watcher = new QDBusServiceWatcher(watcherService, bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceUnregistered, this, [this] { m_hostGone = true; });
    connect(watcher, &QDBusServiceWatcher::serviceRegistered, this, [this] {
        m_hostGone = false;
        if (m_icon) {
            // A new watcher knows nothing of the icons that the one before it showed.
            m_icon->hide();
            m_icon->show();
        }
    });
}

void TrayPresenter::show()
{
    if (!m_icon) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        m_icon->setContextMenu(m_menu.get());
        connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
            if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                emit openRequested({});
        });
    }
    refresh();
    m_icon->show();
}

bool TrayPresenter::isInTray() const
{
    return m_icon && m_icon->isVisible() && !m_hostGone && QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayPresenter::setServices(const QList<TrayService>& services)
{
    if (m_services == services)
        return;
    m_services = services;
    refresh();
}

void TrayPresenter::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    refresh();
}

void TrayPresenter::setDemo(bool demo)
{
    m_demo = demo;
    refresh();
}

void TrayPresenter::refresh()
{
    m_worst = m_paused ? State::Paused : worstOf(m_services);
    const bool failing = m_worst == State::Down || m_worst == State::Slow;
    m_worstCount = failing ? countOf(m_services, m_worst) : 0;
    m_toolTip = m_paused ? tr("Paused. %1").arg(summaryOf(m_services)) : summaryOf(m_services);
    if (m_demo)
        m_toolTip = tr("Demo: %1").arg(m_toolTip);
    rebuildMenu();
    if (!m_icon)
        return;
    m_icon->setIcon(trayIcon(m_worst, m_worstCount));
    m_icon->setToolTip(m_toolTip);
}

void TrayPresenter::fillPauseMenu()
{
    connect(m_pauseMenu->addAction(tr("For 1 hour")), &QAction::triggered, this, [this] {
        emit pauseRequested(std::chrono::hours(1));
    });
    connect(m_pauseMenu->addAction(tr("Until tomorrow")), &QAction::triggered, this, [this] {
        const QDateTime now = QDateTime::currentDateTime();
        emit pauseRequested(Seconds(now.secsTo(now.date().addDays(1).startOfDay())));
    });
}

void TrayPresenter::rebuildMenu()
{
    m_menu->clear();
    QAction* summary = m_menu->addAction(m_toolTip);
    connect(summary, &QAction::triggered, this, [this] { emit openRequested({}); });

    const Theme& theme = Theme::of(nullptr);
    int listed = 0;
    for (const State state : {State::Down, State::Slow}) {
        for (const TrayService& service : std::as_const(m_services)) {
            if (service.state != state || listed == mostListed)
                continue;
            const QString text = service.why.isEmpty() ? service.name : service.name + u"  –  "_s + service.why;
            QAction* action = m_menu->addAction(stateIcon(state, theme), literal(text));
            connect(action, &QAction::triggered, this, [this, id = service.id] { emit openRequested(id); });
            ++listed;
        }
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Check all now")), &QAction::triggered, this, &TrayPresenter::checkAllRequested);
    if (m_paused) {
        connect(m_menu->addAction(tr("&Go on watching")), &QAction::triggered, this, &TrayPresenter::resumeRequested);
    } else {
        m_menu->addMenu(m_pauseMenu);
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Open Gatewatch")), &QAction::triggered, this, [this] { emit openRequested({}); });
    connect(m_menu->addAction(tr("&Quit")), &QAction::triggered, this, &TrayPresenter::quitRequested);
}

} // namespace Gatewatch
