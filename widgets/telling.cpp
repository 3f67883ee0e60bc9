// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/telling.h>

#include <widgets/notifier.h>
#include <widgets/servicedelegate.h>
#include <widgets/session.h>

#include <QDateTime>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {
constexpr Millis updateEvery{1000};
} // namespace

Telling::Telling(Session& session, const ServiceModel& model, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_model(model)
    , m_notifier(new Notifier(this))
{
    if (session.backend()) {
        connect(&session.backend()->engine(), &Engine::commonCauseFound, this, &Telling::takeCause);
        connect(&session.backend()->engine(), &Engine::stateChanged, this, &Telling::takeChange);
    }
    connect(&session, &Session::muteChanged, this, [this](const ServiceId& id) {
        if (const auto until = m_session.mutedUntil(id)) {
            m_policy.mute(id, *until);
            m_notifier->withdraw(id);
        } else {
            m_policy.unmute(id);
        }
    });
    m_updateTimer.setSingleShot(true);
    connect(&m_updateTimer, &QTimer::timeout, this, [this] { tell(*m_update); });
    connect(m_notifier, &Notifier::openRequested, this, &Telling::openRequested);
    connect(m_notifier, &Notifier::troubleshootRequested, this, &Telling::troubleshootRequested);
    connect(m_notifier, &Notifier::muteRequested, this, [this](const ServiceId& id) {
        m_session.mute(id, std::chrono::hours(1));
    });

    connect(&model, &ServiceModel::countsChanged, this, &Telling::updateTray);
    connect(&model, &ServiceModel::modelReset, this, &Telling::updateTray);
    connect(&session, &Session::configChanged, this, &Telling::takeServices);
    connect(&m_tray, &TrayPresenter::openRequested, this, [this](const ServiceId& id) {
        emit openRequested(id, QString());
    });
    connect(&m_tray, &TrayPresenter::checkAllRequested, &session, [this] { m_session.checkNow(); });
    connect(&m_tray, &TrayPresenter::pauseRequested, &session, &Session::pause);
    connect(&m_tray, &TrayPresenter::resumeRequested, &session, &Session::resume);
    takeServices();
}

void Telling::takeServices()
{
    QSet<ServiceId> services;
    for (const Service& service : m_session.config().services)
        services << service.id;
    for (const ServiceId& gone : std::as_const(m_services) - services)
        m_notifier->withdraw(gone); // nobody can open or mute it any more
    m_services = services;
    updateTray();
}

void Telling::takeChange(const StateChange& change)
{
    const QDateTime local = QDateTime::currentDateTime();
    const bool together = m_policy.tellsTogether();
    const auto notification =
        m_policy.decide(change, m_session.config(), m_session.now(), local.time(), local.date().dayOfWeek());
    if (!notification) {
        // From Down a service may come back by way of Unknown; an alarm that is no longer true goes in any case.
        if (change.before == State::Down || change.after == State::Up || change.after == State::Slow)
            m_notifier->withdraw(change.service);
        if (together && !m_policy.tellsTogether()) {
            m_updateTimer.stop();
            m_notifier->withdraw({});
        }
        return;
    }
    if (notification->isUpdate)
        return tellSoon(*notification);
    if (notification->service.isEmpty())
        m_updateTimer.stop(); // this one says more
    tell(*notification);
}

/// A thousand that join the others one after the other are a few updates.
void Telling::tellSoon(const Notification& update)
{
    m_update = update;
    if (!m_updateTimer.isActive())
        m_updateTimer.start(updateEvery);
}

void Telling::tell(const Notification& notification)
{
    const auto nameOf = [this](const ServiceId& id) {
        const Service* service = m_session.config().find(id);
        return service ? service->name : id;
    };
    const std::optional<StatusReport> report = m_session.report(notification.service);
    show(notification, textOf(notification, nameOf, report ? &*report : nullptr, m_session.now()));
}

void Telling::tellReallyBack(const ServiceId& service, const QString& name)
{
    Notification notification;
    notification.kind = Notification::Kind::ReallyBack;
    notification.service = service;
    notification.change.service = service;
    notification.change.after = State::Up;
    notification.change.at = notification.change.since = m_session.now();
    const auto nameOf = [&name](const ServiceId&) { return name; };
    show(notification, textOf(notification, nameOf, nullptr, m_session.now()));
}

void Telling::tellTest()
{
    Notification notification;
    notification.kind = Notification::Kind::ReallyBack; // good news: not urgent, and nothing to troubleshoot
    show(notification, {tr("Gatewatch can reach you"), tr("This is what a notification looks like.")});
}

void Telling::setDemo(bool demo)
{
    m_demo = demo;
    m_tray.setDemo(demo);
}

void Telling::show(const Notification& notification, NotificationText text)
{
    if (m_demo)
        text.summary = tr("Demo: %1").arg(text.summary);
    m_notifier->show(notification, text);
}

void Telling::updateTray()
{
    QList<TrayService> services;
    for (int i = 0; i < m_model.rowCount(); ++i) {
        const ServiceRow& row = m_model.row(i);
        services << TrayService{row.id, row.name, row.state, ServiceDelegate::numberOf(row)};
    }
    m_tray.setServices(services);
    m_tray.setPaused(m_session.paused());
    m_notifier->setFallback(m_tray.icon());
}

} // namespace Gatewatch
