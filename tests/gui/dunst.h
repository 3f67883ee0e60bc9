// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QProcess>
#include <QStandardPaths>

namespace Gatewatch {

/// The real notification program, on the session bus and the screen of the test (own_desktop.sh dunst).
class Dunst final : public QObject {
public:
    static bool isHere()
    {
        return !QStandardPaths::findExecutable(QStringLiteral("dunst")).isEmpty()
            && !qEnvironmentVariableIsEmpty("DISPLAY");
    }
    bool start()
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        connect(&m_process, &QProcess::readyRead, this, [this] { m_printed += m_process.readAll(); });
        m_process.start(
            QStringLiteral("dunst"),
            {QStringLiteral("-conf"), QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/gui/dunstrc"),
             QStringLiteral("-print")});
        return m_process.waitForStarted();
    }
    void stop()
    {
        m_process.terminate();
        m_process.waitForFinished(5000);
    }
    [[nodiscard]] static bool answers()
    {
        return QDBusConnection::sessionBus().interface()->isServiceRegistered(
            QStringLiteral("org.freedesktop.Notifications"));
    }
    /// What it printed of the notifications that it was given.
    [[nodiscard]] const QByteArray& printed() const { return m_printed; }
    void forget() { m_printed.clear(); }
    static QByteArray control(const QStringList& arguments)
    {
        QProcess process;
        process.start(QStringLiteral("dunstctl"), arguments);
        return process.waitForFinished(5000) ? process.readAllStandardOutput().trimmed() : "no answer";
    }
    [[nodiscard]] static QByteArray displayed()
    {
        return control({QStringLiteral("count"), QStringLiteral("displayed")});
    }
    /// Opens the menu of actions, which picks Troubleshoot by itself (dunstrc).
    static void pressTroubleshoot() { control({QStringLiteral("context")}); }

private:
    QProcess m_process;
    QByteArray m_printed;
};

} // namespace Gatewatch
