// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/farnetwork.h>

#include <support/ownnetwork.h>

#include <QFileInfo>
#include <QTest>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>

namespace Gatewatch {
namespace {

QString networkOf(qint64 process)
{
    return QStringLiteral("/proc/%1/ns/net").arg(process);
}

bool runAll(const QStringList& commands)
{
    return std::ranges::all_of(commands, &OwnNetwork::run);
}

} // namespace

FarNetwork::FarNetwork()
    : m_home(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC))
{
    m_keeper.start(
        QStringLiteral("unshare"), {QStringLiteral("--net"), QStringLiteral("sleep"), QStringLiteral("600")});
    const auto moved = [&] {
        const QString theirs = QFile::symLinkTarget(networkOf(m_keeper.processId()));
        return !theirs.isEmpty()
            && QFileInfo(theirs).fileName() != QFileInfo(QFile::symLinkTarget(networkOf(getpid()))).fileName();
    };
    if (!m_keeper.waitForStarted() || !QTest::qWaitFor(moved)) {
        m_error = QStringLiteral("this system allows no second network");
        return;
    }
    m_far = open(networkOf(m_keeper.processId()).toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC);
    if (!join())
        m_error = QStringLiteral("two networks cannot be joined with ip");
}

FarNetwork::~FarNetwork()
{
    m_keeper.kill();
    m_keeper.waitForFinished();
    for (const int each : {m_home, m_far}) {
        if (each >= 0)
            close(each);
    }
}

bool FarNetwork::join()
{
    if (!runAll(
            {QStringLiteral("ip link add home type veth peer name far netns %1").arg(m_keeper.processId()),
             QStringLiteral("ip address add 192.168.77.2/24 dev home")}))
        return false;
    bool joined = false;
    there([&] {
        QStringList commands{
            QStringLiteral("ip link set lo up"),
            QStringLiteral("ip address add %1/24 dev far").arg(QLatin1StringView(router)),
            QStringLiteral("ip link set far up")};
        for (int host = 1; host < 100; ++host)
            commands.append(QStringLiteral("ip address add 198.51.100.%1/32 dev lo").arg(host));
        joined = runAll(commands);
    });
    setPlugged(true);
    return joined;
}

void FarNetwork::there(const std::function<void()>& action) const
{
    setns(m_far, CLONE_NEWNET);
    action();
    setns(m_home, CLONE_NEWNET);
}

void FarNetwork::setPlugged(bool plugged)
{
    OwnNetwork::run(QStringLiteral("ip link set home %1").arg(plugged ? QStringLiteral("up") : QStringLiteral("down")));
    if (plugged)
        OwnNetwork::run(QStringLiteral("ip route replace default via %1").arg(QLatin1StringView(router)));
}

/// To a card that nobody has.
void FarNetwork::setSilent(bool silent)
{
    there([&] {
        OwnNetwork::run(
            silent ? QStringLiteral("ip neigh replace 192.168.77.2 lladdr 02:00:00:00:00:99 dev far nud permanent")
                   : QStringLiteral("ip neigh del 192.168.77.2 dev far"));
    });
}

} // namespace Gatewatch
