// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QHash>
#include <QSortFilterProxyModel>

#include <optional>

namespace Gatewatch {

/// Search, state and order of the list. Groups with a failing service come first, failing services first within a
/// group; otherwise the order of the configuration. It sorts only when asked, so that rows never jump under the
/// pointer.
class ServiceFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    /// Non-empty in the first row of a group: the heading above it.
    static constexpr int HeadingRole = Qt::UserRole + 100;

    explicit ServiceFilter(QObject* parent = nullptr);

    /// Every word must occur in name, group or address; any letter case.
    void setSearch(const QString& text);
    void setState(std::optional<State> state);
    /// Brings the order up to date.
    void resort();
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& a, const QModelIndex& b) const override;

private:
    QStringList m_words;
    std::optional<State> m_state;
    QHash<QString, std::pair<int, int>> m_groups; ///< rank: worst state, then first row
    QHash<int, int> m_states; ///< source row → rank while sorting
};

} // namespace Gatewatch
