// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <memory>

namespace Gatewatch {

/// Turns the first Ctrl-C (or another request to end: SIGTERM, SIGHUP) into a signal of the event loop; a second one
/// ends the program at once. What comes before the event loop runs is told as soon as it does. One at a time.
class Interrupt final : public QObject {
    Q_OBJECT
public:
    explicit Interrupt(QObject* parent = nullptr);
    ~Interrupt() override;

signals:
    /// `signal`: SIGINT for Ctrl-C, SIGTERM or SIGHUP where the session or the system ends.
    void interrupted(int signal);

private:
    int m_ends[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace Gatewatch
