// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/advicecard.h>

#include <widgets/card.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 3;
constexpr int rowHeight = 55;
constexpr int confirmedMs = 2000;
const QString watchAdvice = u"wait_and_watch"_s;

/// The number of a step in a soft circle.
class StepNumber final : public QWidget {
public:
    StepNumber(int number, QWidget* parent)
        : QWidget(parent)
        , m_number(number)
    {
        setFixedSize(26, 26);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.hover);
        painter.drawEllipse(rect());
        painter.setPen(theme.text);
        painter.setFont(fontFor(TextRole::Strong, font()));
        painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
    }

private:
    int m_number;
};

/// Where a step will stand.
class ComingRow final : public QWidget {
public:
    ComingRow(int number, QWidget* parent)
        : QWidget(parent)
    {
        setMinimumHeight(rowHeight - 1);
        auto* line = new QHBoxLayout(this);
        line->setContentsMargins(0, 8, 0, 8);
        line->addWidget(new StepNumber(number, this));
        line->addStretch(1);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::of(this).hover);
        const double room = width() - 38;
        const double top = height() / 2.0 - 12;
        for (const auto& [share, y] : {std::pair(0.3, top), std::pair(0.55, top + 15)}) {
            const double left = isRightToLeft() ? room * (1 - share) : 38;
            painter.drawRoundedRect(QRectF(left, y, room * share, 9), 4, 4);
        }
    }
};

/// All that helps somebody who runs the service to find the line in the log.
QString wholeOf(const Advice& advice, const Diagnosis& diagnosis)
{
    QStringList lines{advice.text};
    if (diagnosis.symptom.at.time_since_epoch().count() > 0)
        lines << AdviceCard::tr("The time to look at: %1").arg(exactTimeText(diagnosis.symptom.at));
    lines << diagnosis.verdict.expert;
    lines.removeAll(QString());
    return lines.join(u'\n');
}

/// What an operator has to read can be long, so that its row shows the beginning and unfolds; all else is there at
/// once.
QLabel* shortText(const Advice& advice, QWidget* parent)
{
    if (advice.kind != u"operator")
        return plainLabel(advice.text, TextRole::Dim, parent, true);
    auto* text = new ElidedLabel(advice.text, TextRole::Dim, parent);
    text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return text;
}

} // namespace

AdviceCard::AdviceCard(QWidget* parent)
    : QWidget(parent)
    , m_card(new Card(tr("What to do next"), this))
    , m_list(new QWidget(m_card))
    , m_rows(new QVBoxLayout(m_list))
    , m_noticed(plainLabel(
          tr("When your network, VPN or clock changes, this is tested again by itself."), TextRole::Small, m_card,
          true))
    , m_safety(new QFrame(m_card))
    , m_safetyText(plainLabel({}, TextRole::Body, m_safety, true))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    // Room for all rows from the beginning: nothing below moves when they arrive.
    m_list->setMinimumHeight(rowHeight * static_cast<int>(mostShown));
    m_card->body()->addWidget(m_list);
    m_card->body()->addWidget(m_noticed);
    m_card->body()->addStretch(1);

    m_safety->setObjectName(u"inset"_s);
    auto* inset = new QVBoxLayout(m_safety);
    inset->setContentsMargins(12, 9, 12, 10);
    inset->setSpacing(2);
    inset->addWidget(plainLabel(tr("Is my data safe?"), TextRole::Strong, m_safety));
    inset->addWidget(m_safetyText);
    m_card->body()->addWidget(m_safety);
    setDiagnosis({});
}

void AdviceCard::setDiagnosis(const Diagnosis& diagnosis)
{
    m_safetyText->setText(
        diagnosis.dataSafety.isEmpty() ? tr("Looking changes nothing: only requests that read are sent.")
                                       : diagnosis.dataSafety);
    if (diagnosis.startedAt != m_diagnosis.startedAt || diagnosis.target != m_diagnosis.target)
        m_unfolded.clear();
    m_diagnosis = diagnosis;
    QList<Advice> advice = diagnosis.advice.first(std::min(mostShown, diagnosis.advice.size()));
    if (m_filled && advice == m_advice && diagnosis.finished == m_finished)
        return;
    m_advice = std::move(advice);
    m_finished = diagnosis.finished;
    m_filled = true;
    fill();
}

void AdviceCard::fill()
{
    m_noticed->setVisible(m_finished && std::ranges::any_of(m_advice, &Advice::retest));
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide(); // its button may be the sender, so it goes a little later
            item->widget()->deleteLater();
        }
        delete item;
    }
    if (m_advice.isEmpty() && m_finished) {
        m_rows->addWidget(
            plainLabel(tr("There is nothing you need to do."), TextRole::Dim, m_list, true), 0, Qt::AlignTop);
        return;
    }
    if (m_advice.isEmpty()) {
        const Advice first{{},
                           {},
                           false,
                           tr("What helps depends on the cause"),
                           tr("The best steps are listed here as soon as that is clear."),
                           {}};
        m_rows->addWidget(makeRow(first, 1, false));
        for (const int number : {2, 3}) {
            m_rows->addWidget(hairline(m_list));
            m_rows->addWidget(new ComingRow(number, m_list));
        }
        m_rows->addStretch(1);
        return;
    }
    bool primary = true;
    int number = 1;
    for (const Advice& advice : std::as_const(m_advice)) {
        QWidget* row = makeRow(advice, number++, primary && !advice.action.isEmpty());
        primary = primary && advice.action.isEmpty();
        m_rows->addWidget(row);
        m_rows->addWidget(hairline(m_list));
    }
    m_rows->addStretch(1);
}

QWidget* AdviceCard::makeRow(const Advice& advice, int number, bool primary)
{
    auto* row = new QWidget(m_list);
    row->setMinimumHeight(rowHeight - 1);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 8, 0, 8);
    line->setSpacing(12);
    line->addWidget(new StepNumber(number, row));
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(plainLabel(advice.title, TextRole::Strong, row, true));
    QLabel* text = shortText(advice, row);
    words->addWidget(text);
    line->addLayout(words, 1);
    if (advice.retest && advice.kind != u"operator") {
        auto* column = new QVBoxLayout;
        column->setSpacing(4);
        line->addLayout(column);
        addButtons(advice, column, row, primary);
        return row;
    }
    if (advice.action.isEmpty())
        return row;
    QPushButton* button = makeButton(advice.action, primary ? ButtonKind::Primary : ButtonKind::Normal, row);
    button->setObjectName(u"advice:"_s + advice.id);
    button->setAccessibleDescription(advice.title);
    line->addWidget(button);
    if (advice.kind == u"operator") {
        makeFoldable(advice, words, text, button);
        return row;
    }
    if (advice.id == watchAdvice)
        showWatched(button, advice.action);
    connect(button, &QPushButton::clicked, this, [this, id = advice.id] { emit adviceTriggered(id); });
    return row;
}

/// What there is to press for it, and below that what tells whether it helped.
void AdviceCard::addButtons(const Advice& advice, QLayout* column, QWidget* row, bool primary)
{
    const auto add = [&](const QString& text, const QString& name, ButtonKind kind) {
        QPushButton* button = makeButton(text, kind, row);
        button->setObjectName(name + advice.id);
        button->setAccessibleDescription(advice.title);
        button->setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed); // both as wide as the wider one
        column->addWidget(button);
        return button;
    };
    if (!advice.action.isEmpty())
        connect(
            add(advice.action, u"advice:"_s, primary ? ButtonKind::Primary : ButtonKind::Normal), &QPushButton::clicked,
            this, [this, id = advice.id] { emit adviceTriggered(id); });
    QPushButton* again = add(tr("Test again"), u"retest:"_s, ButtonKind::Normal);
    again->setToolTip(tr("Tests the same again and shows both results side by side"));
    again->setEnabled(m_finished);
    connect(again, &QPushButton::clicked, this, [this, id = advice.id] { emit retestRequested(id); });
}

void AdviceCard::makeFoldable(const Advice& advice, QLayout* words, QWidget* text, QPushButton* button)
{
    QLabel* whole = plainLabel({}, TextRole::Body, text->parentWidget(), true);
    whole->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->addWidget(whole);
    const auto unfold = [this, advice, text, whole, button](bool open) {
        m_unfolded = open ? advice.id : QString();
        whole->setText(open ? wholeOf(advice, m_diagnosis) : QString());
        whole->setVisible(open);
        text->setVisible(!open);
        button->setText(open ? tr("Hide") : advice.action);
    };
    unfold(m_unfolded == advice.id);
    connect(button, &QPushButton::clicked, this, [this, unfold, id = advice.id] { unfold(m_unfolded != id); });
}

void AdviceCard::setWatched(bool watched)
{
    m_watched = watched;
    const auto advice = std::ranges::find(m_advice, watchAdvice, &Advice::id);
    if (QPushButton* button = buttonOf(watchAdvice); button && advice != m_advice.end())
        showWatched(button, advice->action);
}

void AdviceCard::showWatched(QPushButton* button, const QString& action)
{
    button->setText(m_watched ? tr("Will tell you") : action);
    button->setEnabled(!m_watched); // once is enough
}

QPushButton* AdviceCard::buttonOf(const QString& adviceId) const
{
    for (int i = 0; i < m_rows->count(); ++i) { // rows that are on their way out are not in the layout any more
        const QWidget* row = m_rows->itemAt(i)->widget();
        if (auto* button = row ? row->findChild<QPushButton*>(u"advice:"_s + adviceId) : nullptr)
            return button;
    }
    return nullptr;
}

void AdviceCard::confirm(const QString& adviceId, const QString& word)
{
    QPushButton* button = buttonOf(adviceId);
    if (!button || button->text() == word)
        return;
    const QString before = button->text();
    button->setMinimumWidth(button->width()); // its neighbours stay where they are
    button->setText(word);
    QTimer::singleShot(confirmedMs, button, [button, before] { button->setText(before); });
}

} // namespace Gatewatch
