// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/eventpage.h>

#include <widgets/card.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int rowsShown = 200;

std::pair<State, bool> shapeOf(EventKind kind)
{
    switch (kind) {
    case EventKind::WentDown:
        return {State::Down, false};
    case EventKind::Recovered:
    case EventKind::WatchEnded:
    case EventKind::NetworkBack:
        return {State::Up, false};
    case EventKind::WentSlow:
        return {State::Slow, false};
    case EventKind::IncidentReported:
    case EventKind::CertificateExpires:
    case EventKind::CertificateIssuerChanged:
        return {State::Slow, true};
    case EventKind::ReportResolved:
        return {State::Up, true};
    case EventKind::NetworkLost:
    case EventKind::StorageProblem:
    case EventKind::ConfigProblem:
    case EventKind::NetworkChanged:
    case EventKind::ClockSet:
        return {State::Unknown, false};
    }
    return {State::Unknown, false};
}

} // namespace

EventPage::EventPage(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_card(new Card({}, this))
{
    auto* page = new QWidget;
    page->setObjectName(u"page"_s);
    auto* inner = new QVBoxLayout(page);
    inner->setContentsMargins(20, 16, 20, 16);
    inner->setSpacing(12);
    inner->addWidget(plainLabel(tr("Events"), TextRole::Title, page));
    inner->addWidget(m_card);
    inner->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    scroll->setAccessibleName(tr("Events"));
    setFocusProxy(scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    connect(&session, &Session::eventsChanged, this, [this] {
        if (isVisible() && m_session.events().mid(0, rowsShown) != m_shown)
            refresh(m_seenUntil);
    });
}

void EventPage::refresh(qint64 seenUntil)
{
    m_seenUntil = seenUntil;
    delete m_rows;
    m_rows = new QWidget(m_card);
    auto* layout = new QVBoxLayout(m_rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_shown = m_session.events().mid(0, rowsShown);
    for (const Event& event : std::as_const(m_shown)) {
        if (layout->count() > 0)
            layout->addWidget(hairline(m_rows));
        layout->addWidget(makeRow(event, event.at.time_since_epoch().count() > seenUntil));
    }
    if (m_shown.isEmpty()) {
        layout->addWidget(plainLabel(tr("Nothing happened yet."), TextRole::Body, m_rows));
        layout->addWidget(
            plainLabel(tr("Outages, recoveries and what providers report are listed here."), TextRole::Dim, m_rows));
    }
    m_card->body()->addWidget(m_rows);
}

QWidget* EventPage::makeRow(const Event& event, bool unseen)
{
    const Service* service = m_session.config().find(event.service);
    const QString name = service ? service->name : event.service;
    auto* row = new QWidget(m_rows);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(10);
    auto* mark = new StateMark(16, row);
    const auto [state, outline] = shapeOf(event.kind);
    mark->setState(state, outline);
    layout->addWidget(mark);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(plainLabel(titleOf(event, name), unseen ? TextRole::Strong : TextRole::Body, row, true));
    const QString detail = detailOf(event);
    if (!detail.isEmpty())
        words->addWidget(plainLabel(detail, TextRole::Small, row, true)); // what to make of it is at its end
    layout->addLayout(words, 1);
    if (unseen) {
        auto* fresh = plainLabel(tr("new"), TextRole::Small, row);
        fresh->setObjectName(u"badge"_s);
        layout->addWidget(fresh, 0, Qt::AlignVCenter);
    }
    auto* time = plainLabel(clockText(event.at, m_session.now()), TextRole::Dim, row);
    time->setToolTip(exactTimeText(event.at));
    layout->addWidget(time);
    if (service) {
        auto* open = makeButton(tr("Open"), ButtonKind::Link, row);
        open->setAccessibleName(tr("Open %1").arg(name));
        connect(open, &QPushButton::clicked, this, [this, id = event.service] { emit serviceRequested(id); });
        layout->addWidget(open);
    }
    return row;
}

} // namespace Gatewatch
