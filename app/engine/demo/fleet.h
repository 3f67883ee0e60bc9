// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/incident.h>
#include <core/sample.h>

#include <QObject>

#include <memory>

namespace Gatewatch {

/// A made-up internet on 127.0.0.1: a service that is well, a slow one, a flapping one, one whose gateway answers 502
/// because its origin is down, one with 502 in episodes, a status page that admits the incident five minutes late, and
/// one that stays green. Its servers run on a thread of their own, so that a busy window does not slow them down.
class DemoFleet final : public QObject {
    Q_OBJECT
public:
    explicit DemoFleet(QObject* parent = nullptr);
    ~DemoFleet() override;

    /// Starts the servers on free ports of 127.0.0.1. False when none could be had; errorString() says why.
    bool start();
    [[nodiscard]] QString errorString() const;
    /// The services to watch, short intervals, no address outside 127.0.0.0/8.
    [[nodiscard]] Config config() const;
    /// {"schema": "gatewatch.demo/1", "services": [{"id", "url", "statusPage", "shows"}]}
    [[nodiscard]] QJsonObject describe() const;
    /// Lets the fleet believe that so much more time has passed, so that nobody has to wait for an episode.
    void advance(Millis by);
    /// The fleet's time: since its start, with what it was advanced by.
    [[nodiscard]] Millis sinceStart() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Made-up samples of the days before `now` for the demo's charts: one each `step`, with an outage now and then.
QList<Sample> madeUpHistory(const Config& config, TimePoint now, int days, Seconds step);
QList<Incident> madeUpIncidents(const Config& config, TimePoint now, int days);

} // namespace Gatewatch
