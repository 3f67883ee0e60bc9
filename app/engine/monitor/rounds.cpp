// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/rounds.h>

#include <core/politeness.h>
#include <core/recheck.h>
#include <core/serviceboard.h>
#include <engine/monitor/doubt.h>
#include <engine/monitor/fairjudgement.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/secretgate.h>
#include <engine/monitor/standby.h>

#include <algorithm>

namespace Gatewatch {

using namespace std::chrono_literals;

Rounds::Rounds(
    ProbeLoop& probes, SecretGate& secrets, LocalGate& gate, Standby& standby, const ServiceBoard& board,
    QObject* parent)
    : QObject(parent)
    , m_secrets(secrets)
    , m_gate(gate)
    , m_standby(standby)
    , m_board(board)
    , m_runner(probes, this)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Rounds::tick);
    connect(&m_runner, &CheckRunner::ended, this, &Rounds::ended);
    connect(&secrets, &SecretGate::ready, this, [this](const QSet<CheckId>& checks) {
        for (const CheckId& id : checks)
            run(id);
    });
    connect(&standby, &Standby::dropped, this, &Rounds::drop);
    connect(&standby, &Standby::resumed, this, &Rounds::resume);
    connect(&standby, &Standby::eventHappened, this, [this](const Event& event) {
        if (event.kind == EventKind::NetworkChanged)
            m_habits.clear(); // what was usual on another way is no measure
    });
}

void Rounds::setConfig(const Config& config)
{
    m_checks.clear();
    QList<ScheduledCheck> scheduled;
    for (const Service& service : config.services) {
        for (const Check& check : service.endpoints) {
            m_checks.insert({service.id, check.id}, check);
            scheduled.append({{service.id, check.id}, check.interval, serverOf(check.address())});
        }
    }
    m_userAgent = config.polling.userAgent;
    m_schedule.set(scheduled, steadyNow());
    m_runner.setLimit(config.polling.maxConcurrent);
}

void Rounds::forget(const CheckId& check)
{
    m_runner.cancel(check);
    m_doubted.remove(check);
    m_habits.remove(check);
    m_schedule.forget(check);
}

void Rounds::setPaused(bool paused)
{
    m_paused = paused;
    if (paused)
        cancel();
    tick();
}

void Rounds::setStretch(int factor)
{
    m_schedule.setStretch(factor, steadyNow());
    tick();
}

void Rounds::checkNow(const ServiceId& service)
{
    for (auto check = m_checks.keyBegin(); check != m_checks.keyEnd(); ++check) {
        if (service.isEmpty() || check->service == service)
            m_schedule.hurry(*check, steadyNow());
    }
    tick();
}

void Rounds::tick()
{
    m_timer.stop();
    if (m_paused || m_standby.holds())
        return;
    m_standby.system().look();
    for (const CheckId& id : m_schedule.due(steadyNow()))
        run(id);
    if (const auto next = m_schedule.next())
        m_timer.start(std::max(*next - steadyNow(), Millis(1)));
}

void Rounds::run(const CheckId& id)
{
    if (m_paused || m_standby.holds() || m_doubted.contains(id))
        return; // what is late is skipped, and its turn comes again
    const auto check = m_checks.constFind(id);
    if (check == m_checks.constEnd())
        return;
    if (const auto request = m_secrets.pass(id, *check, m_userAgent))
        m_runner.run(id, *request);
}

void Rounds::cancel()
{
    m_runner.cancelAll();
    m_gate.cancel();
    m_doubted.clear();
}

void Rounds::drop(Millis wait)
{
    cancel();
    m_schedule.restart(steadyNow() + wait);
}

void Rounds::resume()
{
    m_schedule.restart(steadyNow());
    tick();
}

void Rounds::ended(const CheckId& id, Exchange exchange)
{
    if (m_standby.system().look())
        return tick(); // it may have failed because of the sleep
    exchange.at = beganAt(exchange.at, exchange.total, wallClock());
    const auto check = m_checks.constFind(id);
    if (check == m_checks.constEnd())
        return;
    Judgement judgement = judge(exchange, check->expect());
    if (asksForPatience(*check, exchange))
        judgement = {Outcome::NotMeasured, Failure::HttpError, {}};
    const bool excused = !peerOf(*check, exchange).here && m_standby.excuses(exchange.total);
    // A check that is known to be down learns nothing new from one more failure.
    const bool routine = m_board.stateOf(id).state == State::Down;
    m_doubted.insert(id);
    judgeFairly(
        m_gate, *check, exchange, judgement, {[this] { return m_standby.isAlone(); }, routine, excused},
        [this, id, exchange](const Ruling& ruling) {
            if (m_doubted.remove(id)) // the question took a while, in which the check may have been changed
                settle(id, exchange, ruling);
        });
}

void Rounds::settle(const CheckId& id, const Exchange& exchange, const Ruling& ruling)
{
    const auto check = m_checks.constFind(id);
    if (check == m_checks.constEnd() || m_paused)
        return;
    const Sample sample = judgedByHabit(sampleOf(id, exchange, ruling.judgement), m_habits[id]);
    if (ruling.askAgain)
        m_schedule.hurry(id, steadyNow() + *ruling.askAgain);
    if (ruling.stayAway)
        m_schedule.postpone(id, steadyNow() + *ruling.stayAway);
    const Seconds interval = check->interval; // who hears of it may change the configuration
    emit judged(sample, ruling.stayAway, exchange);
    lookAgain(sample, interval);
    if (ruling.askAgain)
        tick(); // it may be due before the timer thinks
}

void Rounds::lookAgain(const Sample& sample, Seconds interval)
{
    const auto wait = lookAgainAfter(m_board.stateOf(sample.check), sample, interval);
    if (!wait)
        return;
    m_schedule.lookAgain(sample.check, steadyNow() + *wait);
    tick();
}

} // namespace Gatewatch
