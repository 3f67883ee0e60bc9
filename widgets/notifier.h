// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/notificationtext.h>

#include <QDBusConnection>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>

class QDBusMessage;
class QSystemTrayIcon;

namespace Gatewatch {

/// Shows notifications over org.freedesktop.Notifications (specifications.freedesktop.org/notification-spec 1.2), one
/// per service: a recovery replaces its alarm. Never waits for the bus. Where nobody shows notifications, the tray icon
/// does; where there is none either, unavailable() says so and the event list of the window remains.
class Notifier final : public QObject {
    Q_OBJECT
public:
    explicit Notifier(QObject* parent = nullptr);
    explicit Notifier(const QDBusConnection& bus, QObject* parent = nullptr);

    /// Who shows the message when the desktop has no notification service; may be null, may be deleted at any time.
    void setFallback(QSystemTrayIcon* tray);
    /// An update changes what is shown without a sound, and is dropped where that was dismissed.
    void show(const Notification& notification, const NotificationText& text);
    /// Closes what is shown of this service: it was muted, removed, or is no longer true. Empty: the one of many
    /// services.
    void withdraw(const ServiceId& service);
    /// Closes everything, for the end of the program: nobody would answer the buttons or take an alarm back. Waits
    /// until the service has heard it, but at most 0.3 s.
    void withdrawAll();

signals:
    /// `token` is the desktop's leave to raise a window (xdg-activation); empty on X11 and older desktops.
    /// `service` is empty for a notification about many.
    void openRequested(const Gatewatch::ServiceId& service, const QString& token);
    void troubleshootRequested(const Gatewatch::ServiceId& service, const QString& token);
    /// "Mute 1 h" was pressed; its notification is already withdrawn.
    void muteRequested(const Gatewatch::ServiceId& service);
    /// A notification could not be shown by anybody.
    void unavailable();

private slots:
    void actionInvoked(uint id, const QString& action, const QDBusMessage& message);
    void activationToken(uint id, const QString& token, const QDBusMessage& message);
    void notificationClosed(uint id, uint reason, const QDBusMessage& message);

private:
    struct Call {
        Notification notification;
        NotificationText text;
    };
    /// What is on the screen of one service.
    struct Shown {
        uint id = 0; ///< given by the desktop; 0 while it was not told yet
        bool asked = false; ///< a Notify is on its way
        bool closing = false; ///< close it as soon as the id is known
        std::optional<Call> next; ///< the newest that came meanwhile
        QString token;
    };
    enum class Service { Asking, Present, Absent };

    void listen();
    void askCapabilities();
    void serviceCame();
    void serviceWent();
    [[nodiscard]] bool isTold(const ServiceId& service) const;
    void gather(const QList<ServiceId>& services);
    void notify(const Call& call);
    void answered(const ServiceId& service, uint id);
    void close(uint id);
    void fallBack(const Call& call);
    [[nodiscard]] QVariantList argumentsOf(const Call& call, uint replaces) const;
    [[nodiscard]] std::optional<ServiceId> serviceOf(uint id, const QDBusMessage& message) const;

    QDBusConnection m_bus;
    Service m_state = Service::Asking;
    QString m_owner; ///< unique name of the notification service
    QStringList m_capabilities;
    QHash<ServiceId, Shown> m_shown;
    QList<Call> m_waiting; ///< until the service has answered
    QPointer<QSystemTrayIcon> m_tray;
    ServiceId m_trayService;
    quint64 m_generation = 0; ///< answers of a service that went away are dropped
};

} // namespace Gatewatch
