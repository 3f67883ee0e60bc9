// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/watch.h>

#include <core/judge.h>

#include <QHostAddress>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

/// Retry-After in seconds (RFC 9110 section 10.2.3), at most an hour; dates are left to the usual pace.
Millis retryAfter(const Exchange& exchange)
{
    const qint64 seconds = exchange.response ? exchange.response->header("Retry-After").toLongLong() : 0;
    return Seconds(std::clamp<qint64>(seconds, 0, 3600));
}

bool isThisComputer(const Exchange& exchange)
{
    return QHostAddress(exchange.address).isLoopback();
}

} // namespace

Watch::Watch(ProbeLoop& probes, HttpCheck check, Millis timeout, const QString& userAgent, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
    , m_check(std::move(check))
    , m_request(probeFor(m_check, timeout, userAgent).request)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Watch::ask);
}

void Watch::start()
{
    ask();
}

void Watch::ask()
{
    m_running = m_probes.start(m_request, [this](const Exchange& exchange) { answered(exchange); });
}

void Watch::answered(const Exchange& exchange)
{
    const Outcome outcome = judge(exchange, m_check.expect).outcome;
    m_good = outcome == Outcome::Up || outcome == Outcome::Slow ? m_good + 1 : 0;
    emit progress(m_good);
    if (m_good >= goodAnswers) {
        emit recovered();
        return;
    }
    const Millis pace = isThisComputer(exchange) ? 1s : m_good > 0 ? 2s : 10s;
    m_timer.start(std::max(pace, retryAfter(exchange)));
}

} // namespace Gatewatch
