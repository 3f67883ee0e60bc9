// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what the history costs: time per batch, bytes per row, time to read a year.
#include <engine/history/queries.h>
#include <engine/history/rollupjob.h>
#include <engine/history/schema.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

const TimePoint kStart = TimePoint(Millis(1'760'000'400'000));

CheckId checkOf(int number)
{
    return {QStringLiteral("service%1").arg(number), QStringLiteral("main")};
}

Sample sampleOf(const CheckId& check, TimePoint at, QRandomGenerator& random)
{
    Sample sample;
    sample.check = check;
    sample.at = at;
    sample.outcome = Outcome::Up;
    sample.status = 200;
    sample.network = QStringLiteral("0badcafe");
    sample.phases = {
        Micros(500 + random.bounded(3000)), Micros(12'000 + random.bounded(9000)),
        Micros(25'000 + random.bounded(15'000)), Micros(60'000 + random.bounded(90'000)),
        Micros(200 + random.bounded(2000))};
    for (const auto& phase :
         {sample.phases.resolve, sample.phases.connect, sample.phases.tls, sample.phases.wait, sample.phases.transfer})
        sample.total += *phase;
    sample.total += Micros(random.bounded(100));
    return sample;
}

void print(const char* what, double value, const char* unit)
{
    std::printf("%-52s %10.2f %s\n", what, value, unit);
}

double bytesPerRow(const Database& database, double before, const QString& table)
{
    const auto bytes = static_cast<double>(
        database.number(QStringLiteral("PRAGMA page_count")) * database.number(QStringLiteral("PRAGMA page_size")));
    return (bytes - before) / static_cast<double>(database.number(QStringLiteral("SELECT count(*) FROM ") + table));
}

/// 200 checks, one run each per batch, as the engine hands them over at an interval of 1 s.
bool append(Database& database, Endpoints& endpoints, int batches)
{
    QRandomGenerator random(1);
    QElapsedTimer clock;
    qint64 longest = 0;
    qint64 sum = 0;
    for (int number = 0; number < batches; ++number) {
        QList<Sample> batch;
        for (int i = 0; i < 200; ++i)
            batch.append(sampleOf(checkOf(i), kStart + 1s * number + 1ms * i, random));
        clock.start();
        if (database.begin() || insertSamples(database, endpoints, batch) || database.commit())
            return false;
        longest = std::max(longest, clock.nsecsElapsed());
        sum += clock.nsecsElapsed();
    }
    print("append 200 rows in one transaction, mean", static_cast<double>(sum) / batches / 1e6, "ms");
    print("append 200 rows in one transaction, longest", static_cast<double>(longest) / 1e6, "ms");
    print("bytes per sample, 200 checks interleaved", bytesPerRow(database, 0, QStringLiteral("sample")), "B");
    return true;
}

bool rollUp(Database& database, Endpoints& endpoints)
{
    QElapsedTimer clock;
    qint64 longest = 0;
    qint64 sum = 0;
    MaintenanceResult result{true, {}};
    while (result.more && !result.error) {
        clock.start();
        result = maintainSlice(database, endpoints, {}, kStart + 24h, 20ms);
        longest = std::max(longest, clock.nsecsElapsed());
        sum += clock.nsecsElapsed();
    }
    print("roll up all of them", static_cast<double>(sum) / 1e6, "ms");
    print("longest slice", static_cast<double>(longest) / 1e6, "ms");
    return !result.error;
}

bool readYear(Database& database, Endpoints& endpoints)
{
    constexpr int kQuarters = 35'040;
    QRandomGenerator random(2);
    const CheckId check{QStringLiteral("year"), QStringLiteral("main")};
    StoreError error;
    const double before = static_cast<double>(
        database.number(QStringLiteral("PRAGMA page_count")) * database.number(QStringLiteral("PRAGMA page_size")));
    const qint64 rows = database.number(QStringLiteral("SELECT count(*) FROM quarter"));
    if (database.begin() || !endpoints.findOrAdd(database, check, error))
        return false;
    const qint64 endpoint = endpoints.find(check)->number;
    for (int i = 0; i < kQuarters; ++i) {
        QList<Sample> samples;
        for (int run = 0; run < 15; ++run)
            samples.append(sampleOf(check, kStart + 15min * i + 1min * run, random));
        if (writeBucket(database, Level::Quarter, endpoint, bucketsOf(samples, 15min).first()))
            return false;
    }
    const TimePoint end = kStart + 15min * kQuarters;
    if (endpoints.setDone(database, check, end, end) || database.commit())
        return false;
    const double all = static_cast<double>(kQuarters + rows);
    print("bytes per quarter", bytesPerRow(database, before, QStringLiteral("quarter")) * all / kQuarters, "B");
    QElapsedTimer clock;
    clock.start();
    const Rows read = readRows(database, *endpoints.find(check), kStart, end, finenessFor(end - kStart, 1000), error);
    print("read a year of one check", static_cast<double>(clock.nsecsElapsed()) / 1e6, "ms");
    clock.start();
    const Series series = makeSeries(check, kStart, end, 1000, read.buckets, read.samples);
    print("make a chart of it", static_cast<double>(clock.nsecsElapsed()) / 1e6, "ms");
    return !error && !series.points.isEmpty();
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    Database database;
    Endpoints endpoints;
    const bool ok = !database.open(folder.filePath(QStringLiteral("bench.sqlite")), History::Mode::ReadWrite)
        && !migrate(database) && append(database, endpoints, 2000) && rollUp(database, endpoints)
        && readYear(database, endpoints);
    return ok ? 0 : 1;
}
