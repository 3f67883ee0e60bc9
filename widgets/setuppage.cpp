// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/setuppage.h>

#include <core/politeness.h>
#include <widgets/session.h>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include <utility>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

void mark(QLineEdit* field, QLabel* problem, const QString& text)
{
    problem->setText(text);
    problem->setVisible(!text.isEmpty());
    field->setProperty("wrong", !text.isEmpty());
    field->setAccessibleDescription(text);
    field->style()->unpolish(field);
    field->style()->polish(field);
}

/// The check that this page edits: the first one over HTTP.
Check* editedCheck(Service& service)
{
    for (Check& check : service.endpoints) {
        if (check.http())
            return &check;
    }
    return nullptr;
}

constexpr auto shownBefore = "shownBefore";

bool isChanged(const QLineEdit* field)
{
    return field->text() != field->property(shownBefore).toString();
}

bool isChanged(const QSpinBox* field)
{
    return field->value() != field->property(shownBefore).toInt();
}

} // namespace

SetupPage::SetupPage(Session& session, QWidget* parent)
    : Card(tr("Setup"), parent)
    , m_session(session)
    , m_form(new QFormLayout)
{
    titleRow()->addWidget(new ElidedLabel(tr("changes take effect when you leave a field"), TextRole::Dim, this), 1);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(10);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    body()->addLayout(m_form);
    m_name = addLine(tr("&Name"), m_nameProblem);
    m_group = addLine(tr("&Group"), m_groupProblem);
    m_url = addLine(tr("&Address"), m_urlProblem);
    m_page = addLine(tr("Their &status page"), m_pageProblem);
    m_interval = addNumber(tr("Check &every"), 1, 86400, tr(" s"));
    m_timeout = addNumber(tr("Wait at &most"), 1, 120, tr(" s"));
    m_toDown = addNumber(tr("&Down after"), 1, 20, tr(" failures in a row"));
    m_toUp = addNumber(tr("&Up after"), 1, 20, tr(" good answers in a row"));

    body()->addWidget(hairline(this));
    auto* remove = makeButton(tr("Remove this service"), ButtonKind::Normal, this);
    auto* row = new QHBoxLayout;
    row->addWidget(remove);
    row->addWidget(new ElidedLabel(tr("Its history stays, and removing can be undone."), TextRole::Dim, this), 1);
    body()->addLayout(row);
    connect(remove, &QPushButton::clicked, this, [this] { m_session.removeService(m_service); });
}

QLineEdit* SetupPage::addLine(const QString& label, QLabel*& problem)
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    auto* field = new QLineEdit(box);
    field->setMaximumWidth(520);
    problem = plainLabel({}, TextRole::Bad, box, true);
    problem->hide();
    layout->addWidget(field);
    layout->addWidget(problem);
    m_form->addRow(label, box);
    if (auto* text = qobject_cast<QLabel*>(m_form->labelForField(box)))
        text->setBuddy(field);
    field->setAccessibleName(QString(label).remove(u'&'));
    connect(field, &QLineEdit::editingFinished, this, &SetupPage::apply);
    return field;
}

QSpinBox* SetupPage::addNumber(const QString& label, int least, int most, const QString& suffix)
{
    auto* field = new QSpinBox(this);
    field->setRange(least, most);
    field->setSuffix(suffix);
    field->setMaximumWidth(220);
    field->setAccessibleName(QString(label).remove(u'&'));
    m_form->addRow(label, field);
    keepWheelForScrolling(field);
    connect(field, &QSpinBox::editingFinished, this, &SetupPage::apply);
    return field;
}

void SetupPage::setService(const ServiceId& id)
{
    const Service* found = m_session.config().find(id);
    if (!found)
        return;
    // What is being typed just now is not taken away by a change from elsewhere.
    if (id == m_service && isAncestorOf(focusWidget()) && focusWidget()->hasFocus())
        return;
    m_filling = true;
    m_service = id;
    Service service = *found;
    const Check* check = editedCheck(service);
    m_name->setText(service.name);
    m_group->setText(service.group);
    m_url->setText(check ? check->http()->url.toString(QUrl::FullyEncoded) : QString());
    m_page->setText(service.statusPage ? service.statusPage->url.toString(QUrl::FullyEncoded) : QString());
    for (QWidget* field : std::initializer_list<QWidget*>{m_url, m_interval, m_timeout, m_toDown, m_toUp})
        field->setEnabled(check);
    if (check) {
        m_interval->setMinimum(static_cast<int>(leastInterval(check->address()).count()));
        m_interval->setValue(static_cast<int>(politeInterval(*check).count()));
        m_timeout->setValue(static_cast<int>(check->timeout.count() / 1000));
    }
    m_toDown->setValue(service.thresholds.failuresToDown);
    m_toUp->setValue(service.thresholds.successesToUp);
    for (const auto& [field, problem] : std::initializer_list<std::pair<QLineEdit*, QLabel*>>{
             {m_name, m_nameProblem}, {m_group, m_groupProblem}, {m_url, m_urlProblem}, {m_page, m_pageProblem}})
        mark(field, problem, {});
    remember();
    m_filling = false;
}

void SetupPage::remember()
{
    for (QLineEdit* field : {m_name, m_group, m_url, m_page})
        field->setProperty(shownBefore, field->text());
    for (QSpinBox* field : {m_interval, m_timeout, m_toDown, m_toUp})
        field->setProperty(shownBefore, field->value());
}

void SetupPage::focusName()
{
    m_name->setFocus(Qt::ShortcutFocusReason);
    m_name->selectAll();
}

bool SetupPage::checkUrl(QLineEdit* field, QLabel* problem, bool mayBeEmpty) const
{
    const QString text = field->text().trimmed();
    if (text.isEmpty() && mayBeEmpty) {
        mark(field, problem, {});
        return true;
    }
    const QUrl url(text, QUrl::StrictMode);
    const bool web = url.scheme() == u"https"_s || url.scheme() == u"http"_s;
    const bool good = url.isValid() && web && !url.host().isEmpty();
    mark(field, problem, good ? QString() : tr("This must be an address that begins with https:// or http://."));
    return good;
}

void SetupPage::apply()
{
    const Service* found = m_session.config().find(m_service);
    if (m_filling || !found)
        return;
    const bool named = !m_name->text().trimmed().isEmpty();
    mark(m_name, m_nameProblem, named ? QString() : tr("A service needs a name."));
    Service service = *found;
    Check* check = editedCheck(service);
    const bool urlGood = !check || checkUrl(m_url, m_urlProblem, false);
    const bool pageGood = checkUrl(m_page, m_pageProblem, true);
    if (!named || !urlGood || !pageGood)
        return;
    if (isChanged(m_name))
        service.name = m_name->text().trimmed();
    if (isChanged(m_group))
        service.group = m_group->text().trimmed();
    if (check && isChanged(m_url))
        std::get<HttpCheck>(check->how).url = QUrl(m_url->text().trimmed(), QUrl::StrictMode);
    if (check && isChanged(m_interval))
        check->interval = Seconds(m_interval->value());
    if (check && isChanged(m_timeout))
        check->timeout = Seconds(m_timeout->value());
    const QString page = m_page->text().trimmed();
    if (page.isEmpty()) {
        service.statusPage.reset();
    } else if (isChanged(m_page)) {
        if (!service.statusPage)
            service.statusPage.emplace();
        service.statusPage->url = QUrl(page, QUrl::StrictMode);
    }
    if (isChanged(m_toDown))
        service.thresholds.failuresToDown = m_toDown->value();
    if (isChanged(m_toUp))
        service.thresholds.successesToUp = m_toUp->value();
    if (service == *found)
        return;
    remember();
    m_session.replaceService(m_service, service);
}

} // namespace Gatewatch
