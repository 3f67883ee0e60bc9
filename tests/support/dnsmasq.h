// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QStringList>

namespace Gatewatch {

/// A real name server (dnsmasq) on a free port of 127.0.0.1, which knows the records of its options and asks nobody
/// else: unknown names below "test" do not exist, all others are refused. Ends with the object.
class TestDnsmasq final {
public:
    TestDnsmasq() = default;
    ~TestDnsmasq();
    Q_DISABLE_COPY_MOVE(TestDnsmasq)

    /// The program's path; empty when it is not installed (then the test is skipped, saying so).
    static QString program();
    /// `records` as dnsmasq's options, e.g. "--host-record=www.test,192.0.2.7". Waits at most 5 s until it answers.
    bool start(const QStringList& records);
    [[nodiscard]] QString server() const { return QStringLiteral("127.0.0.1:%1").arg(m_port); }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace Gatewatch
