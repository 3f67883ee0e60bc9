// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QWidget>

class QLineEdit;
class QMenu;
class QPushButton;

namespace Gatewatch {

class ServiceModel;
class Session;

/// Add, check, pause; how many are down, slow and up, where there is room for it; the search field.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    TopBar(Session& session, const ServiceModel& model, QWidget* parent = nullptr);

    /// `menu` holds everything, `pause` for how long watching can be paused.
    void setMenus(QMenu* menu, QMenu* pause);
    /// Little room: only what is needed most. `back` shows the way back to the list.
    /// `elsewhere`: another page has its own primary action.
    void setNarrow(bool narrow, bool back, bool elsewhere);
    void focusSearch();
    void clearSearch();

signals:
    void addRequested();
    void checkRequested();
    void backRequested();
    void searchChanged(const QString& text);
    void searchEntered();
    void searchLeft(); ///< Esc or Down: on to the list

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QWidget* makeCounts();
    void refresh();
    void fitCounts();

    Session& m_session;
    const ServiceModel& m_model;
    QList<std::pair<State, QWidget*>> m_count; ///< filled by makeCounts(), so it stands before m_counts
    QPushButton *m_back, *m_add, *m_check, *m_pause, *m_menu;
    QWidget* m_counts;
    QMenu* m_pauseMenu = nullptr;
    QLineEdit* m_search;
    QWidget* m_hint;
    bool m_isNarrow = false;
};

} // namespace Gatewatch
