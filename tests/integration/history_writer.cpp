// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: history_writer FILE FIRST_BATCH BASE_MS. Appends batches until it is killed; prints the number of a batch once
// it is stored. The batch is the first phase of its samples.
#include <engine/history/history.h>

#include <QCoreApplication>

#include <cstdio>

using namespace Gatewatch;

namespace {

QList<Sample> batchOf(int number, TimePoint base)
{
    QList<Sample> batch;
    for (int i = 0; i < 40; ++i) {
        Sample sample;
        sample.check = {QStringLiteral("writer"), QString::number(i % 4)};
        sample.at = base + Millis((number * 10 + i / 4) * 100);
        sample.outcome = Outcome::Up;
        sample.phases.resolve = Micros(number);
        sample.total = Micros(1000 + i);
        batch.append(sample);
    }
    return batch;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 4)
        return 2;
    History history(arguments[1]);
    const auto refuse = [](History::Problem problem, const QString& detail) {
        if (problem == History::Problem::None)
            return;
        std::fprintf(stderr, "problem %d: %s\n", static_cast<int>(problem), qPrintable(detail));
        std::exit(3);
    };
    QObject::connect(&history, &History::opened, &history, refuse);
    QObject::connect(&history, &History::failed, &history, refuse);
    history.open();
    const TimePoint base{Millis(arguments[3].toLongLong())};
    for (int number = arguments[2].toInt();; ++number) {
        history.append(batchOf(number, base));
        std::printf("%d\n", number);
        std::fflush(stdout);
        if (number % 3 == 0)
            history.maintain(); // so that some are killed while rolling up
    }
}
