// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/servicefilter.h>

#include <widgets/servicemodel.h>

#include <algorithm>

namespace Gatewatch {

namespace {

/// Down, then slow, then the rest as configured: an unknown or paused one is no reason to move.
int rankOf(State state)
{
    switch (state) {
    case State::Down:
        return 0;
    case State::Slow:
        return 1;
    case State::Unknown:
    case State::Maintenance:
    case State::Up:
    case State::Paused:
        return 2;
    }
    return 2;
}

} // namespace

ServiceFilter::ServiceFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
}

void ServiceFilter::setSearch(const QString& text)
{
    m_words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
    resort();
}

void ServiceFilter::setState(std::optional<State> state)
{
    m_state = state;
    invalidateFilter();
    resort();
}

void ServiceFilter::resort()
{
    m_groups.clear();
    m_states.clear();
    const QAbstractItemModel* source = sourceModel();
    for (int row = 0; source && row < source->rowCount(); ++row) {
        const QModelIndex index = source->index(row, 0);
        const int rank = rankOf(static_cast<State>(index.data(ServiceModel::StateRole).toInt()));
        m_states.insert(row, rank);
        const QString group = index.data(ServiceModel::GroupRole).toString();
        const auto it = m_groups.find(group);
        if (it == m_groups.end())
            m_groups.insert(group, {rank, row});
        else
            it->first = std::min(it->first, rank);
    }
    invalidateFilter(); // a state filter lets go of what has changed
    // sort() does nothing when column and order are as before, so it is told to forget them first.
    sort(-1);
    sort(0);
}

QVariant ServiceFilter::data(const QModelIndex& index, int role) const
{
    if (role != HeadingRole)
        return QSortFilterProxyModel::data(index, role);
    const QString group = index.data(ServiceModel::GroupRole).toString();
    if (m_groups.size() < 2 && group.isEmpty())
        return {};
    if (index.row() > 0 && this->index(index.row() - 1, 0).data(ServiceModel::GroupRole).toString() == group)
        return {};
    return group.isEmpty() ? tr("Other") : group;
}

bool ServiceFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto service = index.data(ServiceModel::RowRole).value<ServiceRow>();
    if (m_state && service.state != *m_state)
        return false;
    return std::ranges::all_of(m_words, [&](const QString& word) {
        return service.name.contains(word, Qt::CaseInsensitive) || service.group.contains(word, Qt::CaseInsensitive)
            || service.address.contains(word, Qt::CaseInsensitive);
    });
}

bool ServiceFilter::lessThan(const QModelIndex& a, const QModelIndex& b) const
{
    const QString groupA = a.data(ServiceModel::GroupRole).toString();
    const QString groupB = b.data(ServiceModel::GroupRole).toString();
    if (groupA != groupB)
        return m_groups.value(groupA) < m_groups.value(groupB);
    return std::pair(m_states.value(a.row()), a.row()) < std::pair(m_states.value(b.row()), b.row());
}

} // namespace Gatewatch
