// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/finding.h>

#include <QHash>

#include <algorithm>

namespace Gatewatch {
namespace {

double swing(const Weights& weights)
{
    const auto [low, high] = std::minmax_element(weights.begin(), weights.end());
    return *high - *low;
}

} // namespace

const QList<FindingRow>& findingRows()
{
    static const QList<FindingRow> rows = nearFindings() + nameFindings() + answerFindings() + repeatFindings()
        + silenceFindings() + variantFindings() + pastFindings() + contextFindings() + otherDeviceFindings();
    return rows;
}

std::optional<Match> when(bool holds, const QString& text, const QString& expert, double strength)
{
    return holds ? std::optional(Match{text, expert.isEmpty() ? text : expert, strength}) : std::nullopt;
}

QList<Finding> findingsOf(const World& world)
{
    QList<Finding> found;
    QHash<QByteArray, qsizetype> strongest; // group → index
    for (const FindingRow& row : findingRows()) {
        const std::optional<Match> match = row.holds(world);
        if (!match)
            continue;
        Finding one{&row, *match, row.weights, true};
        for (double& weight : one.weights)
            weight *= match->strength;
        const auto before = strongest.constFind(row.group);
        if (before == strongest.constEnd()) {
            strongest.insert(row.group, found.size());
        } else if (swing(found[*before].weights) < swing(one.weights)) {
            found[*before].counted = false;
            strongest.insert(row.group, found.size());
        } else {
            one.counted = false;
        }
        found.append(one);
    }
    return found;
}

} // namespace Gatewatch
