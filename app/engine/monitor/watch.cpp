// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/watch.h>

#include <core/diagnosis/answer.h>
#include <core/judge.h>
#include <core/retryafter.h>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

/// How long the answer asks us to stay away, at most an hour.
Millis stayAway(const Exchange& exchange)
{
    const auto wanted = exchange.response ? readRetryAfter(*exchange.response, exchange.at) : std::nullopt;
    return std::min<Seconds>(wanted.value_or(0s), 1h);
}

} // namespace

Watch::Watch(
    ProbeLoop& probes, const Check& check, const QString& userAgent, const SecretLookup& secrets, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
    , m_expect(check.expect())
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
    m_running = Gatewatch::start(m_probes, m_request, [this](const Exchange& exchange) { answered(exchange); });
}

void Watch::answered(const Exchange& exchange)
{
    const Outcome outcome = judge(exchange, m_expect).outcome;
    // "Ask less often" proves that somebody is there, not that the service works.
    const bool good = (outcome == Outcome::Up || outcome == Outcome::Slow) && exchange.status() != 429;
    m_good = good ? m_good + 1 : 0;
    emit heard(exchange);
    emit progress(m_good);
    if (m_good >= m_wanted) {
        emit recovered();
        return;
    }
    const Millis pace = isLoopback(exchange.address) ? 1s : m_good > 0 ? 2s : 10s;
    m_timer.start(std::max(pace, stayAway(exchange)));
}

} // namespace Gatewatch
