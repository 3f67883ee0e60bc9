// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/secrets/keychain.h>

#include <qt6keychain/keychain.h>

#include <QLibrary>

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
    using Make = std::function<QKeychain::Job*()>;
    using Ended = std::function<void(Answer, QKeychain::Job*)>; ///< the job only when it is done
    void start(const Make& make, QObject* context, const Ended& ended, bool again = true);
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

/// libsecret, which QtKeychain loads, keeps its session with a service that was restarted meanwhile ("The session does
/// not exist"), until it is told to drop it.
void forgetSession()
{
    QLibrary library(u"secret-1"_s, 0);
    if (const auto forget = reinterpret_cast<void (*)()>(library.resolve("secret_service_disconnect")))
        forget();
}

} // namespace

/// The job deletes itself after its end; with the context gone, nobody is told of that.
void QtKeychainModule::start(const Make& make, QObject* context, const Ended& ended, bool again)
{
    QKeychain::Job* job = make();
    connect(job, &QKeychain::Job::finished, context, [=, this](QKeychain::Job* over) {
        const QKeychain::Error error = over->error();
        if (error == QKeychain::NoError && !qobject_cast<QKeychain::DeletePasswordJob*>(over))
            return ended(Answer::Done, over);
        // Also after removing, which succeeds on a locked keyring without having removed anything.
        askState(context, [=, this](State state) {
            const bool nothingDone = error == QKeychain::NoError && state == State::Locked;
            const Answer answer = nothingDone ? Answer::Locked : answerOf(error, state);
            if (answer != Answer::Failed || !again)
                return ended(answer, nullptr);
            forgetSession();
            start(make, context, ended, false);
        });
    });
    job->start();
}

void QtKeychainModule::read(QObject* context, const QString& entry, ReadDone done)
{
    const auto make = [entry] {
        auto* job = new QKeychain::ReadPasswordJob(service());
        job->setKey(entry);
        return job;
    };
    start(make, context, [done](Answer answer, QKeychain::Job* job) {
        const auto* read = qobject_cast<QKeychain::ReadPasswordJob*>(job);
        done(answer, read ? Secret(read->binaryData()) : Secret());
    });
}

void QtKeychainModule::write(QObject* context, const QString& entry, const Secret& value, Done done)
{
    const auto make = [entry, kept = std::make_shared<Secret>(value.reveal())] {
        auto* job = new QKeychain::WritePasswordJob(service());
        job->setKey(entry);
        job->setTextData(QString::fromUtf8(kept->reveal())); // text, so that the desktop's own program can show it
        return job;
    };
    start(make, context, [done](Answer answer, QKeychain::Job*) { done(answer); });
}

void QtKeychainModule::remove(QObject* context, const QString& entry, Done done)
{
    const auto make = [entry] {
        auto* job = new QKeychain::DeletePasswordJob(service());
        job->setKey(entry);
        return job;
    };
    start(make, context, [done](Answer answer, QKeychain::Job*) { done(answer); });
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
