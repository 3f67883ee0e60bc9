// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace Gatewatch {

/// What a run of the command line left behind.
struct CliResult {
    int exitCode = -1; ///< -1 when it did not end by itself
    QByteArray out;
    QByteArray err;
    Millis took{0};
    [[nodiscard]] QJsonObject json() const;
};

/// The real program as a process: a home folder of its own, with a configuration that lets it contact nobody but whom
/// it is told to, no display, no session bus, no proxy. The event loop of the test goes on while it waits, so servers
/// of the test can answer.
class CliProcess {
public:
    explicit CliProcess(QString program);

    /// The configuration that is read where none is named.
    [[nodiscard]] QString usualConfig() const;
    void start(const QStringList& arguments);
    [[nodiscard]] QProcess& process() { return m_process; }
    /// Ends in time, or is killed.
    CliResult wait(Millis limit);
    CliResult run(const QStringList& arguments, Millis limit = Millis(10000));
    /// A path in the folder that is thrown away.
    [[nodiscard]] QString path(const QString& name) const { return m_home.filePath(name); }
    /// Writes a file there and returns its path.
    QString write(const QString& name, const QByteArray& bytes) const;

private:
    QString m_program;
    QTemporaryDir m_home;
    QProcess m_process;
    std::chrono::steady_clock::time_point m_started;
};

} // namespace Gatewatch
