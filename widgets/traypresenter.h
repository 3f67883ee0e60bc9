// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QList>
#include <QObject>

#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace Gatewatch {

/// One service as the tray shows it.
struct TrayService {
    ServiceId id;
    QString name;
    State state = State::Unknown;
    QString why; ///< "502", "1.9 s"; may be empty
    bool operator==(const TrayService&) const = default;
};

/// "2 down, 1 slow, 41 up"; states without a service are left out.
QString summaryOf(const QList<TrayService>& services);
/// What the icon says. Services that are paused or not measured do not hide a failure; a provider's claim never counts.
State worstOf(const QList<TrayService>& services);
/// Decides icon, tool tip and menu of the tray; the icon of the desktop obeys. Works without a tray, where its menu and
/// words can still be used.
class TrayPresenter final : public QObject {
    Q_OBJECT
public:
    explicit TrayPresenter(QObject* parent = nullptr);
    ~TrayPresenter() override;

    void setServices(const QList<TrayService>& services);
    void setPaused(bool paused);
    /// Says in the tool tip and the menu that everything is made up.
    void setDemo(bool demo);
    /// Puts the icon into the tray, if there is one.
    void show();
    /// True only while somebody shows the icon: only then may the window hide instead of closing.
    [[nodiscard]] bool isInTray() const;

    [[nodiscard]] QString toolTip() const { return m_toolTip; }
    [[nodiscard]] State worst() const { return m_worst; }
    [[nodiscard]] QMenu* menu() const { return m_menu.get(); }
    /// The desktop's icon, for Notifier::setFallback(); null before show() and where there is no tray.
    [[nodiscard]] QSystemTrayIcon* icon() const { return m_icon.get(); }

signals:
    void openRequested(const Gatewatch::ServiceId& service); ///< empty: just the window
    void checkAllRequested();
    void pauseRequested(Gatewatch::Seconds duration);
    void resumeRequested();
    void quitRequested();

private:
    void watchTray();
    void fillPauseMenu();
    void rebuildMenu();
    void refresh();

    QList<TrayService> m_services;
    bool m_paused = false;
    bool m_demo = false;
    bool m_hostGone = false;
    State m_worst = State::Unknown;
    int m_worstCount = 0;
    QString m_toolTip;
    std::unique_ptr<QMenu> m_menu;
    QMenu* m_pauseMenu; ///< stays when the menu is made anew
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace Gatewatch
