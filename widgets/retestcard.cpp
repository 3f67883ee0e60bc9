// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/retestcard.h>

#include <widgets/wording.h>

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownAtFirst = 3;

State markOf(VerdictPlace place)
{
    if (place == VerdictPlace::None)
        return State::Up;
    return place == VerdictPlace::Inconclusive ? State::Unknown : State::Down;
}

bool works(const Trial& trial)
{
    return trial.diagnosis.verdict.place == VerdictPlace::None;
}

/// The headline above it names the place.
QString sureText(const Verdict& verdict)
{
    const QString sure = certaintyText(verdict);
    return sure.isEmpty() ? RetestCard::tr("Not sure") : sure;
}

} // namespace

RetestCard::RetestCard(QWidget* parent)
    : Card(tr("Before and now"), parent)
    , m_conclusion(plainLabel({}, TextRole::Lead, this, true))
    , m_sides(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_differences(plainLabel({}, TextRole::Body, this, true))
    , m_all(makeButton({}, ButtonKind::Link, this))
{
    setObjectName(u"retestCard"_s);
    m_conclusion->setObjectName(u"retestConclusion"_s);
    m_conclusion->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_differences->setObjectName(u"retestDifferences"_s);
    m_differences->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sides->setSpacing(12);
    body()->addWidget(m_conclusion);
    body()->addLayout(m_sides);
    m_before = makeSide(u"retestBefore"_s);
    m_now = makeSide(u"retestNow"_s);
    body()->addWidget(m_differences);
    body()->addWidget(m_all, 0, Qt::AlignLeading);
    m_all->setCheckable(true);
    connect(m_all, &QPushButton::toggled, this, &RetestCard::showDifferences);
    clear();
}

RetestCard::Side RetestCard::makeSide(const QString& name)
{
    auto* box = new QFrame(this);
    box->setObjectName(u"inset"_s);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(3);
    Side side;
    side.when = plainLabel({}, TextRole::Overline, box);
    side.where = plainLabel({}, TextRole::Dim, box, true);
    side.mark = new StateMark(14, box);
    side.headline = plainLabel({}, TextRole::Strong, box, true);
    side.headline->setObjectName(name);
    side.place = plainLabel({}, TextRole::Body, box, true);
    column->addWidget(side.when);
    column->addWidget(side.where);
    column->addSpacing(5);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(side.mark, 0, Qt::AlignTop);
    line->addWidget(side.headline, 1);
    column->addLayout(line);
    column->addWidget(side.place);
    column->addStretch(1);
    m_sides->addWidget(box, 1);
    return side;
}

void RetestCard::fill(const Side& side, const Diagnosis& diagnosis)
{
    side.mark->setState(markOf(diagnosis.verdict.place));
    side.mark->show();
    const QString& headline = diagnosis.verdict.headline;
    side.headline->setText(headline.isEmpty() ? wordOf(diagnosis.verdict.place) : headline);
    side.place->setText(sureText(diagnosis.verdict));
}

void RetestCard::setTrials(const Trial& before, const std::optional<Trial>& now, const QString& advice, TimePoint at)
{
    m_before.when->setText(tr("Before, %1").arg(clockText(before.diagnosis.startedAt, at)));
    m_before.where->setText(sideWords(before.circumstances, now ? now->circumstances : before.circumstances, false));
    fill(m_before, before.diagnosis);
    m_now.when->setText(now ? tr("Now, %1").arg(clockText(now->diagnosis.startedAt, at)) : tr("Now"));
    m_now.where->setVisible(now.has_value());
    m_now.place->setVisible(now.has_value());
    m_retest = now ? retestOf(before, *now, advice) : Retest();
    // Where nothing is wrong nobody is to blame, so that shares say nothing.
    if (now && (works(before) || works(*now)))
        m_retest.differences.removeIf([](const Difference& one) { return one.id == u"share"_s; });
    const bool news = now && (isHidden() || m_conclusion->text() != m_retest.conclusion);
    if (now) {
        m_now.where->setText(sideWords(now->circumstances, before.circumstances, true));
        fill(m_now, now->diagnosis);
        m_conclusion->setText(m_retest.conclusion);
    } else {
        m_now.mark->hide();
        m_now.headline->setText(tr("Being tested…"));
        m_conclusion->setText(tr("The same is tested once more."));
    }
    showDifferences();
    show();
    if (news) {
        QAccessibleEvent alert(m_conclusion, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void RetestCard::showDifferences()
{
    QStringList lines;
    for (const Difference& one : std::as_const(m_retest.differences)) {
        if (one.id != u"verdict"_s || m_expert) // in plain words both stand above already
            lines.append(u"• "_s + (m_expert ? one.expert : one.plain));
    }
    const qsizetype all = lines.size();
    if (!m_all->isChecked() && all > shownAtFirst)
        lines.resize(shownAtFirst);
    m_differences->setText(lines.join(u'\n'));
    m_differences->setVisible(!lines.isEmpty());
    m_all->setVisible(all > shownAtFirst);
    m_all->setText(
        m_all->isChecked() ? tr("Show less") : tr("Show all %n differences", nullptr, static_cast<int>(all)));
}

void RetestCard::clear()
{
    m_retest = {};
    m_all->setChecked(false);
    hide();
}

void RetestCard::setExpert(bool expert)
{
    m_expert = expert;
    showDifferences();
}

void RetestCard::setNarrow(bool narrow)
{
    m_sides->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace Gatewatch
