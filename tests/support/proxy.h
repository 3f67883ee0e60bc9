// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace Gatewatch {

/// A real forward proxy on a free port of 127.0.0.1: tinyproxy for HTTP, microsocks for SOCKS 5. Both ask for the user
/// "me" with the password "canarypass". Ends with the object.
class TestProxy final {
public:
    enum class Kind { Http, Socks };

    explicit TestProxy(Kind kind);
    ~TestProxy();
    Q_DISABLE_COPY_MOVE(TestProxy)

    /// Whether its program is there; if not, the test is skipped, saying so.
    [[nodiscard]] bool isInstalled() const;
    /// Waits at most 5 s until it accepts connections.
    bool start();
    /// As a check names it, without the password.
    [[nodiscard]] QString url() const;

private:
    [[nodiscard]] QString program() const;

    Kind m_kind;
    quint16 m_port;
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace Gatewatch
