// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/ownnetwork.h>

#include <QCoreApplication>
#include <QTest>

#include <cstdio>

namespace Gatewatch {

/// The whole main() of a test that runs in an OwnNetwork. Where there can be none it ends with 77, which ctest takes
/// for skipped.
template <typename Test>
int runInOwnNetwork(int argc, char* argv[])
{
    const OwnNetwork own; // before there is any thread
    if (!own.error().isEmpty()) {
        std::printf("skipped: %s\n", qPrintable(own.error()));
        return 77;
    }
    QCoreApplication application(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace Gatewatch
