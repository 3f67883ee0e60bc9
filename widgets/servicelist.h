// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QDeadlineTimer>
#include <QTimer>
#include <QWidget>

class QListView;

namespace Gatewatch {

class PillRow;
class ServiceFilter;
class ServiceModel;
class Session;

/// The left side: pills with counts and the services. Sorting waits until the pointer has been still for two seconds.
class ServiceList final : public QWidget {
    Q_OBJECT
public:
    ServiceList(Session& session, ServiceModel& model, QWidget* parent = nullptr);

    void setSearch(const QString& text);
    void select(const ServiceId& id);
    [[nodiscard]] ServiceId selected() const;
    /// What Enter in the search means: the first whose name begins with it, else holds it, else matches otherwise.
    [[nodiscard]] ServiceId bestMatch() const;
    void focusList();
    /// Shows the services of every state again.
    void showAllStates();
    /// Moves the selection by rows; stays within the list.
    void move(int rows);

signals:
    void selectionChanged(const Gatewatch::ServiceId& id);
    /// Enter or a double click.
    void opened(const Gatewatch::ServiceId& id);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void updatePills();
    void sortSoon();
    void sortNow();
    void reselect();

    ServiceModel& m_model;
    ServiceFilter* m_filter;
    PillRow* m_pills;
    QListView* m_view;
    QWidget* m_nothing;
    QTimer m_still;
    QDeadlineTimer m_latest; ///< when a sort that is due is done even under a moving pointer
    std::pair<ServiceId, int> m_before; ///< what was selected, and in which row, before the list was made anew
    QString m_search;
};

} // namespace Gatewatch
