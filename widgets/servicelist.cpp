// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/servicelist.h>

#include <widgets/controls.h>
#include <widgets/servicedelegate.h>
#include <widgets/servicefilter.h>
#include <widgets/servicemodel.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QEvent>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr Millis stillFor{2000};
constexpr Millis putOffAtMost{15000};

} // namespace

ServiceList::ServiceList(Session& session, ServiceModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new ServiceFilter(this))
    , m_pills(new PillRow({QString(), QString(), QString(), QString()}, this))
    , m_view(new QListView(this))
    , m_nothing(plainLabel(tr("No service matches."), TextRole::Dim, this))
{
    setObjectName(u"side"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_filter->setSourceModel(&model);
    m_filter->resort();
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new ServiceDelegate(session, m_view));
    setFocusProxy(m_view);
    m_view->setAccessibleName(tr("Services"));
    m_view->setMouseTracking(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setResizeMode(QListView::Adjust);
    m_view->viewport()->installEventFilter(this);
    m_nothing->setContentsMargins(13, 8, 13, 8);
    m_nothing->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 10, 0, 0);
    layout->setSpacing(6);
    auto* pills = new QHBoxLayout;
    pills->setContentsMargins(13, 0, 13, 0);
    pills->addWidget(m_pills);
    pills->addStretch();
    layout->addLayout(pills);
    layout->addWidget(m_nothing);
    layout->addWidget(m_view, 1);

    m_still.setSingleShot(true);
    connect(&m_still, &QTimer::timeout, this, &ServiceList::sortNow);
    connect(&model, &ServiceModel::countsChanged, this, &ServiceList::updatePills);
    connect(&model, &ServiceModel::countsChanged, this, &ServiceList::sortSoon);
    connect(&model, &ServiceModel::modelAboutToBeReset, this, [this] {
        m_before = {selected(), m_view->currentIndex().row()};
    });
    connect(&model, &ServiceModel::modelReset, this, &ServiceList::reselect);
    connect(m_pills, &PillRow::chosen, this, [this](int index) {
        static constexpr std::optional<State> states[]{{}, State::Down, State::Slow, State::Up};
        m_filter->setState(states[index]);
        m_nothing->setVisible(m_filter->rowCount() == 0);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (now.isValid())
            emit selectionChanged(now.data(ServiceModel::IdRole).toString());
    });
    connect(m_view, &QListView::activated, this, [this](const QModelIndex& index) {
        emit opened(index.data(ServiceModel::IdRole).toString());
    });
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex& index) {
        emit opened(index.data(ServiceModel::IdRole).toString());
    });

    // Ages in the rows go on without news from outside.
    auto* ages = new QTimer(this);
    ages->setInterval(1000);
    connect(ages, &QTimer::timeout, m_view->viewport(), qOverload<>(&QWidget::update));
    ages->start();
    updatePills();
}

void ServiceList::setSearch(const QString& text)
{
    m_search = text.trimmed();
    m_filter->setSearch(text);
    m_nothing->setVisible(m_filter->rowCount() == 0 && m_model.rowCount() > 0);
}

ServiceId ServiceList::bestMatch() const
{
    ServiceId best;
    int bestRank = 3;
    for (int i = 0; i < m_filter->rowCount(); ++i) {
        const QModelIndex index = m_filter->index(i, 0);
        const QString name = index.data(Qt::DisplayRole).toString();
        const int rank = name.startsWith(m_search, Qt::CaseInsensitive) ? 0
            : name.contains(m_search, Qt::CaseInsensitive)              ? 1
                                                                        : 2; // only its group or address matches
        if (rank < bestRank) {
            bestRank = rank;
            best = index.data(ServiceModel::IdRole).toString();
        }
    }
    return best;
}

void ServiceList::select(const ServiceId& id)
{
    const int row = m_model.indexOf(id);
    if (row < 0)
        return;
    const QModelIndex index = m_filter->mapFromSource(m_model.index(row));
    if (index.isValid())
        m_view->setCurrentIndex(index);
}

ServiceId ServiceList::selected() const
{
    return m_view->currentIndex().data(ServiceModel::IdRole).toString();
}

void ServiceList::focusList()
{
    m_view->setFocus(Qt::OtherFocusReason);
    if (!m_view->currentIndex().isValid() && m_filter->rowCount() > 0)
        m_view->setCurrentIndex(m_filter->index(0, 0));
}

void ServiceList::move(int rows)
{
    const int last = m_filter->rowCount() - 1;
    if (last < 0)
        return;
    const int now = m_view->currentIndex().row();
    m_view->setCurrentIndex(m_filter->index(std::clamp(now + rows, 0, last), 0));
}

bool ServiceList::eventFilter(QObject* object, QEvent* event)
{
    // A moving pointer puts off a sort that is due.
    if (object == m_view->viewport() && event->type() == QEvent::MouseMove && m_still.isActive())
        m_still.start(std::min(stillFor, Millis(m_latest.remainingTime())));
    return QWidget::eventFilter(object, event);
}

void ServiceList::updatePills()
{
    const auto text = [this](State state) { return wordOf(state) + u' ' + QString::number(m_model.count(state)); };
    m_pills->setText(0, tr("All %1").arg(m_model.rowCount()));
    m_pills->setText(1, text(State::Down));
    m_pills->setText(2, text(State::Slow));
    m_pills->setText(3, text(State::Up));
}

void ServiceList::sortSoon()
{
    if (!m_view->viewport()->underMouse()) {
        sortNow();
    } else if (!m_still.isActive()) { // further changes do not put off the first
        m_still.start(stillFor);
        m_latest.setRemainingTime(putOffAtMost);
    }
}

/// What was selected before the list was made anew is selected again; where it is gone, its neighbour.
void ServiceList::reselect()
{
    sortNow();
    const auto [id, row] = m_before;
    select(id);
    if (row >= 0 && selected().isEmpty() && m_filter->rowCount() > 0)
        m_view->setCurrentIndex(m_filter->index(std::min(row, m_filter->rowCount() - 1), 0));
}

void ServiceList::showAllStates()
{
    m_pills->setCurrent(0);
    m_filter->setState({});
    m_nothing->setVisible(m_filter->rowCount() == 0 && m_model.rowCount() > 0);
}

void ServiceList::sortNow()
{
    m_still.stop();
    m_filter->resort();
    // Headings may have moved to other rows, which changes heights.
    m_view->doItemsLayout();
}

} // namespace Gatewatch
