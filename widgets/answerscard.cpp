// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/answerscard.h>

#include <widgets/card.h>
#include <widgets/controls.h>

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int confirmedMs = 2000;
constexpr int indent = 20; ///< below the words of the question, not below its triangle

QLabel* selectable(TextRole role, QWidget* parent)
{
    QLabel* label = plainLabel({}, role, parent, true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

/// One question, and below it its answer once it is unfolded.
class AnswerRow final : public QWidget {
public:
    explicit AnswerRow(QWidget* parent)
        : QWidget(parent)
        , m_button(makeButton({}, ButtonKind::Link, this))
        , m_body(new QWidget(this))
        , m_answer(selectable(TextRole::Body, m_body))
        , m_expertLine(selectable(TextRole::Small, m_body))
        , m_frame(new QFrame(m_body))
        , m_code(selectable(TextRole::Body, m_frame))
        , m_copy(makeButton(AnswersCard::tr("Copy"), ButtonKind::Normal, m_frame))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        m_button->setObjectName(u"question"_s);
        column->addWidget(m_button, 0, Qt::AlignLeft);
        column->addWidget(m_body);
        auto* words = new QVBoxLayout(m_body);
        words->setContentsMargins(indent, 0, 0, 8);
        words->setSpacing(6);
        words->addWidget(m_answer);
        words->addWidget(m_expertLine);
        words->addWidget(m_frame);
        m_frame->setObjectName(u"inset"_s);
        auto* line = new QHBoxLayout(m_frame);
        line->setContentsMargins(12, 8, 8, 8);
        line->addWidget(m_code, 1);
        line->addWidget(m_copy, 0, Qt::AlignTop);
        connect(m_button, &QPushButton::clicked, this, [this] { unfold(m_body->isHidden()); });
        connect(m_copy, &QPushButton::clicked, this, &AnswerRow::copy);
        unfold(false);
    }

    void setAnswer(const Answer& answer, bool expert)
    {
        m_question = answer.question;
        m_answer->setText(answer.answer);
        m_expertLine->setText(answer.expert);
        m_expertLine->setVisible(expert && !answer.expert.isEmpty());
        m_code->setText(answer.code);
        m_frame->setVisible(!answer.code.isEmpty());
        m_copy->setAccessibleDescription(answer.question);
        QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        fixed.setPixelSize(fontFor(TextRole::Small, font()).pixelSize() + 1);
        m_code->setFont(fixed);
        unfold(!m_body->isHidden());
    }

    void setExpert(bool expert) { m_expertLine->setVisible(expert && !m_expertLine->text().isEmpty()); }

private:
    void unfold(bool open)
    {
        m_body->setVisible(open);
        m_button->setText((open ? u"▾  "_s : u"▸  "_s) + m_question);
        m_button->setAccessibleName(m_question);
        m_button->setAccessibleDescription(open ? AnswersCard::tr("unfolded") : AnswersCard::tr("folded"));
    }

    void copy()
    {
        QApplication::clipboard()->setText(m_code->text());
        m_copy->setMinimumWidth(m_copy->width());
        m_copy->setText(AnswersCard::tr("Copied"));
        QTimer::singleShot(confirmedMs, m_copy, [this] { m_copy->setText(AnswersCard::tr("Copy")); });
    }

    QString m_question;
    QPushButton* m_button;
    QWidget* m_body;
    QLabel* m_answer;
    QLabel* m_expertLine;
    QFrame* m_frame;
    QLabel* m_code;
    QPushButton* m_copy;
};

AnswersCard::AnswersCard(const QString& title, QString audience, QWidget* parent)
    : QWidget(parent)
    , m_audience(std::move(audience))
    , m_card(new Card(title, this))
    , m_list(new QVBoxLayout)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);
    m_list->setSpacing(2);
    m_card->body()->addLayout(m_list);
    hide();
}

void AnswersCard::setDiagnosis(const Diagnosis& diagnosis)
{
    if (diagnosis.startedAt != m_startedAt || diagnosis.target != m_target) {
        qDeleteAll(m_rows);
        m_rows.clear();
        m_startedAt = diagnosis.startedAt;
        m_target = diagnosis.target;
    }
    QHash<QString, AnswerRow*> kept;
    int place = 0;
    for (const Answer& one : diagnosis.answers) {
        if (one.audience != m_audience || kept.contains(one.id))
            continue;
        AnswerRow* row = m_rows.take(one.id);
        if (!row)
            row = new AnswerRow(m_card);
        row->setAnswer(one, m_expert);
        if (m_list->indexOf(row) != place)
            m_list->insertWidget(place, row);
        ++place;
        kept.insert(one.id, row);
    }
    qDeleteAll(m_rows); // of what is not answered any more
    m_rows = kept;
    setVisible(!m_rows.isEmpty());
}

void AnswersCard::setExpert(bool expert)
{
    m_expert = expert;
    for (AnswerRow* row : std::as_const(m_rows))
        row->setExpert(expert);
}

} // namespace Gatewatch
