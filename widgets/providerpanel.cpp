// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/providerpanel.h>

#include <widgets/session.h>
#include <widgets/wording.h>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int componentsShown = 60; // a page of a big provider has hundreds
constexpr int updatesShown = 6;

QString theirSentence(const StatusReport& report, bool online)
{
    if (report.readability == Readability::Unreadable)
        return unreadableText(report.problem, online);
    const QString word = wordOf(report.overall);
    return word.left(1).toUpper() + word.mid(1);
}

} // namespace

ProviderPanel::ProviderPanel(Session& session, Detail detail, QWidget* parent)
    : Card({}, parent)
    , m_session(session)
    , m_detail(detail)
    , m_row(new QHBoxLayout)
    , m_open(makeButton(tr("Open their page"), ButtonKind::Normal, this))
{
    m_row->setSpacing(16);
    m_row->addWidget(column(tr("What we see"), m_ourMark, m_ourWord, m_ourDetail), 1);
    m_row->addWidget(column(tr("What they say"), m_theirMark, m_theirWord, m_theirDetail), 1);
    m_row->addWidget(m_open, 0, Qt::AlignVCenter);
    body()->addLayout(m_row);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_open, &QPushButton::clicked, this, [this] {
        const Service* service = m_session.config().find(m_service);
        if (service && service->statusPage)
            emit openUrlRequested(service->statusPage->url.toString());
    });
    connect(&session, &Session::reportChanged, this, &ProviderPanel::refresh);
    connect(&session, &Session::networkChanged, this, &ProviderPanel::refresh);
}

QWidget* ProviderPanel::column(const QString& title, StateMark*& mark, QLabel*& word, QLabel*& detail)
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->addWidget(plainLabel(title, TextRole::Strong, box), 0, 0, 1, 2);
    mark = new StateMark(16, box);
    word = plainLabel({}, TextRole::Body, box, true);
    detail = plainLabel({}, TextRole::Small, box, true);
    grid->addWidget(mark, 1, 0, Qt::AlignVCenter);
    grid->addWidget(word, 1, 1);
    grid->addWidget(detail, 2, 1);
    grid->setColumnStretch(1, 1);
    return box;
}

void ProviderPanel::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    m_row->setDirection(width() < 560 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void ProviderPanel::setService(const ServiceId& id)
{
    m_service = id;
    refresh();
}

void ProviderPanel::refresh()
{
    const TimePoint now = m_session.now();
    const ServiceStatus status = m_session.status(m_service);
    const State state = m_session.shownState(m_service);
    m_ourMark->setState(state);
    m_ourWord->setText(
        m_session.leadingCheck(m_service) ? stateLine(state, status.since, status.checkedAt, now)
                                          : tr("We do not measure this service ourselves"));
    if (state == State::Up)
        m_ourWord->setText(tr("Up"));
    m_ourDetail->setText(status.checkedAt ? tr("checked %1").arg(agoText(*status.checkedAt, now)) : QString());

    fillMore();
    const Service* service = m_session.config().find(m_service);
    const bool hasPage = service && service->statusPage;
    m_open->setVisible(hasPage);
    const auto report = m_session.report(m_service);
    m_theirMark->setState(report ? shapeOf(report->overall) : State::Unknown, true);
    if (!report) {
        m_theirWord->setText(hasPage ? tr("Their page was not read yet") : tr("No status page is known"));
        m_theirDetail->setText(
            hasPage ? service->statusPage->url.host() : tr("Add its address under Setup to compare."));
        return;
    }
    m_theirWord->setText(theirSentence(*report, m_session.online()));
    QStringList detail{tr("read %1").arg(agoText(report->fetchedAt, now))};
    if (report->pageUpdatedAt)
        detail << tr("they last changed it %1").arg(agoText(*report->pageUpdatedAt, now));
    if (report->readability == Readability::Stale)
        detail << tr("this is old");
    if (!report->problemDetail.isEmpty())
        detail << report->problemDetail;
    m_theirDetail->setText(detail.join(u" · "_s));
}

void ProviderPanel::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    refresh();
}

void ProviderPanel::fillMore()
{
    if (m_detail != Detail::Full || !isVisible())
        return; // hundreds of labels are not made for nobody
    const auto report = m_session.report(m_service);
    const bool same =
        m_shown && report && m_shown->incidents == report->incidents && m_shown->components == report->components;
    if (same)
        return;
    m_shown = report;
    delete m_more;
    m_more = nullptr;
    if (!report)
        return;
    m_more = new QWidget(this);
    auto* layout = new QVBoxLayout(m_more);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(6);
    fillIncidents(*report);
    fillComponents(*report);
    body()->addWidget(m_more);
}

void ProviderPanel::fillIncidents(const StatusReport& report)
{
    const TimePoint now = m_session.now();
    QLayout* layout = m_more->layout();
    layout->addWidget(hairline(m_more));
    layout->addWidget(plainLabel(tr("Their incidents"), TextRole::Strong, m_more));
    if (report.incidents.isEmpty())
        layout->addWidget(plainLabel(tr("They report nothing."), TextRole::Dim, m_more));
    for (const ReportedIncident& incident : report.incidents) {
        layout->addWidget(
            plainLabel(incident.title, incident.open() ? TextRole::Strong : TextRole::Body, m_more, true));
        int shown = 0;
        for (const ReportUpdate& update : incident.updates) {
            if (++shown > updatesShown)
                break;
            QString text = update.at ? clockText(*update.at, now) + u"  "_s : QString();
            text += update.status;
            if (!update.text.isEmpty())
                text += u": "_s + update.text;
            layout->addWidget(plainLabel(text, TextRole::Small, m_more, true));
        }
    }
}

void ProviderPanel::fillComponents(const StatusReport& report)
{
    if (report.components.isEmpty())
        return;
    auto* layout = static_cast<QVBoxLayout*>(m_more->layout());
    layout->addWidget(hairline(m_more));
    layout->addWidget(plainLabel(tr("Their parts"), TextRole::Strong, m_more));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(5, 1);
    grid->setColumnMinimumWidth(3, 24);
    int place = 0;
    for (const Component& component : report.components) {
        if (place == componentsShown)
            break;
        const int left = place % 2 == 0 ? 0 : 4; // column 3 keeps the halves apart
        auto* mark = new StateMark(16, m_more);
        mark->setState(shapeOf(component.status), true);
        grid->addWidget(mark, place / 2, left);
        grid->addWidget(new ElidedLabel(component.name, TextRole::Body, m_more), place / 2, left + 1);
        grid->addWidget(plainLabel(wordOf(component.status), TextRole::Dim, m_more), place / 2, left + 2);
        ++place;
    }
    layout->addLayout(grid);
    const auto left = static_cast<int>(report.components.size()) - place;
    if (left > 0)
        layout->addWidget(plainLabel(tr("and %1 more").arg(left), TextRole::Dim, m_more));
}

} // namespace Gatewatch
