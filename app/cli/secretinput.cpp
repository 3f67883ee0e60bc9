// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/secretinput.h>

#include <cerrno>
#include <unistd.h>

namespace Gatewatch::Cli {

SecretInput::SecretInput(QObject* parent)
    : QObject(parent)
{
    termios settings = {};
    if (tcgetattr(STDIN_FILENO, &settings) == 0) {
        m_echo = std::make_unique<termios>(settings);
        settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings);
    }
    m_notifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { readMore(); });
}

SecretInput::~SecretInput()
{
    if (m_echo)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, m_echo.get());
}

void SecretInput::readMore()
{
    char bytes[4096];
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count > 0)
        m_value.append(bytes, count);
    // A terminal gives a line at a time; a pipe is read to its end.
    const bool line = isTerminal() && m_value.endsWith('\n');
    if (count <= 0 || line || m_value.size() > mostBytes)
        end();
}

void SecretInput::end()
{
    m_notifier->setEnabled(false);
    m_value.truncate(mostBytes + 1);
    for (const char each : {'\n', '\r'}) {
        if (m_value.endsWith(each))
            m_value.chop(1);
    }
    emit entered(std::exchange(m_value, {}));
}

} // namespace Gatewatch::Cli
