// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/watch.h>

#include <core/diagnosis/answer.h>
#include <engine/monitor/fairjudgement.h>
#include <engine/system/networkwatch.h>

#include <QPointer>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis usualPace = 10s; ///< longer than our own network is asked

} // namespace

Watch::Watch(
    ProbeLoop& probes, LocalGate& gate, const Check& check, const QString& userAgent, const SecretLookup& secrets,
    QObject* parent)
    : QObject(parent)
    , m_probes(probes)
    , m_gate(gate)
    , m_check(check)
    , m_request(prepare(check, userAgent, secrets).request)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Watch::ask);
}

void Watch::start(int goodAnswersWanted)
{
    m_wanted = goodAnswersWanted;
    ask();
}

void Watch::ask()
{
    ++m_tries;
    m_running = Gatewatch::start(m_probes, m_request, [this](const Exchange& exchange) { answered(exchange); });
}

void Watch::answered(const Exchange& exchange)
{
    m_timer.start(usualPace); // in case that the gate is cancelled and says nothing
    judgeFairly(
        m_gate, m_check, exchange, judge(exchange, m_check.expect()), {[] { return !hasAddress(); }, m_isDown},
        [self = QPointer<Watch>(this), number = m_tries, exchange](const Ruling& ruling) {
            if (self && self->m_tries == number)
                self->ruled(exchange, ruling);
        });
}

void Watch::ruled(const Exchange& exchange, const Ruling& ruling)
{
    const Outcome outcome = ruling.judgement.outcome;
    // "Ask less often" proves that somebody is there, not that the service works.
    const bool good = (outcome == Outcome::Up || outcome == Outcome::Slow) && exchange.status() != 429;
    if (outcome != Outcome::NotMeasured) {
        m_good = good ? m_good + 1 : 0;
        m_isDown = outcome == Outcome::Down;
    }
    emit heard(exchange, ruling.judgement);
    emit progress(m_good);
    if (m_good >= m_wanted) {
        m_timer.stop();
        emit recovered();
        return;
    }
    const Millis pace = isLoopback(exchange.address) ? 1s : good ? 2s : usualPace;
    m_timer.start(std::max<Millis>(pace, ruling.stayAway.value_or(0s)));
}

} // namespace Gatewatch
