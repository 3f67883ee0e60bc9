// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/notification.h>
#include <widgets/notificationtext.h>
#include <widgets/servicemodel.h>
#include <widgets/traypresenter.h>

#include <QObject>
#include <QTimer>

namespace Gatewatch {

class Notifier;
class Session;

/// Joins what changed with notifications and the tray: policy decides, notifier and presenter show.
class Telling final : public QObject {
    Q_OBJECT
public:
    Telling(Session& session, const ServiceModel& model, QObject* parent = nullptr);

    [[nodiscard]] TrayPresenter& tray() { return m_tray; }
    [[nodiscard]] Notifier& notifier() { return *m_notifier; }
    void takeChange(const StateChange& change);
    /// What the services of the next change have in common.
    void takeCause(const CommonCause& cause) { m_policy.takeCause(cause); }
    /// A watch that the user asked for has ended well.
    void tellReallyBack(const ServiceId& service, const QString& name);
    /// What "test notification" in the settings shows.
    void tellTest();
    /// Marks everything that is told as made up.
    void setDemo(bool demo);

signals:
    void openRequested(const Gatewatch::ServiceId& service, const QString& token);
    void troubleshootRequested(const Gatewatch::ServiceId& service, const QString& token);

private:
    void show(const Notification& notification, NotificationText text);
    void tell(const Notification& notification);
    void tellSoon(const Notification& update);
    void takeServices();
    void updateTray();

    Session& m_session;
    const ServiceModel& m_model;
    NotificationPolicy m_policy;
    std::optional<Notification> m_update; ///< the newest that waits
    QTimer m_updateTimer;
    Notifier* m_notifier;
    TrayPresenter m_tray;
    QSet<ServiceId> m_services;
    bool m_demo = false;
};

} // namespace Gatewatch
