// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/system/systembus.h>

#include <engine/monitor/engine.h>
#include <engine/system/systemwatch.h>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QDBusVariant>

namespace Gatewatch {
namespace {

using namespace Qt::StringLiterals;

const auto managerService = u"org.freedesktop.NetworkManager"_s;
const auto managerPath = u"/org/freedesktop/NetworkManager"_s;
const auto properties = u"org.freedesktop.DBus.Properties"_s;

/// NMMetered of libnm: 1 yes, 3 probably; 0 unknown, 2 no, 4 probably not.
bool isMetered(uint value)
{
    return value == 1 || value == 3;
}

class SystemBus final : public QObject {
    Q_OBJECT
public:
    explicit SystemBus(SystemWatch& watch)
        : QObject(&watch)
        , m_watch(watch)
        , m_bus(QDBusConnection::systemBus())
        , m_manager(managerService, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this)
    {
        if (!m_bus.isConnected())
            return;
        // D-Bus signals can be connected by name only.
        m_bus.connect(
            u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s, u"org.freedesktop.login1.Manager"_s,
            u"PrepareForSleep"_s, &m_watch, SLOT(prepareForSleep(bool)));
        m_bus.connect(
            managerService, managerPath, properties, u"PropertiesChanged"_s, this,
            SLOT(takeProperties(QString, QVariantMap, QStringList)));
        connect(&m_manager, &QDBusServiceWatcher::serviceOwnerChanged, this, [this] { ask(); });
        ask();
    }

private slots:
    void takeProperties(const QString& interface, const QVariantMap& changed, const QStringList&)
    {
        const auto metered = changed.constFind(u"Metered"_s);
        if (interface != managerService)
            return;
        if (metered != changed.constEnd())
            m_watch.setMetered(isMetered(metered->toUInt()));
        if (changed.contains(u"Connectivity"_s))
            m_watch.suspectNetwork();
    }

private:
    /// A manager that is not there, or has no such property, says nothing about cost.
    void ask()
    {
        QDBusMessage call = QDBusMessage::createMethodCall(managerService, managerPath, properties, u"Get"_s);
        call.setArguments({managerService, u"Metered"_s});
        call.setAutoStartService(false);
        auto* answer = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
        connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
            answer->deleteLater();
            const QDBusPendingReply<QDBusVariant> reply = *answer;
            m_watch.setMetered(reply.isValid() && isMetered(reply.value().variant().toUInt()));
        });
    }

    SystemWatch& m_watch;
    QDBusConnection m_bus;
    QDBusServiceWatcher m_manager;
};

} // namespace

void listenToSystemBus(Engine& engine)
{
    SystemWatch* watch = &engine.systemWatch();
    // A child of the watch, made on the watch's thread: it hears there and ends with it.
    QMetaObject::invokeMethod(watch, [watch] { new SystemBus(*watch); });
}

} // namespace Gatewatch

#include "systembus.moc"
