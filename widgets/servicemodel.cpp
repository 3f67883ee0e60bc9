// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/servicemodel.h>

#include <widgets/session.h>
#include <widgets/wording.h>

#include <algorithm>

namespace Gatewatch {

ServiceModel::ServiceModel(Session& session, QObject* parent)
    : QAbstractListModel(parent)
    , m_session(session)
{
    connect(&session, &Session::configChanged, this, &ServiceModel::rebuild);
    connect(&session, &Session::statusesChanged, this, &ServiceModel::refresh);
    connect(&session, &Session::samplesAdded, this, &ServiceModel::refresh);
    connect(&session, &Session::reportChanged, this, [this](const ServiceId& id) { refresh({id}); });
    connect(&session, &Session::networkChanged, this, &ServiceModel::rebuild);
    rebuild();
}

int ServiceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ServiceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ServiceRow& row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.name;
    case Qt::AccessibleTextRole: {
        const Failure failure = row.state == State::Down && row.sample ? row.sample->failure : Failure::Ok;
        const QString state =
            spokenState(row.state, failure, row.sample ? row.sample->status : 0, row.since, m_session.now());
        return QString(row.name + QStringLiteral(": ") + state);
    }
    case RowRole:
        return QVariant::fromValue(row);
    case IdRole:
        return row.id;
    case StateRole:
        return static_cast<int>(row.state);
    case GroupRole:
        return row.group;
    }
    return {};
}

int ServiceModel::count(State state) const
{
    return static_cast<int>(std::ranges::count(m_rows, state, &ServiceRow::state));
}

void ServiceModel::rebuild()
{
    const QList<Service>& services = m_session.config().services;
    QList<ServiceRow> rows;
    rows.reserve(services.size());
    for (const Service& service : services)
        rows << makeRow(service.id);

    const bool sameServices =
        std::ranges::equal(rows, m_rows, {}, &ServiceRow::id, &ServiceRow::id); // then selection and scrolling stay
    if (sameServices) {
        QSet<ServiceId> all;
        for (const ServiceRow& row : rows)
            all << row.id;
        refresh(all);
        return;
    }
    beginResetModel();
    m_rows = rows;
    m_places.clear();
    for (int i = 0; i < m_rows.size(); ++i)
        m_places.insert(m_rows.at(i).id, i);
    endResetModel();
    emit countsChanged();
}

void ServiceModel::refresh(const QSet<ServiceId>& services)
{
    QList<int> changed;
    bool counts = false;
    for (const ServiceId& id : services) {
        const int place = m_places.value(id, -1);
        if (place < 0)
            continue;
        ServiceRow row = makeRow(id);
        if (row == m_rows.at(place))
            continue;
        counts = counts || row.state != m_rows.at(place).state;
        m_rows[place] = std::move(row);
        changed << place;
    }
    std::ranges::sort(changed);
    for (qsizetype first = 0; first < changed.size();) {
        qsizetype last = first;
        while (last + 1 < changed.size() && changed.at(last + 1) == changed.at(last) + 1)
            ++last;
        emit dataChanged(index(changed.at(first)), index(changed.at(last)));
        first = last + 1;
    }
    if (counts)
        emit countsChanged();
}

ServiceRow ServiceModel::makeRow(const ServiceId& id) const
{
    const Service* service = m_session.config().find(id);
    ServiceRow row;
    row.id = id;
    if (!service)
        return row;
    row.name = service->name.isEmpty() ? id : service->name;
    row.group = service->group;
    row.address = service->homepage.toDisplayString();
    row.hasPage = service->statusPage.has_value();
    const ServiceStatus status = m_session.status(id);
    row.state = m_session.shownState(id);
    row.since = status.since;
    row.checkedAt = status.checkedAt;
    row.notMeasured = status.notMeasured;
    row.flapping = status.flapping;
    row.online = m_session.online();
    if (const auto check = m_session.leadingCheck(id)) {
        row.measured = true;
        const QList<Sample> samples = m_session.recent(*check);
        for (const Sample& sample : samples)
            row.ticks << sample.outcome;
        if (!samples.isEmpty())
            row.sample = samples.constLast();
        else if (status.decisive)
            row.sample = status.decisive;
        for (const Check& endpoint : service->endpoints) {
            if (endpoint.id == check->endpoint)
                row.address = endpoint.address().toDisplayString();
        }
    }
    if (const auto report = m_session.report(id)) {
        row.claimed = report->worstComponent == Indicator::Unknown ? report->overall : report->worstComponent;
        row.readability = report->readability;
        row.pageProblem = report->problem;
        for (const Maintenance& maintenance : report->maintenances) {
            if (maintenance.running())
                row.maintenanceUntil = maintenance.scheduledUntil;
        }
    }
    return row;
}

} // namespace Gatewatch
