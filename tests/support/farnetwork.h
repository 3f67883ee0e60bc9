// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

#include <functional>

namespace Gatewatch {

/// The internet of an OwnNetwork: another network at the far end of a cable. Home has the address 192.168.77.2 and
/// sends everything to the router 192.168.77.1, behind which 198.51.100.1 to 198.51.100.99 are.
class FarNetwork final {
public:
    static constexpr const char* router = "192.168.77.1";

    /// In an OwnNetwork that has no error.
    FarNetwork();
    ~FarNetwork();
    Q_DISABLE_COPY_MOVE(FarNetwork)

    /// Why there is no such network; empty when there is.
    [[nodiscard]] QString error() const { return m_error; }
    /// Does it over there: a socket that is opened then stays there.
    void there(const std::function<void()>& action) const;
    /// Takes the cable out, or puts it in again; the addresses go with it.
    void setPlugged(bool plugged);
    /// Whatever is sent back gets lost, while the cable and the addresses stay.
    void setSilent(bool silent);

private:
    bool join();

    int m_home = -1;
    int m_far = -1;
    QProcess m_keeper; ///< a network lives as long as a process is in it
    QString m_error;
};

} // namespace Gatewatch
