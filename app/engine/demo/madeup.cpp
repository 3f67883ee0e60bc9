// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/fleet.h>
#include <engine/demo/fleetplan.h>

#include <QRandomGenerator>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Gatewatch {
namespace {

/// The last minutes stay free of outages: what happens from here on is measured.
constexpr Seconds quietEnd = 10min;
/// Nobody measured this service at night.
constexpr int nightFrom = 2 * 3600;
constexpr int nightUntil = 4 * 3600 + 1800;

/// The same number for the same text on every machine, unlike qHash().
quint32 seedOf(const QString& text)
{
    quint32 seed = 2166136261U;
    for (const QChar c : text)
        seed = (seed ^ c.unicode()) * 16777619U;
    return seed;
}

struct Outage {
    TimePoint from;
    TimePoint to;
};

/// How a service fails: how often in two weeks, and for how long.
struct Habit {
    int outages = 1;
    Seconds shortest = 5min;
    Seconds longest = 40min;
};

Habit habitOf(const QString& shows)
{
    if (shows == u"well")
        return {.outages = 1, .shortest = 4min, .longest = 9min};
    if (shows == u"flapping")
        return {.outages = 26, .shortest = 3min, .longest = 12min};
    if (shows == u"502")
        return {.outages = 4, .shortest = 20min, .longest = 110min};
    if (shows == u"episodes")
        return {.outages = 12, .shortest = 6min, .longest = 30min};
    if (shows == u"late" || shows == u"green")
        return {.outages = 3, .shortest = 15min, .longest = 70min};
    return {};
}

QString showsOf(const Service& service)
{
    const DemoService* known = findDemoService(service.id);
    return known ? QString::fromLatin1(known->shows) : QString();
}

/// In order of time and apart from each other.
QList<Outage> outagesOf(const Service& service, TimePoint now, int days)
{
    const Habit habit = habitOf(showsOf(service));
    QRandomGenerator random(seedOf(service.id));
    const int count = qMax(1, habit.outages * days / 14);
    const Seconds all = std::chrono::days{days} - quietEnd;
    QList<Outage> outages;
    for (int i = 0; i < count; ++i) {
        const Seconds share = all / count;
        const Seconds length{
            random.bounded(static_cast<int>(habit.shortest.count()), static_cast<int>(habit.longest.count()))};
        const Seconds room = qMax(share - length, Seconds(1));
        const TimePoint from =
            now - std::chrono::days{days} + share * i + Seconds(random.bounded(static_cast<int>(room.count())));
        outages.append({from, qMin<TimePoint>(from + length, now - quietEnd)});
    }
    return outages;
}

bool fails(const QList<Outage>& outages, TimePoint at)
{
    return std::ranges::any_of(outages, [at](const Outage& outage) { return at >= outage.from && at < outage.to; });
}

int secondOfDay(TimePoint at)
{
    return static_cast<int>(at.time_since_epoch() % std::chrono::days{1} / Seconds(1));
}

/// Busy in the afternoon, quiet before dawn, with a long tail as real services have.
double latencyMs(const DemoService* service, TimePoint at, QRandomGenerator& random)
{
    const double fastest = service ? static_cast<double>(service->fastest.count()) : 40;
    const double slowest = service ? static_cast<double>(service->slowest.count()) : 120;
    const double dayPart = secondOfDay(at) / 86400.0;
    const double busy = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (dayPart - 0.125));
    const double noise = random.generateDouble();
    double latency = fastest + (slowest - fastest) * (0.15 + 0.45 * busy) * (0.5 + noise);
    if (random.bounded(60) == 0)
        latency *= 1.5 + 2 * random.generateDouble();
    return latency;
}

Micros inMicros(double milliseconds)
{
    return Micros(static_cast<qint64>(milliseconds * 1000));
}

struct Failing {
    int status = 502;
    double ms = 3;
};

Failing failingOf(const DemoService* service)
{
    return service && !service->gateway ? Failing{.status = 500, .ms = 60} : Failing{};
}

Sample sampleAt(
    const CheckId& check, const HttpCheck& http, const DemoService* service, bool down, TimePoint at,
    QRandomGenerator& random)
{
    Sample sample;
    sample.check = check;
    sample.at = at;
    const Failing failing = failingOf(service);
    const double ms = down ? failing.ms * (0.6 + random.generateDouble()) : latencyMs(service, at, random);
    sample.phases.connect = inMicros(0.1 + 0.3 * random.generateDouble());
    sample.phases.wait = inMicros(ms);
    sample.phases.transfer = inMicros(0.05 + 0.1 * random.generateDouble());
    sample.total = *sample.phases.connect + *sample.phases.wait + *sample.phases.transfer;
    sample.status = down ? failing.status : 200;
    sample.failure = down ? Failure::HttpError : Failure::Ok;
    sample.outcome = down ? Outcome::Down : Outcome::Up;
    if (!down && http.expect.maxMs && sample.total > Millis(*http.expect.maxMs))
        sample.outcome = Outcome::Slow;
    return sample;
}

bool nobodyMeasured(const QString& shows, TimePoint at)
{
    const int second = secondOfDay(at);
    return shows == u"green" && second >= nightFrom && second < nightUntil;
}

} // namespace

QList<Sample> madeUpHistory(const Config& config, TimePoint now, int days, Seconds step)
{
    QList<Sample> samples;
    if (days <= 0 || step <= Seconds(0))
        return samples;
    const auto perCheck = std::chrono::days{days} / step;
    for (const Service& service : config.services) {
        const QString shows = showsOf(service);
        const DemoService* known = findDemoService(service.id);
        const QList<Outage> outages = outagesOf(service, now, days);
        for (const Check& check : service.endpoints) {
            if (!check.http())
                continue;
            samples.reserve(samples.size() + perCheck);
            const CheckId id{service.id, check.id};
            QRandomGenerator random(seedOf(id.toString()));
            for (TimePoint at = now - std::chrono::days{days}; at < now; at += step)
                if (!nobodyMeasured(shows, at))
                    samples.append(sampleAt(id, *check.http(), known, fails(outages, at), at, random));
        }
    }
    return samples;
}

QList<Incident> madeUpIncidents(const Config& config, TimePoint now, int days)
{
    QList<Incident> incidents;
    if (days <= 0)
        return incidents;
    for (const Service& service : config.services) {
        for (const Outage& outage : outagesOf(service, now, days)) {
            Incident incident;
            incident.service = service.id;
            incident.endpoint = service.endpoints.isEmpty() ? QString() : service.endpoints.first().id;
            incident.opened = outage.from;
            incident.closed = outage.to;
            incident.failure = Failure::HttpError;
            incident.status = failingOf(findDemoService(service.id)).status;
            incidents.append(incident);
        }
    }
    std::ranges::sort(incidents, {}, &Incident::opened);
    return incidents;
}

} // namespace Gatewatch
