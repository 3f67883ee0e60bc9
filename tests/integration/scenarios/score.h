// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <integration/scenarios/world.h>

namespace Gatewatch::Scenarios {

/// How a run of the diagnosis ended in a world.
struct Ending {
    Diagnosis diagnosis;
    Millis took{0};
    std::optional<Millis> firstUseful; ///< until the first verdict of a right place with 0.6 or more
};

/// What is wrong with it; empty: nothing.
struct Marks {
    QString place, cause, author, time;
    bool confidentlyWrong = false; ///< another place than a right one with 0.75 or more
    double brier = 0;
    [[nodiscard]] bool good() const { return (place + cause + author + time).isEmpty(); }
};

/// The longest that a diagnosis may take.
constexpr Millis longestRun{10500};

bool isRight(const TestWorld& world, VerdictPlace place);
Marks marksOf(const TestWorld& world, const Ending& ending);
/// "service 0.83 origin_unreachable, nginx wrote it".
QString described(const Diagnosis& diagnosis);
/// Every finding with its weights, for whoever has to find out what misled it.
QString findingsOf(const Diagnosis& diagnosis);

/// What a group must reach. The aim is the default; what is less is what the diagnosis can today, to be raised with it.
struct Reached {
    int placePercent = 95;
    int authorPercent = 95;
    int confidentlyWrong = 0; ///< so many at most
};

/// The marks of all worlds that were run.
class Score final {
public:
    void add(const TestWorld& world, const Ending& ending, const Marks& marks);
    [[nodiscard]] int worlds() const { return m_worlds; }
    [[nodiscard]] QString summary() const;
    /// Not worse than that in any point, and never too slow.
    [[nodiscard]] bool isAtLeast(const Reached& reached) const;

private:
    int m_worlds = 0, m_places = 0, m_causes = 0, m_authors = 0, m_authorsAsked = 0;
    double m_brier = 0;
    QStringList m_confidentlyWrong, m_tooSlow;
    QList<qint64> m_took, m_useful;
};

} // namespace Gatewatch::Scenarios
