// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>
#include <core/servicestate.h>
#include <core/statuspage/statusreport.h>

#include <QAbstractListModel>
#include <QList>
#include <QSet>

namespace Gatewatch {

class Session;

/// What one row of the list shows, as values.
struct ServiceRow {
    ServiceId id;
    QString name, group, address;
    State state = State::Unknown;
    TimePoint since{};
    std::optional<TimePoint> checkedAt;
    std::optional<Sample> sample; ///< newest of the leading check
    bool measured = false; ///< has a check of its own; else only the provider's word
    bool hasPage = false; ///< a status page is read
    bool flapping = false;
    std::optional<Indicator> claimed;
    Readability readability = Readability::Ok;
    QString pageProblem; ///< why it cannot be read (StatusReport::problem)
    std::optional<Failure> notMeasured; ///< why nothing is known, where that is known
    bool online = true; ///< whether this computer is, so that anything can be said
    std::optional<TimePoint> maintenanceUntil;
    QList<Outcome> ticks; ///< newest last
    bool operator==(const ServiceRow&) const = default;
};

/// The services as rows. Enums and numbers only, no words; words are made by the delegate. One dataChanged per
/// contiguous block of changed rows.
class ServiceModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { RowRole = Qt::UserRole + 1, IdRole, StateRole, GroupRole };

    explicit ServiceModel(Session& session, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] const ServiceRow& row(int index) const { return m_rows.at(index); }
    /// -1 when there is no such service.
    [[nodiscard]] int indexOf(const ServiceId& id) const { return m_places.value(id, -1); }
    [[nodiscard]] int count(State state) const;

signals:
    /// The number of services in some state changed.
    void countsChanged();

private:
    void rebuild();
    void refresh(const QSet<ServiceId>& services);
    [[nodiscard]] ServiceRow makeRow(const ServiceId& id) const;

    Session& m_session;
    QList<ServiceRow> m_rows;
    QHash<ServiceId, int> m_places;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::ServiceRow)
