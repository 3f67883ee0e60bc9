// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/secrets/keychain.h>

#include <qt6keychain/keychain.h>

#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

namespace Gatewatch {

using namespace Qt::StringLiterals;

/// The keychain through QtKeychain: the Secret Service (GNOME Keyring, KWallet, KeePassXC), or what the system has.
/// Values are stored there or nowhere: the fallback to a plain file that QtKeychain offers stays off.
class QtKeychainModule final : public QObject, public Keychain {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID GATEWATCH_KEYCHAIN_IID)
    Q_INTERFACES(Gatewatch::Keychain)
public:
    void read(QObject* context, const QString& entry, ReadDone done) override;
    void write(QObject* context, const QString& entry, const Secret& value, Done done) override;
    void remove(QObject* context, const QString& entry, Done done) override;
    void askState(QObject* context, std::function<void(State)> done) override;

private:
    void start(QKeychain::Job* job, QObject* context, const QString& entry, Done done);
};

namespace {

QString service()
{
    return u"gatewatch"_s;
}

/// QtKeychain's errors say less than one would like: GNOME Keyring reads a locked entry as one that does not exist, and
/// an absent service is "other". What the service itself says of its state tells them apart.
Keychain::Answer answerOf(QKeychain::Error error, Keychain::State state)
{
    switch (error) {
    case QKeychain::NoError:
        return Keychain::Answer::Done;
    case QKeychain::EntryNotFound:
        return state == Keychain::State::Locked ? Keychain::Answer::Locked : Keychain::Answer::NotFound;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return Keychain::Answer::Locked;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return Keychain::Answer::Absent;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    switch (state) {
    case Keychain::State::Absent:
        return Keychain::Answer::Absent;
    case Keychain::State::Locked: // the prompt was dismissed
        return Keychain::Answer::Locked;
    case Keychain::State::Open:
    case Keychain::State::Unknown:
        break;
    }
    return Keychain::Answer::Failed;
}

} // namespace

/// The job deletes itself after its end; with the context gone, nobody is told of that.
void QtKeychainModule::start(QKeychain::Job* job, QObject* context, const QString& entry, Done done)
{
    job->setKey(entry);
    connect(job, &QKeychain::Job::finished, context, [this, context, done](QKeychain::Job* ended) {
        const QKeychain::Error error = ended->error();
        if (error == QKeychain::NoError && !qobject_cast<QKeychain::DeletePasswordJob*>(ended))
            return done(Answer::Done);
        // Also after removing, which succeeds on a locked keyring without having removed anything.
        askState(context, [error, done](State state) {
            const bool nothingDone = error == QKeychain::NoError && state == State::Locked;
            done(nothingDone ? Answer::Locked : answerOf(error, state));
        });
    });
    job->start();
}

void QtKeychainModule::read(QObject* context, const QString& entry, ReadDone done)
{
    auto* job = new QKeychain::ReadPasswordJob(service());
    // The job is gone by the time its failure is understood, but not yet when it succeeded.
    start(job, context, entry, [job, done](Answer answer) {
        done(answer, answer == Answer::Done ? Secret(job->binaryData()) : Secret());
    });
}

void QtKeychainModule::write(QObject* context, const QString& entry, const Secret& value, Done done)
{
    auto* job = new QKeychain::WritePasswordJob(service());
    job->setTextData(QString::fromUtf8(value.reveal())); // text, so that the desktop's own program can show it
    start(job, context, entry, std::move(done));
}

void QtKeychainModule::remove(QObject* context, const QString& entry, Done done)
{
    start(new QKeychain::DeletePasswordJob(service()), context, entry, std::move(done));
}

void QtKeychainModule::askState(QObject* context, std::function<void(State)> done)
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    // Secret Service API, "Collection": the property Locked of the one that entries are stored in.
    QDBusMessage call = QDBusMessage::createMethodCall(
        u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets/aliases/default"_s,
        u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    call << u"org.freedesktop.Secret.Collection"_s << u"Locked"_s;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), context);
    connect(watcher, &QDBusPendingCallWatcher::finished, context, [watcher, done] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            return done(reply.value().variant().toBool() ? State::Locked : State::Open);
        const QDBusError error = reply.error();
        const bool absent = error.type() == QDBusError::ServiceUnknown || error.type() == QDBusError::Disconnected
            || error.type() == QDBusError::NoServer || error.name().startsWith("org.freedesktop.DBus.Error.Spawn."_L1);
        done(absent ? State::Absent : State::Unknown);
    });
#else
    QMetaObject::invokeMethod(
        context, [done] { done(State::Unknown); }, Qt::QueuedConnection);
#endif
}

} // namespace Gatewatch

#include "qtkeychainmodule.moc"
