// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTemporaryDir>

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
    /// The one name server that is asked from now on, by its numeric address, twice for a second each.
    static bool setNameServer(const QByteArray& address);

private:
    QTemporaryDir m_folder;
    QString m_error;
};

} // namespace Gatewatch
