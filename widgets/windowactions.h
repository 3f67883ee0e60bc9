// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QList>
#include <QMenu>
#include <QObject>

#include <memory>

namespace Gatewatch {

/// Everything the window can do, once, with its words and its key. The window connects and places
/// them.
class WindowActions final : public QObject {
    Q_OBJECT
public:
    explicit WindowActions(QWidget* window);

    QAction *add, *import, *quit;
    QAction *checkThis, *checkAll, *troubleshoot, *troubleshootAddress, *mute, *copyRow, *copyReport, *rename, *remove;
    QAction *undo, *resume;
    QAction *filter, *jump, *services, *events, *settings, *nextPane, *next, *previous, *back;
    QList<QAction*> tabs; ///< Alt+1 … Alt+5
    QList<QAction*> pauses; ///< their data: for how many seconds, 0 for until it is resumed
    [[nodiscard]] QMenu* menu() const { return m_menu.get(); }
    [[nodiscard]] QMenu* pauseMenu() const { return m_pauseMenu; }
    [[nodiscard]] QList<QAction*> all() const { return m_all; }
    /// Offers to pause, or to go on.
    void setPaused(bool paused);

private:
    QAction* make(QMenu* menu, const QString& text, const QList<QKeySequence>& keys = {});

    QWidget* m_window;
    std::unique_ptr<QMenu> m_menu;
    QMenu* m_pauseMenu;
    QList<QAction*> m_all;
};

} // namespace Gatewatch
