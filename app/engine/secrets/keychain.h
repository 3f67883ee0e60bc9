// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/secrets/secret.h>

#include <QObject>

#include <functional>
#include <memory>

namespace Gatewatch {

/// A keychain of the operating system. Nothing here waits: the answers come as calls from the event loop, on the thread
/// of the caller, and none comes once `context` is gone. One thread of the process uses it, always the same:
/// QtKeychain's queue of jobs belongs to the first that asks.
///
/// The real one is a module that is loaded when the first secret is needed, so that gatewatch-cli neither links D-Bus
/// nor needs it to start.
class Keychain {
public:
    enum class Answer { Done, NotFound, Locked, Absent, Failed };
    enum class State { Open, Locked, Absent, Unknown }; ///< Unknown: this kind of keychain does not tell
    using ReadDone = std::function<void(Answer answer, Secret value)>;
    using Done = std::function<void(Answer answer)>;

    Keychain() = default;
    virtual ~Keychain() = default;
    Q_DISABLE_COPY_MOVE(Keychain)

    /// May make the desktop ask the user to unlock.
    virtual void read(QObject* context, const QString& entry, ReadDone done) = 0;
    virtual void write(QObject* context, const QString& entry, const Secret& value, Done done) = 0;
    /// Done as well when there was no such entry.
    virtual void remove(QObject* context, const QString& entry, Done done) = 0;
    /// Never makes the desktop ask anything.
    virtual void askState(QObject* context, std::function<void(State)> done) = 0;
};

/// The keychain of this session; null where no session bus or no module is there.
std::shared_ptr<Keychain> systemKeychain();

} // namespace Gatewatch

#define GATEWATCH_KEYCHAIN_IID "org.gatewatch.Keychain/1"
Q_DECLARE_INTERFACE(Gatewatch::Keychain, GATEWATCH_KEYCHAIN_IID)
