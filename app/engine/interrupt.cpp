// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/interrupt.h>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace Gatewatch {

namespace {

// A signal handler may do next to nothing: it writes which signal it was into a pipe that the event loop reads.
volatile sig_atomic_t writingEnd = -1;

void onSignal(int number)
{
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = ::write(writingEnd, &byte, 1);
}

void handle(int number, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND); // the second one takes its usual effect
    sigaction(number, &action, nullptr);
}

} // namespace

Interrupt::Interrupt(QObject* parent)
    : QObject(parent)
{
    if (pipe(m_ends) != 0)
        return;
    for (const int end : m_ends) { // pipe2() is not everywhere
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
    writingEnd = m_ends[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_ends[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        char number = SIGTERM;
        [[maybe_unused]] const ssize_t count = ::read(m_ends[0], &number, 1);
        emit interrupted(number);
    });
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        handle(number, onSignal);
}

Interrupt::~Interrupt()
{
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        handle(number, SIG_DFL);
    writingEnd = -1;
    m_notifier.reset();
    for (const int end : m_ends) {
        if (end >= 0)
            close(end);
    }
}

} // namespace Gatewatch
