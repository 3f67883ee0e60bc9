// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/addresspage.h>

#include <widgets/card.h>
#include <widgets/comparisonpage.h>
#include <widgets/earliersessions.h>
#include <widgets/troubleshooting.h>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

AddressPage::AddressPage(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_problem(plainLabel({}, TextRole::Bad, this, true))
    , m_earlier(new EarlierSessions(this))
    , m_stack(new QStackedLayout(this))
    , m_comparison(new ComparisonPage(session, this))
{
    auto* card = new Card({}, this);
    card->setMaximumWidth(720);
    card->body()->addWidget(plainLabel(tr("Troubleshoot an address"), TextRole::Verdict, card));
    card->body()->addWidget(plainLabel(
        tr("Paste the address that does not work. Gatewatch asks it a few times and tells whose fault it is; nothing "
           "is "
           "changed anywhere."),
        TextRole::Dim, card, true));
    card->body()->addSpacing(6);
    m_field->setPlaceholderText(tr("https://"));
    m_field->setAccessibleName(tr("Address"));
    auto* go = makeButton(tr("Troubleshoot"), ButtonKind::Primary, card);
    auto* leave = makeButton(tr("Cancel"), ButtonKind::Normal, card);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    row->addWidget(go);
    row->addWidget(leave);
    card->body()->addLayout(row);
    card->body()->addWidget(m_problem);
    m_problem->hide();
    setFocusProxy(m_field);
    m_earlier->setMaximumWidth(720);
    auto* page = new QWidget;
    page->setObjectName(u"page"_s);
    auto* cards = new QVBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(card);
    cards->addWidget(m_earlier);
    cards->addStretch(1);
    auto* centre = new QHBoxLayout(page);
    centre->setContentsMargins(20, 40, 20, 20);
    centre->addStretch(1);
    centre->addLayout(cards, 30);
    centre->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_comparison);
    connect(go, &QPushButton::clicked, this, &AddressPage::go);
    connect(m_field, &QLineEdit::returnPressed, this, &AddressPage::go);
    connect(m_field, &QLineEdit::textChanged, m_problem, &QWidget::hide);
    connect(leave, &QPushButton::clicked, this, &AddressPage::left);
    connect(m_earlier, &EarlierSessions::compareRequested, this, [this](const QString& first, const QString& second) {
        m_comparison->compare(first, second);
        m_stack->setCurrentWidget(m_comparison);
        m_comparison->setFocus(Qt::OtherFocusReason);
    });
    connect(m_comparison, &ComparisonPage::left, this, &AddressPage::leaveComparison);
}

bool AddressPage::leaveComparison()
{
    if (m_stack->currentWidget() != m_comparison)
        return false;
    m_stack->setCurrentIndex(0);
    m_earlier->setFocus(Qt::OtherFocusReason); // where it was asked for
    return true;
}

void AddressPage::begin()
{
    m_stack->setCurrentIndex(0);
    m_field->selectAll();
    m_field->setFocus();
}

void AddressPage::begin(const QUrl& url)
{
    m_field->setText(url.toString(QUrl::FullyEncoded));
    begin();
}

void AddressPage::go()
{
    const QUrl url = Troubleshooting::addressFrom(m_field->text());
    if (url.isValid()) {
        emit requested(url);
        return;
    }
    m_problem->setText(tr("This is not a web address. One looks like https://www.example.org/"));
    m_problem->show();
    m_field->setFocus();
}

} // namespace Gatewatch
