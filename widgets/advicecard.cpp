// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/advicecard.h>

#include <widgets/card.h>
#include <widgets/howto.h>
#include <widgets/wording.h>

#include <QApplication>
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
    m_card->body()->addWidget(m_list);
    m_card->body()->addWidget(m_noticed);
    m_card->body()->addStretch(1);

    m_safety->setObjectName(u"inset"_s);
    auto* inset = new QVBoxLayout(m_safety);
    inset->setContentsMargins(12, 9, 12, 10);
    inset->setSpacing(2);
    inset->addWidget(plainLabel(tr("Is my data safe?"), TextRole::Strong, m_safety));
    inset->addWidget(m_safetyText);
    m_safetyText->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_safetyText->setMinimumHeight(2 * m_safetyText->fontMetrics().lineSpacing()); // as long as it becomes, mostly
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
    setVisible(!m_finished || !m_advice.isEmpty() || m_diagnosis.verdict.place != VerdictPlace::None);
    // Room for all rows as long as some may come: nothing below moves when they arrive.
    m_list->setMinimumHeight(m_finished ? 0 : rowHeight * static_cast<int>(mostShown));
    const QString focused = focusedButton();
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
    if (m_advice.isEmpty())
        return fillComing();
    int number = 1;
    for (const Advice& advice : std::as_const(m_advice)) {
        m_rows->addWidget(makeRow(advice, number++));
        m_rows->addWidget(hairline(m_list));
    }
    for (int i = 0; i < m_rows->count(); ++i)
        m_rows->itemAt(i)->widget()->show(); // at once, not a turn later
    m_rows->addStretch(1);
    if (focused.isEmpty())
        return;
    const QList<QPushButton*> named = m_list->findChildren<QPushButton*>(focused);
    for (QPushButton* button : named) {
        if (button->isVisibleTo(m_list)) // those on their way out are not
            button->setFocus();
    }
}

/// The name of the button that has the focus. Rows are made anew, and nobody's next key press may go elsewhere.
QString AdviceCard::focusedButton() const
{
    const QWidget* const focused = QApplication::focusWidget();
    return focused && m_list->isAncestorOf(focused) ? focused->objectName() : QString();
}

void AdviceCard::fillComing()
{
    const Advice first{{},
                       {},
                       false,
                       tr("What helps depends on the cause"),
                       tr("The best steps are listed here as soon as that is clear."),
                       {}};
    m_rows->addWidget(makeRow(first, 1));
    for (const int number : {2, 3}) {
        m_rows->addWidget(hairline(m_list));
        m_rows->addWidget(new ComingRow(number, m_list));
    }
    m_rows->addStretch(1);
}

QWidget* AdviceCard::makeRow(const Advice& advice, int number)
{
    auto* row = new QWidget(m_list);
    row->setMinimumHeight(rowHeight - 1);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 8, 0, 8);
    line->setSpacing(12);
    line->addWidget(new StepNumber(number, row), 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(plainLabel(advice.title, TextRole::Strong, row, true));
    QLabel* text = plainLabel(advice.text, TextRole::Dim, row, true);
    text->setVisible(!advice.text.isEmpty());
    words->addWidget(text);
    auto* column = new QVBoxLayout;
    column->addLayout(words);
    line->addLayout(column, 1);
    auto* buttons = new QWidget(row);
    if (!addButtons(advice, buttons, words, number == 1))
        delete buttons;
    else if (m_narrow)
        column->addWidget(buttons, 0, Qt::AlignLeading);
    else
        line->addWidget(buttons, 0, Qt::AlignTop);
    column->addStretch(1); // spare room is below the words, not between them
    return row;
}

/// What there is to press for it, and beside that what tells whether it helped. Of the first step the first one is the
/// one to press.
bool AdviceCard::addButtons(const Advice& advice, QWidget* buttons, QLayout* words, bool primary)
{
    auto* line = new QHBoxLayout(buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    const auto add = [&](const QString& text, const QString& name) {
        QPushButton* button =
            makeButton(text, primary && line->isEmpty() ? ButtonKind::Primary : ButtonKind::Normal, buttons);
        button->setObjectName(name + advice.id);
        button->setAccessibleDescription(advice.title);
        line->addWidget(button);
        return button;
    };
    if (const QString how = howTextOf(advice); !how.isEmpty()) {
        makeFoldable(advice, how, words, add(tr("Show how"), u"advice:"_s));
    } else if (!advice.action.isEmpty()) {
        QPushButton* button = add(advice.action, u"advice:"_s);
        if (advice.id == watchAdvice)
            showWatched(button, advice.action);
        connect(button, &QPushButton::clicked, this, [this, id = advice.id] { emit adviceTriggered(id); });
    }
    if (advice.retest && advice.kind != u"operator") {
        QPushButton* again = add(tr("Test again"), u"retest:"_s);
        again->setToolTip(tr("Tests the same again and shows both results side by side"));
        again->setEnabled(m_finished);
        connect(again, &QPushButton::clicked, this, [this, id = advice.id] { emit retestRequested(id); });
    }
    return !line->isEmpty();
}

/// Step by step what the advice asks for on this desktop; for who runs the service all that helps to find the line in
/// the log. Empty where the advice says all itself.
QString AdviceCard::howTextOf(const Advice& advice) const
{
    QStringList lines;
    if (advice.kind == u"operator") {
        if (m_diagnosis.symptom.at.time_since_epoch().count() > 0)
            lines << tr("The time to look at: %1").arg(exactTimeText(m_diagnosis.symptom.at));
        lines << m_diagnosis.verdict.expert;
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    const HowTo how = howTo(advice.id, m_diagnosis.target.host(), desktopOf(qgetenv("XDG_CURRENT_DESKTOP")));
    for (const QString& step : how.steps)
        lines << tr("%1. %2").arg(lines.size() + 1).arg(step);
    return (lines + how.besides).join(u'\n');
}

void AdviceCard::makeFoldable(const Advice& advice, const QString& how, QLayout* words, QPushButton* button)
{
    QLabel* whole = plainLabel(how, TextRole::Body, button->parentWidget()->parentWidget(), true);
    whole->setTextInteractionFlags(Qt::TextSelectableByMouse);
    whole->setContentsMargins(0, 6, 0, 2);
    words->addWidget(whole);
    const auto show = [whole, button](bool open) {
        whole->setVisible(open);
        button->setText(open ? tr("Hide") : tr("Show how"));
    };
    show(m_unfolded == advice.id);
    connect(button, &QPushButton::clicked, this, [this, show, whole, id = advice.id] {
        m_unfolded = whole->isHidden() ? id : QString();
        show(!m_unfolded.isEmpty());
    });
}

void AdviceCard::resizeEvent(QResizeEvent* event)
{
    constexpr int charactersOfARow = 72;
    QWidget::resizeEvent(event);
    const QFontMetrics metrics(fontFor(TextRole::Body, QApplication::font()));
    const bool narrow = width() < charactersOfARow * metrics.averageCharWidth();
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    fill();
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
    button->setText(m_watched ? tr("Will notify you") : action);
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
