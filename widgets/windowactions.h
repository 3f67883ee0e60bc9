// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QList>
#include <QMenu>
#include <QObject>

#include <memory>

namespace Gatewatch {

/// Everything the window can do, once, with its words and its key (ux.md section 7). The window connects and places
/// them.
class WindowActions final : public QObject {
    Q_OBJECT
public:
    explicit WindowActions(QWidget* window);

    QAction *add, *import, *quit;
    QAction *checkThis, *checkAll, *troubleshoot, *troubleshootAddress, *mute, *copyRow, *copyReport, *remove, *undo;
    QAction *filter, *jump, *services, *events, *settings, *nextPane, *next, *previous, *back;
    QList<QAction*> tabs; ///< Alt+1 … Alt+5
    [[nodiscard]] QMenu* menu() const { return m_menu.get(); }
    [[nodiscard]] QList<QAction*> all() const { return m_all; }

private:
    QAction* make(QMenu* menu, const QString& text, const QList<QKeySequence>& keys = {});

    QWidget* m_window;
    std::unique_ptr<QMenu> m_menu;
    QList<QAction*> m_all;
};

} // namespace Gatewatch
