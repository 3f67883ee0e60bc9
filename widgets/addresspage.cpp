// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/addresspage.h>

#include <widgets/card.h>
#include <widgets/troubleshooting.h>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

AddressPage::AddressPage(QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_problem(plainLabel({}, TextRole::Bad, this, true))
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
    auto* centre = new QHBoxLayout;
    centre->addStretch(1);
    centre->addWidget(card, 30);
    centre->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 40, 20, 20);
    layout->addLayout(centre);
    layout->addStretch(1);
    connect(go, &QPushButton::clicked, this, &AddressPage::go);
    connect(m_field, &QLineEdit::returnPressed, this, &AddressPage::go);
    connect(m_field, &QLineEdit::textChanged, m_problem, &QWidget::hide);
    connect(leave, &QPushButton::clicked, this, &AddressPage::left);
}

void AddressPage::begin()
{
    m_field->selectAll();
    m_field->setFocus();
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
