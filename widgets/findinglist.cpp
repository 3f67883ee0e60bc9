// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/findinglist.h>

#include <widgets/controls.h>
#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// Decibans at which a finding is called strong: ten times likelier (I. J. Good).
constexpr double strong = 10;
constexpr double noticeable = 0.5;

int heaviest(const Weights& weights)
{
    const auto it = std::max_element(
        weights.cbegin(), weights.cend(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    return static_cast<int>(it - weights.cbegin());
}

} // namespace

QString pushText(const FindingReport& finding, bool expert)
{
    if (!finding.counted)
        return FindingList::tr("already counted");
    if (expert) {
        QStringList parts;
        for (int i = 0; i < placeCount; ++i) {
            const double weight = finding.weights.at(static_cast<size_t>(i));
            if (std::abs(weight) < noticeable)
                continue;
            const QString sign = weight > 0 ? u"+"_s : u"−"_s;
            parts.append(idOf(static_cast<Place>(i)) + u' ' + sign + QString::number(std::abs(weight), 'f', 0));
        }
        return parts.isEmpty() ? FindingList::tr("no weight") : parts.join(u", "_s) + u" dban"_s;
    }
    const int place = heaviest(finding.weights);
    const double weight = finding.weights.at(static_cast<size_t>(place));
    if (std::abs(weight) < noticeable)
        return FindingList::tr("good to know");
    const QString name = wordOf(static_cast<Place>(place));
    if (weight > 0)
        return weight >= strong ? FindingList::tr("points to: %1, strongly").arg(name)
                                : FindingList::tr("points to: %1").arg(name);
    return FindingList::tr("clears: %1").arg(name);
}

PushMark::PushMark(QWidget* parent)
    : QWidget(parent)
{
    setFixedSize(54, 18);
}

void PushMark::setWeights(const Weights& weights)
{
    m_weights = weights;
    update();
}

void PushMark::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    const int middle = height() / 2;
    painter.fillRect(0, middle, width(), 1, theme.border);
    for (int i = 0; i < placeCount; ++i) {
        const int column = isRightToLeft() ? placeCount - 1 - i : i;
        const double weight = m_weights.at(static_cast<size_t>(i));
        const int length = static_cast<int>(std::round(std::min(1.0, std::abs(weight) / 20) * (middle - 1)));
        if (length == 0)
            continue;
        const int x = column * 11 + 1;
        if (weight > 0)
            painter.fillRect(x, middle - length, 8, length, theme.down);
        else
            painter.fillRect(x, middle + 1, 8, length, theme.up);
    }
}

FindingList::FindingList(QWidget* parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 4, 0, 0);
    m_rows->setSpacing(6);
}

void FindingList::setFindings(const QList<FindingReport>& findings, const QString& wouldChange, bool expert)
{
    if (findings == m_findings && wouldChange == m_wouldChange && expert == m_expert)
        return;
    m_findings = findings;
    m_wouldChange = wouldChange;
    m_expert = expert;
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    for (const FindingReport& finding : m_findings) {
        auto* row = new QWidget(this);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(12);
        auto* push = new PushMark(row);
        push->setWeights(finding.counted ? finding.weights : Weights{});
        push->setAccessibleName(pushText(finding, false));
        push->setToolTip(tr("From left to right: %1")
                             .arg(QStringList{
                                 wordOf(Place::Device), wordOf(Place::Network), wordOf(Place::Path),
                                 wordOf(Place::Gateway), wordOf(Place::Service)}
                                      .join(u", "_s)));
        auto* words = new QVBoxLayout;
        words->setSpacing(1);
        QLabel* text = plainLabel(finding.text, finding.counted ? TextRole::Body : TextRole::Dim, row, true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->addWidget(text);
        if (expert && !finding.expert.isEmpty() && finding.expert != finding.text) {
            QLabel* detail = plainLabel(finding.expert, TextRole::Small, row, true);
            detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
            words->addWidget(detail);
        }
        line->addWidget(push, 0, Qt::AlignTop);
        line->addLayout(words, 3);
        QLabel* direction = plainLabel(pushText(finding, expert), TextRole::Dim, row, true);
        direction->setAlignment(Qt::AlignTop | Qt::AlignTrailing);
        line->addWidget(direction, 2);
        m_rows->addWidget(row);
    }
    if (m_findings.isEmpty())
        m_rows->addWidget(plainLabel(tr("Nothing found yet."), TextRole::Dim, this));
    if (!m_wouldChange.isEmpty())
        m_rows->addWidget(plainLabel(tr("What would change this: %1").arg(m_wouldChange), TextRole::Dim, this, true));
}

} // namespace Gatewatch
