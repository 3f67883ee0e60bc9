// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/notifier.h>

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QSystemTrayIcon>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

const QString serviceName = u"org.freedesktop.Notifications"_s;
const QString objectPath = u"/org/freedesktop/Notifications"_s;
/// Name of the desktop entry, and of the icon that the desktop looks up.
const QString applicationId = u"org.gatewatch.Gatewatch"_s;
/// A desktop that starts its notification service on demand may take some seconds; longer means nobody is there.
constexpr int answerWithinMs = 10'000;
constexpr int lastWordsWithinMs = 300;
constexpr int recoveryShownMs = 5000;
constexpr int untilDismissed = 0;
constexpr int asTheDesktopLikes = -1;
/// Notifications while nobody has answered yet; more would only be a pile of old news.
constexpr qsizetype mostWaiting = 20;

enum class Urgency : uchar { Low = 0, Normal = 1, Critical = 2 };

bool isAlarm(Notification::Kind kind)
{
    return kind == Notification::Kind::Down || kind == Notification::Kind::ManyDown;
}

QDBusMessage callOf(const QString& method, const QVariantList& arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(serviceName, objectPath, serviceName, method);
    call.setArguments(arguments);
    return call;
}

} // namespace

Notifier::Notifier(QObject* parent)
    : Notifier(QDBusConnection::sessionBus(), parent)
{
}

Notifier::Notifier(const QDBusConnection& bus, QObject* parent)
    : QObject(parent)
    , m_bus(bus)
{
    if (m_bus.isConnected())
        listen();
    else
        m_state = Service::Absent;
}

void Notifier::listen()
{
    // Without a sender in the rule: a rule with one makes Qt ask for its owner and wait. The slots compare the sender.
    m_bus.connect(
        {}, objectPath, serviceName, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint, QString, QDBusMessage)));
    m_bus.connect(
        {}, objectPath, serviceName, u"ActivationToken"_s, this, SLOT(activationToken(uint, QString, QDBusMessage)));
    m_bus.connect(
        {}, objectPath, serviceName, u"NotificationClosed"_s, this, SLOT(notificationClosed(uint, uint, QDBusMessage)));
    auto* watcher = new QDBusServiceWatcher(serviceName, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(
        watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
        [this](const QString&, const QString&, const QString& newOwner) {
            serviceWent();
            m_owner = newOwner;
            if (!newOwner.isEmpty() || !m_waiting.isEmpty())
                askCapabilities();
        });
    askCapabilities();
}

void Notifier::askCapabilities()
{
    m_state = Service::Asking;
    const quint64 generation = m_generation;
    auto* watcher =
        new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(u"GetCapabilities"_s, {}), answerWithinMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, generation](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        if (generation != m_generation)
            return;
        const QDBusPendingReply<QStringList> reply = *done;
        if (reply.isValid()) {
            m_owner = reply.reply().service();
            m_capabilities = reply.value();
            serviceCame();
        } else {
            m_state = Service::Absent;
            for (const Call& call : std::exchange(m_waiting, {}))
                fallBack(call);
        }
    });
}

void Notifier::serviceCame()
{
    m_state = Service::Present;
    for (const Call& call : std::exchange(m_waiting, {}))
        notify(call);
}

void Notifier::serviceWent()
{
    ++m_generation;
    m_state = Service::Absent;
    m_capabilities.clear();
    m_shown.clear(); // ids mean nothing to the next service
}

void Notifier::setFallback(QSystemTrayIcon* tray)
{
    if (m_tray)
        disconnect(m_tray, nullptr, this, nullptr);
    m_tray = tray;
    if (m_tray)
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] { emit openRequested(m_trayService, {}); });
}

void Notifier::show(const Notification& notification, const NotificationText& text)
{
    if (notification.isUpdate && !isTold(notification.service))
        return;
    gather(notification.services);
    const Call call{notification, text};
    if (m_state == Service::Present) {
        notify(call);
        return;
    }
    if (!m_bus.isConnected()) {
        fallBack(call);
        return;
    }
    m_waiting.removeIf([&](const Call& other) { return other.notification.service == notification.service; });
    if (m_waiting.size() < mostWaiting)
        m_waiting.append(call);
    if (m_state == Service::Absent)
        askCapabilities(); // one that has left the bus, or was not there at first, may be started by being asked
}

bool Notifier::isTold(const ServiceId& service) const
{
    return m_shown.contains(service)
        || std::ranges::any_of(m_waiting, [&](const Call& call) { return call.notification.service == service; });
}

/// One message for many takes the place of those that were told before it became clear that it is many.
void Notifier::gather(const QList<ServiceId>& services)
{
    for (const ServiceId& service : services) {
        const auto shown = m_shown.constFind(service);
        const bool hasPlace = shown != m_shown.cend() && shown->id != 0 && !shown->asked;
        if (hasPlace && !m_shown.contains(ServiceId()))
            m_shown.insert(ServiceId(), m_shown.take(service));
        withdraw(service);
    }
}

void Notifier::notify(const Call& call)
{
    const ServiceId service = call.notification.service;
    Shown& shown = m_shown[service];
    shown.closing = false;
    if (shown.asked) { // its id is not known yet, so this one could not replace it
        shown.next = call;
        return;
    }
    shown.asked = true;
    const quint64 generation = m_generation;
    const QDBusMessage message = callOf(u"Notify"_s, argumentsOf(call, shown.id));
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, answerWithinMs), this);
    connect(
        watcher, &QDBusPendingCallWatcher::finished, this,
        [this, generation, service, call](QDBusPendingCallWatcher* done) {
            done->deleteLater();
            const QDBusPendingReply<uint> reply = *done;
            if (!reply.isValid())
                fallBack(call);
            if (generation == m_generation)
                answered(service, reply.isValid() ? reply.value() : 0);
        });
}

void Notifier::answered(const ServiceId& service, uint id)
{
    const auto found = m_shown.find(service);
    if (found == m_shown.end())
        return;
    found->asked = false;
    found->id = id;
    if (const auto next = std::exchange(found->next, std::nullopt)) {
        notify(*next);
        return;
    }
    if (!found->closing && id != 0)
        return;
    m_shown.erase(found);
    if (id != 0)
        close(id);
}

void Notifier::close(uint id)
{
    m_bus.asyncCall(callOf(u"CloseNotification"_s, {id}), answerWithinMs);
}

void Notifier::withdraw(const ServiceId& service)
{
    m_waiting.removeIf([&](const Call& call) { return call.notification.service == service; });
    const auto found = m_shown.find(service);
    if (found == m_shown.end())
        return;
    if (found->asked) {
        found->closing = true;
        found->next.reset();
        return;
    }
    const uint id = found->id;
    m_shown.erase(found);
    close(id);
}

void Notifier::withdrawAll()
{
    m_waiting.clear();
    const QList<ServiceId> services = m_shown.keys();
    for (const ServiceId& service : services)
        withdraw(service);
    if (m_state != Service::Present || services.isEmpty())
        return;
    // A program that ends at once may take what it has just sent with it. One answer behind them all is enough.
    m_bus.call(callOf(u"GetCapabilities"_s, {}), QDBus::Block, lastWordsWithinMs);
}

void Notifier::fallBack(const Call& call)
{
    if (!m_tray || !m_tray->isVisible() || !QSystemTrayIcon::supportsMessages()) {
        emit unavailable();
        return;
    }
    m_trayService = call.notification.service;
    const auto icon = isAlarm(call.notification.kind) ? QSystemTrayIcon::Critical : QSystemTrayIcon::Information;
    m_tray->showMessage(call.text.summary, call.text.body, icon);
}

QVariantList Notifier::argumentsOf(const Call& call, uint replaces) const
{
    const Notification::Kind kind = call.notification.kind;
    QString body = call.text.body;
    if (m_capabilities.contains(u"body-markup"_s))
        body = body.toHtmlEscaped();

    QStringList actions;
    if (m_capabilities.contains(u"actions"_s)) {
        actions << u"default"_s << tr("Open");
        if (kind == Notification::Kind::Down)
            actions << u"troubleshoot"_s << tr("Troubleshoot") << u"mute"_s << tr("Mute 1 h");
    }

    QVariantMap hints;
    // A byte by the specification; an int is ignored by some desktops.
    hints[u"urgency"_s] = QVariant::fromValue(static_cast<uchar>(isAlarm(kind) ? Urgency::Critical : Urgency::Normal));
    hints[u"desktop-entry"_s] = applicationId;
    hints[u"category"_s] = isAlarm(kind) ? u"network.error"_s : u"network"_s;
    if (call.notification.isUpdate)
        hints[u"suppress-sound"_s] = true;
    int shownMs = untilDismissed;
    if (kind == Notification::Kind::Recovered) {
        hints[u"transient"_s] = true;
        shownMs = recoveryShownMs;
    } else if (kind == Notification::Kind::ReallyBack) {
        shownMs = asTheDesktopLikes;
    }
    return {u"Gatewatch"_s, replaces, applicationId, call.text.summary, body, actions, hints, shownMs};
}

std::optional<ServiceId> Notifier::serviceOf(uint id, const QDBusMessage& message) const
{
    if (!m_owner.isEmpty() && message.service() != m_owner)
        return std::nullopt;
    for (auto it = m_shown.cbegin(); it != m_shown.cend(); ++it) {
        if (it->id == id && id != 0)
            return it.key();
    }
    return std::nullopt; // another program's
}

void Notifier::activationToken(uint id, const QString& token, const QDBusMessage& message)
{
    if (const auto service = serviceOf(id, message))
        m_shown[*service].token = token;
}

void Notifier::actionInvoked(uint id, const QString& action, const QDBusMessage& message)
{
    const auto service = serviceOf(id, message);
    if (!service)
        return;
    const QString token = std::exchange(m_shown[*service].token, {});
    if (action == u"default")
        emit openRequested(*service, token);
    else if (action == u"troubleshoot")
        emit troubleshootRequested(*service, token);
    else if (action == u"mute") {
        withdraw(*service);
        emit muteRequested(*service);
    }
}

void Notifier::notificationClosed(uint id, uint /*reason*/, const QDBusMessage& message)
{
    const auto service = serviceOf(id, message);
    if (!service)
        return;
    Shown& shown = m_shown[*service];
    if (shown.asked)
        shown.id = 0;
    else
        m_shown.remove(*service);
}

} // namespace Gatewatch
