// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/fuzzymatch.h>

#include <QStringList>

#include <algorithm>

namespace Gatewatch {

namespace {

// Far enough apart that no number of scattered letters outweighs a word that is there.
constexpr int atBeginning = 1000;
constexpr int atWord = 800;
constexpr int inside = 500;
constexpr int scattered = 200;

bool beginsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

/// The best place where the word stands as it is.
std::optional<int> wholeScore(const QString& word, const QString& text)
{
    std::optional<int> best;
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        const int score = at == 0 ? atBeginning : beginsWord(text, at) ? atWord : inside;
        best = std::max(best.value_or(0), score);
    }
    return best;
}

/// Its letters in this order, the first at the beginning of a word. Letters that are far apart are less likely meant.
std::optional<int> scatteredScore(const QString& word, const QString& text)
{
    std::optional<int> best;
    for (qsizetype start = text.indexOf(word.front()); start >= 0; start = text.indexOf(word.front(), start + 1)) {
        if (!beginsWord(text, start))
            continue;
        qsizetype at = start;
        for (qsizetype i = 1; i < word.size() && at >= 0; ++i)
            at = text.indexOf(word.at(i), at + 1);
        if (at < 0)
            break; // what comes later has no more letters
        const auto gaps = int(at - start + 1 - word.size());
        best = std::max(best.value_or(1), std::max(1, scattered - gaps));
    }
    return best;
}

} // namespace

std::optional<int> fuzzyScore(const QString& typed, const QString& text)
{
    const QString where = text.toCaseFolded();
    int sum = 0;
    for (const QString& word : typed.toCaseFolded().simplified().split(u' ', Qt::SkipEmptyParts)) {
        const auto whole = wholeScore(word, where);
        const auto score = whole ? whole : scatteredScore(word, where);
        if (!score)
            return std::nullopt;
        sum += *score;
    }
    return sum;
}

} // namespace Gatewatch
