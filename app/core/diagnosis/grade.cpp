// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/grade.h>

#include <core/diagnosis/diagnosis.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace Gatewatch {
namespace {

constexpr int enoughGrades = 3;
constexpr double closeEnough = 60; ///< s; nobody minds a minute

/// What was said, in seconds, and in words.
struct Said {
    double least = 0;
    double most = 0; ///< 0: without end
    QString words;
};

QString inWords(int seconds)
{
    if (seconds < 90)
        return QStringLiteral("%1 s").arg(seconds);
    return seconds < 5400 ? QStringLiteral("%1 min").arg((seconds + 30) / 60)
                          : QStringLiteral("%1 h").arg(QString::number(seconds / 3600.0, 'f', 1));
}

/// The brackets are of whole lengths, as the sentences of the expectation name them.
std::optional<Said> bracketOf(const QString& id)
{
    struct Bracket {
        const char* id;
        double least, most;
        const char* words;
    };
    constexpr std::array brackets{
        Bracket{"under_1_minute", 0, 60, "under a minute"},
        Bracket{"minutes", 300, 900, "5 to 15 minutes"},
        Bracket{"hours", 3600, 0, "hours"},
    };
    for (const Bracket& one : brackets) {
        if (id == QLatin1StringView(one.id))
            return Said{one.least, one.most, QStringLiteral("%1 in all").arg(QString::fromLatin1(one.words))};
    }
    return std::nullopt;
}

EstimateResult compared(const Said& said, double truth)
{
    if (said.most > 0 && truth > std::max(said.most * 2, said.most + closeEnough))
        return EstimateResult::TooShort;
    return truth < std::min(said.least / 2, said.least - closeEnough) ? EstimateResult::TooLong : EstimateResult::Right;
}

QString resultWords(EstimateResult result)
{
    switch (result) {
    case EstimateResult::Right:
        return QStringLiteral("the estimate was right");
    case EstimateResult::TooShort:
        return QStringLiteral("the estimate was too short");
    case EstimateResult::TooLong:
        return QStringLiteral("the estimate was too long");
    }
    Q_UNREACHABLE();
}

} // namespace

QString idOf(EstimateResult result)
{
    switch (result) {
    case EstimateResult::Right:
        return QStringLiteral("right");
    case EstimateResult::TooShort:
        return QStringLiteral("too_short");
    case EstimateResult::TooLong:
        return QStringLiteral("too_long");
    }
    Q_UNREACHABLE();
}

std::optional<EstimateGrade> gradeOf(const DurationExpectation& expectation, TimePoint made, TimePoint over)
{
    if (!expectation.since || over < made)
        return std::nullopt;
    const auto took = int(std::chrono::duration_cast<Seconds>(over - made).count());
    const auto lasted = int(std::chrono::duration_cast<Seconds>(over - *expectation.since).count());
    EstimateGrade grade{over, lasted, took, {}, {}, {}};
    std::optional<Said> said = bracketOf(expectation.bracket);
    if (const auto& median = expectation.medianSeconds) {
        said = Said{double(*median), double(*median), QStringLiteral("about %1 more").arg(inWords(*median))};
        // Nothing is shorter than a second, for which there is no logarithm.
        grade.doublings = std::abs(std::log2(std::max(took, 1)) - std::log2(std::max(*median, 1)));
    }
    if (!said)
        return std::nullopt;
    const int truth = expectation.medianSeconds ? took : lasted;
    grade.result = compared(*said, truth);
    grade.text =
        QStringLiteral("Expected %1, and it took %2: %3.").arg(said->words, inWords(truth), resultWords(grade.result));
    return grade;
}

QString sentenceOf(const EstimateRecord& record)
{
    if (record.graded < enoughGrades)
        return {};
    return QStringLiteral("Earlier estimates for this service were right in %1 of %2 cases.")
        .arg(record.right)
        .arg(record.graded);
}

} // namespace Gatewatch
