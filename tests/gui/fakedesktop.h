// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/fakenotifications.h>

#include <QDBusConnection>

namespace Gatewatch {

/// A notification service on a connection of its own, as another program would be. Gone from the bus when destroyed.
class FakeDesktop {
public:
    explicit FakeDesktop(
        const QStringList& capabilities =
            {QStringLiteral("actions"), QStringLiteral("body"), QStringLiteral("body-markup")})
        : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("fake")))
    {
        fake.capabilities = capabilities;
        ok = m_bus.registerObject(path(), &fake, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals)
            && m_bus.registerService(name());
    }
    ~FakeDesktop()
    {
        m_bus.unregisterService(name());
        m_bus.unregisterObject(path());
        QDBusConnection::disconnectFromBus(QStringLiteral("fake"));
    }
    Q_DISABLE_COPY_MOVE(FakeDesktop)

    FakeNotifications fake;
    bool ok = false;

private:
    static QString name() { return QStringLiteral("org.freedesktop.Notifications"); }
    static QString path() { return QStringLiteral("/org/freedesktop/Notifications"); }

    QDBusConnection m_bus;
};

} // namespace Gatewatch
