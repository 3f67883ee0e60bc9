// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace Gatewatch {

/// What a program asked to be shown.
struct NotifyCall {
    QString appName;
    uint replaces = 0;
    QString icon;
    QString summary;
    QString body;
    QStringList actions;
    QVariantMap hints;
    int expire = 0;
    uint id = 0; ///< what it was answered
};

/// A notification service that shows nothing and remembers everything. Register it at /org/freedesktop/Notifications
/// with its slots and signals, on a connection of its own.
class FakeNotifications final : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    using QObject::QObject;
    QStringList capabilities{
        QStringLiteral("actions"), QStringLiteral("body"), QStringLiteral("body-markup"),
        QStringLiteral("persistence")};
    QList<NotifyCall> calls;
    QList<uint> closed;

public slots:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(
        const QString& appName, uint replaces, const QString& icon, const QString& summary, const QString& body,
        const QStringList& actions, const QVariantMap& hints, int expire)
    {
        const uint id = replaces != 0 ? replaces : ++m_last;
        calls.append({appName, replaces, icon, summary, body, actions, hints, expire, id});
        return id;
    }
    void CloseNotification(uint id)
    {
        closed.append(id);
        emit NotificationClosed(id, 3);
    }

signals:
    void ActionInvoked(uint id, const QString& action);
    void ActivationToken(uint id, const QString& token);
    void NotificationClosed(uint id, uint reason);

private:
    uint m_last = 40;
};

} // namespace Gatewatch
