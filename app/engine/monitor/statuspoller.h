// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/event.h>
#include <core/schedule.h>
#include <core/statuspage/statusreport.h>
#include <engine/net/statuspageclient.h>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace Gatewatch {

/// Reads the status pages of the configured services, each at its own pace, and tells what is new on them.
class StatusPoller final : public QObject {
    Q_OBJECT
public:
    explicit StatusPoller(StatusPageClient& client, QObject* parent = nullptr);

    void setConfig(const Config& config);
    /// Reports of earlier runs of the program: shown, with their age, until the page has been read again. Before
    /// setConfig().
    void restore(const QHash<ServiceId, StatusReport>& reports);
    void setPaused(bool paused);
    /// Drops what is being read and reads all pages anew, spread over a few seconds from `wait` on.
    void restart(Millis wait);
    /// Every page is read so many times more seldom (1 or more).
    void setStretch(int factor);
    void pollNow(const ServiceId& service);
    [[nodiscard]] std::optional<StatusReport> reportOf(const ServiceId& service) const;

signals:
    void reportReady(const Gatewatch::ServiceId& service, const Gatewatch::StatusReport& report);
    void eventHappened(const Gatewatch::Event& event);

private:
    void tick();
    void poll(const ServiceId& service);
    void take(const ServiceId& service, StatusReport report);
    void tellNews(const ServiceId& service, const StatusReport& before, const StatusReport& after);

    StatusPageClient& m_client;
    Config m_config;
    bool m_paused = false;
    Schedule m_schedule;
    QTimer m_timer;
    QHash<ServiceId, std::shared_ptr<QObject>> m_running;
    QHash<ServiceId, StatusReport> m_reports;
    QHash<ServiceId, StatusReport> m_restored;
    QHash<ServiceId, int> m_failures;
};

} // namespace Gatewatch
