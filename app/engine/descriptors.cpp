// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/descriptors.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace Gatewatch {

namespace {
constexpr rlim_t enough = 16384; // a million would make programs slow that close all of them
constexpr int neededByAProbe = 8;
} // namespace

void raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough)
        return;
    limit.rlim_cur = std::min(enough, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit); // where it is refused, fewer sockets have to do
}

bool descriptorsLeft()
{
    std::array<int, neededByAProbe> ends{};
    ends.fill(-1);
    if (pipe(ends.data()) != 0)
        return false;
    // Copies of an end of a pipe cost nothing and need no file that might not be there.
    for (auto end = ends.begin() + 2; end != ends.end(); ++end)
        *end = dup(ends[0]);
    const bool left = std::ranges::count(ends, -1) == 0;
    for (const int end : ends) {
        if (end >= 0)
            close(end);
    }
    return left;
}

bool highestDescriptorsFree()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < neededByAProbe)
        return false;
    const int end = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<int>::max()));
    for (int number = end - neededByAProbe; number < end; ++number) {
        if (fcntl(number, F_GETFD) != -1)
            return false;
    }
    return true;
}

QString lackOf(int error)
{
    switch (error) {
    case EMFILE:
        return QStringLiteral("this program has too many files and connections open");
    case ENFILE:
        return QStringLiteral("this computer has too many files and connections open");
    case ENOBUFS:
    case ENOMEM:
        return QStringLiteral("this computer is short of memory");
    default:
        return {};
    }
}

QString lackOfDescriptors()
{
    return descriptorsLeft() ? QString() : lackOf(EMFILE);
}

QString lackBeforeProbe()
{
    return highestDescriptorsFree() ? QString() : lackOfDescriptors();
}

} // namespace Gatewatch
