// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <engine/demo/fleet.h>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// The made-up services, until somebody interrupts.
class DemoJob final : public QObject {
public:
    /// False when the servers could not be started.
    bool start(const Console& console)
    {
        if (!m_fleet.start())
            return false;
        console.jsonLine(m_fleet.describe());
        console.note(u"The demo runs on this computer only. Ctrl-C stops it."_s);
        return true;
    }
    [[nodiscard]] QString errorString() const { return m_fleet.errorString(); }

private:
    DemoFleet m_fleet;
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
