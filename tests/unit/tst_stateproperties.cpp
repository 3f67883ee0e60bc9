// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/serviceboard.h>

#include <QRandomGenerator>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const TimePoint begin{Millis(1'700'000'000'000)};
constexpr Seconds silence = 195s; ///< three intervals of 60 s, the timeout of 10 s, and 5 s for the local question
constexpr auto flappingWindow = 10min;
constexpr int flappingChanges = 5;

/// One sample: of which check, what it was, and how long after the one before. Below zero: the clock was set back.
struct Step {
    int check = 0;
    Outcome outcome = Outcome::Up;
    Seconds gap{0};
};

struct Case {
    Thresholds thresholds;
    QList<Step> steps;

    /// "down after 2, up after 2: a:u+10 b:d+30 …", to be read and to be typed into a table of states.
    [[nodiscard]] QString text() const
    {
        QString line = u"down after %1, up after %2:"_s.arg(thresholds.failuresToDown).arg(thresholds.successesToUp);
        for (const Step& step : steps)
            line += u" %1:%2%3%4"_s.arg(QChar(u"ab"[step.check]))
                        .arg(idOf(step.outcome).at(0))
                        .arg(step.gap < 0s ? u""_s : u"+"_s)
                        .arg(step.gap.count());
        return line;
    }
};

CheckId idOfCheck(int check)
{
    return {u"shop"_s, check == 0 ? u"a"_s : u"b"_s};
}

Service shop(const Thresholds& thresholds)
{
    Service service;
    service.id = u"shop"_s;
    service.thresholds = thresholds;
    for (const int each : {0, 1}) {
        Check check;
        check.id = idOfCheck(each).endpoint;
        service.endpoints.append(check);
    }
    return service;
}

Case randomCase(QRandomGenerator& random, bool clockGoesBack)
{
    Case result;
    result.thresholds = {random.bounded(1, 5), random.bounded(1, 5), {}};
    // Some sequences are mostly one outcome, as services are; others are noise.
    const int sticky = random.bounded(1, 10);
    Outcome outcome = Outcome::Up;
    for (int i = 0; i < 60; ++i) {
        if (random.bounded(10) < sticky)
            outcome = static_cast<Outcome>(random.bounded(4));
        Seconds gap(random.bounded(1, 61));
        if (random.bounded(25) == 0)
            gap = Seconds(random.bounded(150, 4000));
        if (clockGoesBack && random.bounded(25) == 0)
            gap = -Seconds(random.bounded(1, 4000));
        result.steps.append({random.bounded(4) == 0 ? 1 : 0, outcome, gap});
    }
    return result;
}

/// What must be known to say whether the fold is right, kept in the plainest way.
struct Ledger {
    std::optional<TimePoint> measured;
    int failures = 0;
    int successes = 0;
    QList<TimePoint> changes;

    void take(Outcome outcome, TimePoint at)
    {
        if (measured && at - *measured > silence)
            *this = {measured, 0, 0, {}};
        if (outcome == Outcome::NotMeasured)
            return;
        measured = at;
        failures = outcome == Outcome::Down ? failures + 1 : 0;
        successes = outcome == Outcome::Down ? 0 : successes + 1;
    }
    bool flaps(TimePoint at)
    {
        // What a clock showed before it was set back says nothing about the ten minutes before now.
        changes.removeIf([&](TimePoint then) { return then > at || at - then > flappingWindow; });
        return changes.size() >= flappingChanges;
    }
};

/// A board and the time of its newest sample.
struct Walk {
    ServiceBoard board;
    TimePoint at = begin;

    std::optional<StateChange> take(const Step& step)
    {
        at += step.gap;
        Sample sample;
        sample.check = idOfCheck(step.check);
        sample.at = at;
        sample.outcome = step.outcome;
        return board.fold(sample);
    }
};

Walk started(const Case& given)
{
    Walk walk;
    walk.board.setServices({shop(given.thresholds)}, begin);
    return walk;
}

/// The first rule of the states that this case breaks; empty when it breaks none.
QString brokenRule(const Case& given)
{
    Walk walk = started(given);
    Ledger ledgers[2];
    for (const Step& step : given.steps) {
        const CheckId id = idOfCheck(step.check);
        const CheckState before =
            aged(walk.board.stateOf(id), shop(given.thresholds).endpoints.at(step.check), walk.at + step.gap);
        const auto change = walk.take(step);
        const CheckState after = walk.board.stateOf(id);
        Ledger& ledger = ledgers[step.check];
        ledger.take(step.outcome, walk.at);
        const bool moved = after.state != before.state;
        if (moved && before.state != State::Unknown)
            ledger.changes.append(walk.at);

        if (after.state == State::Down && before.state != State::Down
            && ledger.failures < given.thresholds.failuresToDown)
            return u"Down without its failures in a row"_s;
        if (after.state == State::Down && ledger.successes >= given.thresholds.successesToUp)
            return u"still Down after its good answers in a row"_s;
        if (before.state == State::Down && (after.state == State::Up || after.state == State::Slow)
            && ledger.successes < given.thresholds.successesToUp)
            return u"back from Down without its good answers in a row"_s;
        if (after.state != State::Down && ledger.failures >= given.thresholds.failuresToDown)
            return u"not Down after its failures in a row"_s;
        CheckState untouched = after;
        untouched.notMeasured = before.notMeasured; // the reason, which is no part of the state
        if (step.outcome == Outcome::NotMeasured && untouched != before)
            return u"a run that was not measured changed a state"_s;
        if (moved && after.since > walk.at)
            return u"a state began after it was found out"_s;
        if (step.outcome != Outcome::NotMeasured && after.flapping != ledger.flaps(walk.at))
            return u"flapping without five changes in ten minutes, or not with them"_s;
        if (change && (change->since > change->at || change->previousSince.value_or(change->since) > change->since))
            return u"a change tells of a negative time"_s;
    }
    return {};
}

/// Whether the states depend on when one looks: halves, repeated settings and glances between must make no difference.
QString brokenFold(const Case& given)
{
    Walk atOnce = started(given);
    Walk inParts = started(given);
    for (const Step& step : given.steps) {
        atOnce.take(step);
        inParts.board.age(inParts.at + step.gap / 2);
        inParts.board = ServiceBoard(inParts.board);
        inParts.board.setServices({shop(given.thresholds)}, inParts.at + step.gap / 2);
        inParts.take(step);
    }
    // A silence is noticed when somebody looks; then both have.
    atOnce.board.age(atOnce.at);
    inParts.board.age(inParts.at);
    for (const int check : {0, 1}) {
        if (atOnce.board.stateOf(idOfCheck(check)) != inParts.board.stateOf(idOfCheck(check)))
            return u"folded in parts it is another state"_s;
    }
    if (atOnce.board.statusOf(u"shop"_s) != inParts.board.statusOf(u"shop"_s))
        return u"folded in parts it is another status"_s;
    return {};
}

/// The same fault with as few steps as can be, for a person to read.
Case shrunk(Case given, QString (*broken)(const Case&))
{
    for (qsizetype i = given.steps.size() - 1; i >= 0; --i) {
        Case without = given;
        without.steps.removeAt(i);
        if (!broken(without).isEmpty())
            given = without;
    }
    return given;
}

/// The report about the first of `count` cases that breaks a rule; empty when none does.
QByteArray firstBroken(QString (*broken)(const Case&), bool clockGoesBack, int count)
{
    for (int seed = 0; seed < count; ++seed) {
        QRandomGenerator random(static_cast<quint32>(seed));
        const Case given = randomCase(random, clockGoesBack);
        if (broken(given).isEmpty())
            continue;
        const Case small = shrunk(given, broken);
        return u"seed %1: %2: %3"_s.arg(seed).arg(broken(small), small.text()).toUtf8();
    }
    return {};
}

} // namespace

class StatePropertiesTest : public QObject {
    Q_OBJECT
private slots:
    void noOrderOfSamplesBreaksTheRules() { QCOMPARE(firstBroken(brokenRule, false, 1000), QByteArray()); }

    void norDoesAClockThatIsSetBack() { QCOMPARE(firstBroken(brokenRule, true, 700), QByteArray()); }

    void lookingInBetweenChangesNothing() { QCOMPARE(firstBroken(brokenFold, false, 300), QByteArray()); }

    /// The properties must be able to fail: a rule that is broken on purpose is found and made small.
    void aBrokenRuleIsFoundAndMadeSmall()
    {
        const auto neverTwoFailures = [](const Case& given) {
            int failures = 0;
            for (const Step& step : given.steps)
                failures += step.outcome == Outcome::Down ? 1 : 0;
            return failures < 2 ? QString() : u"two failures"_s;
        };
        QRandomGenerator random(1);
        const Case small = shrunk(randomCase(random, false), neverTwoFailures);
        QCOMPARE(small.steps.size(), 2);
        QVERIFY(small.text().contains(u":d+"_s));
    }
};

QTEST_APPLESS_MAIN(StatePropertiesTest)
#include "tst_stateproperties.moc"
