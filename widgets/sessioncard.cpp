// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/sessioncard.h>

#include <core/diagnosis/sessionreport.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int notKnown = -1;

} // namespace

SessionCard::SessionCard(QWidget* parent)
    : Card(tr("This session"), parent)
    , m_note(new QLineEdit(this))
    , m_said(plainLabel({}, TextRole::Body, this, true))
    , m_grade(plainLabel({}, TextRole::Body, this, true))
    , m_wrong(makeButton(tr("This verdict was wrong…"), ButtonKind::Normal, this))
    , m_place(new QComboBox(this))
    , m_words(new QLineEdit(this))
    , m_form(makeForm())
{
    setObjectName(u"sessionCard"_s);
    body()->addWidget(plainLabel(
        tr("It is kept on this computer, with what you add here, and listed under “Troubleshoot an address”."),
        TextRole::Dim, this, true));
    m_note->setPlaceholderText(tr("Your note"));
    m_note->setAccessibleName(tr("Your note"));
    m_note->setObjectName(u"sessionNote"_s);
    auto* write = makeButton(tr("Export"), ButtonKind::Normal, this);
    write->setObjectName(u"exportSession"_s);
    write->setToolTip(tr("Saves this session as a file, without secrets and without your addresses"));
    auto* menu = new QMenu(write);
    const auto add = [this, menu](const QString& text, const QString& ending) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, ending] { emit exportRequested(ending); });
    };
    add(tr("Page (HTML)…"), u"html"_s);
    add(tr("Text (Markdown)…"), u"md"_s);
    add(tr("Data (JSON), to import elsewhere…"), u"json"_s);
    write->setMenu(menu);
    m_wrong->setObjectName(u"verdictWrong"_s);
    body()->addWidget(m_note);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_wrong);
    row->addStretch(1);
    row->addWidget(write);
    body()->addLayout(row);
    body()->addWidget(m_form);
    body()->addWidget(m_said);
    m_grade->setObjectName(u"sessionGrade"_s);
    body()->addWidget(m_grade);
    connect(m_note, &QLineEdit::editingFinished, this, [this] { emit noteChanged(m_note->text()); });
    connect(m_wrong, &QPushButton::clicked, this, [this] {
        m_form->setVisible(m_form->isHidden());
        if (m_form->isVisible())
            m_place->setFocus();
    });
    clear();
}

QWidget* SessionCard::makeForm()
{
    auto* form = new QWidget(this);
    auto* row = new QHBoxLayout(form);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_place->setObjectName(u"wrongPlace"_s);
    m_place->setAccessibleName(tr("Where the fault really was"));
    m_place->addItem(tr("I do not know what it was"), notKnown);
    const auto add = [this](const QString& text, VerdictPlace place) {
        m_place->addItem(text, static_cast<int>(place));
    };
    add(tr("It was this computer"), VerdictPlace::Device);
    add(tr("It was the network here"), VerdictPlace::Network);
    add(tr("It was the way there"), VerdictPlace::Path);
    add(tr("It was the gateway"), VerdictPlace::Gateway);
    add(tr("It was the service"), VerdictPlace::Service);
    add(tr("Nothing was wrong"), VerdictPlace::None);
    keepWheelForScrolling(m_place);
    m_words->setPlaceholderText(tr("In your words"));
    m_words->setAccessibleName(tr("In your words"));
    m_words->setObjectName(u"wrongWords"_s);
    auto* save = makeButton(tr("Keep"), ButtonKind::Normal, form);
    save->setObjectName(u"wrongKeep"_s);
    row->addWidget(m_place);
    row->addWidget(m_words, 1);
    row->addWidget(save);
    connect(save, &QPushButton::clicked, this, &SessionCard::send);
    connect(m_words, &QLineEdit::returnPressed, this, &SessionCard::send);
    return form;
}

void SessionCard::send()
{
    Correction correction;
    if (const int place = m_place->currentData().toInt(); place != notKnown)
        correction.place = static_cast<VerdictPlace>(place);
    correction.words = m_words->text().trimmed();
    m_form->hide();
    emit corrected(correction);
}

void SessionCard::setSession(const SavedSession& session)
{
    if (m_note->text() != session.note) {
        m_note->setText(session.note);
        m_note->setCursorPosition(0);
    }
    m_said->setText(sentenceOf(session.correction));
    m_said->setVisible(session.correction.has_value());
    setGrade(session.grade);
    if (isHidden()) {
        const int place =
            session.correction && session.correction->place ? static_cast<int>(*session.correction->place) : notKnown;
        m_place->setCurrentIndex(std::max(0, m_place->findData(place)));
        m_words->setText(session.correction ? session.correction->words : QString());
    }
    show();
}

void SessionCard::setGrade(const std::optional<EstimateGrade>& grade)
{
    m_grade->setText(grade ? grade->text : QString());
    m_grade->setVisible(grade.has_value());
}

void SessionCard::clear()
{
    m_note->clear();
    m_form->hide();
    m_said->hide();
    m_grade->hide();
    hide();
}

} // namespace Gatewatch
