// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/system/systemwatch.h>

#include <ctime>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis longestFallingAsleep = 60s; ///< awake for so long after the announcement, it did not come to sleep

Clocks clocksNow()
{
    Clocks clocks;
    clocks.wall = wallClock();
    clocks.steady = steadyNow();
    clocks.boot = SteadyPoint(clocks.wall.time_since_epoch());
#ifdef CLOCK_BOOTTIME
    timespec now{};
    if (clock_gettime(CLOCK_BOOTTIME, &now) == 0)
        clocks.boot = SteadyPoint(
            std::chrono::floor<Millis>(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)));
#endif
    return clocks;
}

} // namespace

SystemWatch::SystemWatch(QObject* parent)
    : QObject(parent)
    , m_network(this)
    , m_timer(this)
{
    m_timer.setInterval(SleepWatch::lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &SystemWatch::look);
    connect(&m_network, &NetworkWatch::changed, this, &SystemWatch::networkChanged);
}

void SystemWatch::start()
{
    m_clocks.look(clocksNow());
    m_timer.start();
    m_network.start();
}

bool SystemWatch::look()
{
    const Clocks now = clocksNow();
    const ClockNews news = m_clocks.look(now);
    const bool overslept = m_asleep && now.steady - m_asleepSince > longestFallingAsleep;
    if (news == ClockNews::Slept || overslept) {
        m_asleep = false;
        emit woke();
        return true;
    }
    if (news == ClockNews::WallClockSet)
        emit wallClockSet(m_clocks.setBy());
    return false;
}

void SystemWatch::prepareForSleep(bool asleep)
{
    // What the clocks know of the sleep that just ended is used up, so that it is told once.
    look();
    if (asleep == m_asleep)
        return;
    m_asleep = asleep;
    if (asleep) {
        m_asleepSince = clocksNow().steady;
        emit aboutToSleep();
    } else {
        emit woke();
    }
}

void SystemWatch::setMetered(bool metered)
{
    if (std::exchange(m_metered, metered) != metered)
        emit meteredChanged(metered);
}

} // namespace Gatewatch
