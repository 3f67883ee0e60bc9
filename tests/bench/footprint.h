// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QDir>
#include <QFile>
#include <QTimer>

#include <cstdio>

namespace Gatewatch {

/// What this process holds just now; a soak compares two of them.
struct Footprint {
    double megabytes = 0; ///< of memory that is resident
    qsizetype descriptors = 0;
    qsizetype threads = 0;
    qsizetype timers = 0; ///< that run, below `root` and of QTimer::singleShot()

    static Footprint now(const QObject& root)
    {
        const auto entries = [](const char* folder) {
            return QDir(QString::fromLatin1(folder))
                .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System)
                .size();
        };
        QFile memory(QStringLiteral("/proc/self/statm"));
        const QList<QByteArray> pages =
            memory.open(QIODevice::ReadOnly) ? memory.readAll().split(' ') : QList<QByteArray>();
        const auto* dispatcher = QAbstractEventDispatcher::instance();
        qsizetype timers = dispatcher->registeredTimers(const_cast<QObject*>(&root)).size();
        for (QObject* each : root.findChildren<QObject*>() + dispatcher->findChildren<QObject*>())
            timers += dispatcher->registeredTimers(each).size();
        return {
            static_cast<double>(pages.value(1).toLongLong()) * 4096 / 1e6, entries("/proc/self/fd"),
            entries("/proc/self/task"), timers};
    }

    /// Onto the end of a line.
    void print() const
    {
        std::printf(
            "%8.1f MB %5lld descriptors %5lld threads %5lld timers\n", megabytes, static_cast<long long>(descriptors),
            static_cast<long long>(threads), static_cast<long long>(timers));
        std::fflush(stdout);
    }
    /// A tenth and a megabyte more memory are the scatter of the allocator; nothing else may be more.
    [[nodiscard]] bool isWithin(const Footprint& earlier) const
    {
        return megabytes < earlier.megabytes * 1.1 + 1 && descriptors <= earlier.descriptors
            && threads <= earlier.threads && timers <= earlier.timers;
    }
};

} // namespace Gatewatch
