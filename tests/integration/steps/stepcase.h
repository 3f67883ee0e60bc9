// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <integration/scenarios/street.h>

namespace Gatewatch::Scenarios {

/// A world for one step of the table, which runs in it with nothing but the steps that it needs.
struct StepCase {
    QByteArray step; ///< its id
    QString name;
    std::function<void(Scene&)> build;
    QString plain; ///< what anybody is told, with a * for what differs from run to run
    Tone tone = Tone::Neutral;
    QStringList findings{}; ///< all of this step's
    QString expert{}; ///< a part of what an expert is told
    StepState state = StepState::Done;
};

/// A world in which the step tells nothing, and `why` is what is said of it.
StepCase skipped(const QByteArray& step, const QString& name, std::function<void(Scene&)> build, const QString& why);

/// A variable of the environment, for as long as it lives.
class Variable final {
public:
    Variable(const char* name, const QByteArray& value);
    ~Variable();
    Q_DISABLE_COPY_MOVE(Variable)

private:
    QByteArray m_name;
};

// Worlds that several steps are tried in.
/// A service on loopback, by number, that does this.
void serving(Scene& scene, HostileServer::Script script);
/// Nobody listens there.
void closedDoor(Scene& scene);
/// A request that may not be repeated, whose failure was seen before.
void unsafe(Scene& scene);
/// The shop of a Street, well, with neighbours.
Street& shopping(Scene& scene);
extern const QByteArray badPage; ///< 502 by nobody in particular

// The rows, from near to far.
QList<StepCase> nearCases();
QList<StepCase> nameCases();
QList<StepCase> wayCases();
QList<StepCase> requestCases();
QList<StepCase> contextCases();

} // namespace Gatewatch::Scenarios
