// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSocketNotifier>

#include <memory>
#include <termios.h>

namespace Gatewatch::Cli {

/// Reads a secret from standard input: a line that is typed on a terminal, where it is not shown, or all that a pipe or
/// file holds, without the line end behind it. Deleting it gives the terminal its echo back.
class SecretInput final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype mostBytes = 64 * 1024;

    explicit SecretInput(QObject* parent = nullptr);
    ~SecretInput() override;
    [[nodiscard]] bool isTerminal() const { return m_echo != nullptr; }

signals:
    /// Once; at most mostBytes + 1 bytes, so that too much can be told from just enough.
    void entered(const QByteArray& value);

private:
    void readMore();
    void end();

    std::unique_ptr<termios> m_echo; ///< as it was; null when it is no terminal
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_value;
};

} // namespace Gatewatch::Cli
