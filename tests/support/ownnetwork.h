// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

namespace Gatewatch {

/// A network that only this process sees: loopback alone, its own addresses and routes, and a resolver of its own.
/// "both.test" is 2001:db8::7 and 127.0.0.1 there.
class OwnNetwork final {
public:
    /// Moves the process there; call it in main(), before there is any thread. See error().
    OwnNetwork();
    /// Why there is no such network; empty when there is.
    [[nodiscard]] QString error() const { return m_error; }
    /// Runs `ip` or another tool in it, given as one line; true when it succeeded.
    static bool run(const QString& command);

private:
    QTemporaryDir m_folder;
    QString m_error;
};

/// A name server on 127.0.0.1 port 53 that answers by the first label of the name: "nxdomain", "empty", "servfail" and
/// "refused" are what they say, everything else is silence.
class HostileResolver final {
public:
    HostileResolver();
    ~HostileResolver();
    HostileResolver(const HostileResolver&) = delete;
    HostileResolver& operator=(const HostileResolver&) = delete;
    [[nodiscard]] bool listens() const { return m_socket >= 0; }

private:
    int m_socket;
    std::atomic<bool> m_ends = false;
    std::thread m_thread;
};

} // namespace Gatewatch
