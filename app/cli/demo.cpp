// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <engine/demo/fleet.h>

#include <QSocketNotifier>

#include <sys/stat.h>
#include <unistd.h>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

bool standardInputIsPipe()
{
    struct stat facts = {};
    return fstat(STDIN_FILENO, &facts) == 0 && (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode));
}

class DemoJob final : public QObject {
public:
    /// False when the servers could not be started.
    bool start(const Console& console)
    {
        if (!m_fleet.start())
            return false;
        console.jsonLine(m_fleet.describe());
        console.note(u"The demo runs on this computer only. Ctrl-C stops it."_s);
        // Whoever started the demo through a pipe has gone when the pipe is closed.
        if (standardInputIsPipe()) {
            m_input = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
            connect(m_input.get(), &QSocketNotifier::activated, this, [this] { readInput(); });
        }
        return true;
    }
    [[nodiscard]] QString errorString() const { return m_fleet.errorString(); }

private:
    void readInput()
    {
        char ignored[256];
        if (::read(STDIN_FILENO, ignored, sizeof ignored) > 0)
            return;
        m_input->setEnabled(false);
        finish(AllIsWell);
    }

    DemoFleet m_fleet;
    std::unique_ptr<QSocketNotifier> m_input;
};

} // namespace

Started runDemo(const Invocation& invocation)
{
    auto job = std::make_unique<DemoJob>();
    if (!job->start(invocation.console)) {
        invocation.console.note(u"gatewatch-cli: the demo could not be started: "_s + job->errorString());
        return CouldNotTell;
    }
    return job;
}

} // namespace Gatewatch::Cli
