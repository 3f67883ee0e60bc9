// SPDX-License-Identifier: GPL-3.0-or-later
// bench_soak [CHECKS]: ten million checks (or so many) through schedule, judge, board, incidents and history, as fast
// as they go. The clock is made up, the rules and the file are real. Prints what the process holds and the size of the
// file on the way; the exit status is 1 if what it holds grows after the first fifth.
#include <bench/footprint.h>
#include <core/incident.h>
#include <core/judge.h>
#include <core/schedule.h>
#include <core/serviceboard.h>
#include <engine/history/rollupjob.h>
#include <engine/history/schema.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdio>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

constexpr int services = 200;
constexpr Seconds interval = 10s;
const TimePoint firstMoment = TimePoint(Millis(1'760'000'400'000));

class Soak {
public:
    bool run(qint64 checks);

private:
    bool begin();
    void check(const CheckId& id);
    bool store();
    void report(double seconds) const;
    [[nodiscard]] TimePoint wall() const { return firstMoment + m_steady.time_since_epoch(); }

    QTemporaryDir m_folder;
    Database m_database;
    Endpoints m_endpoints;
    Schedule m_schedule;
    ServiceBoard m_board;
    IncidentBook m_incidents;
    QList<Sample> m_batch;
    QList<Incident> m_changed;
    SteadyPoint m_steady{};
    qint64 m_done = 0;
    qint64 m_stored = 0;
};

bool Soak::begin()
{
    QList<Service> watched;
    QList<ScheduledCheck> planned;
    for (int number = 0; number < services; ++number) {
        Service service;
        service.id = QStringLiteral("service%1").arg(number);
        Check check;
        check.id = QStringLiteral("main");
        check.interval = interval;
        HttpCheck http;
        http.url = QUrl(QStringLiteral("https://%1.test/").arg(service.id));
        check.how = http;
        service.endpoints = {check};
        planned.append({{service.id, check.id}, interval});
        watched.append(service);
    }
    m_schedule.set(planned, m_steady);
    m_board.setServices(watched, wall());
    return !m_database.open(m_folder.filePath(QStringLiteral("soak.sqlite")), History::Mode::ReadWrite)
        && !migrate(m_database);
}

/// One in a hundred stretches of a thousand checks answers 502, so that incidents open and close all the time.
void Soak::check(const CheckId& id)
{
    Exchange exchange;
    exchange.at = wall();
    ResponseHead head;
    head.status = m_done / 1000 % 100 == 7 ? 502 : 200;
    exchange.response = head;
    exchange.phases = {Micros(900), Micros(11'000), Micros(21'000), Micros(50'000 + m_done % 40'000), Micros(400)};
    exchange.total = Micros(83'300 + m_done % 40'000);
    const Sample sample = sampleOf(id, exchange, judge(exchange, {}));
    if (const auto change = m_board.fold(sample)) {
        if (const auto incident = m_incidents.fold(*change, {}))
            m_changed.append(*incident);
    }
    m_batch.append(sample);
    ++m_done;
}

bool Soak::store()
{
    if (m_database.begin() || insertSamples(m_database, m_endpoints, m_batch))
        return false;
    for (const Incident& incident : std::as_const(m_changed)) {
        if (upsertIncident(m_database, incident))
            return false;
    }
    m_stored += m_batch.size();
    m_batch.clear();
    m_changed.clear();
    m_board.takeChanged();
    m_board.age(wall());
    if (m_database.commit())
        return false;
    HistoryLimits limits;
    limits.rawDays = 1;
    MaintenanceResult result{true, {}};
    while (result.more && !result.error)
        result = maintainSlice(m_database, m_endpoints, limits, wall(), 20ms);
    return !result.error;
}

void Soak::report(double seconds) const
{
    const double file = static_cast<double>(QFileInfo(m_folder.filePath(QStringLiteral("soak.sqlite"))).size()) / 1e6;
    std::printf(
        "%10lld checks %8.1f s %8.2f µs each %8.1f MB file ", static_cast<long long>(m_done), seconds,
        seconds * 1e6 / static_cast<double>(m_done), file);
    Footprint::now(*QCoreApplication::instance()).print();
}

bool Soak::run(qint64 checks)
{
    if (!begin())
        return false;
    QElapsedTimer clock;
    clock.start();
    std::optional<Footprint> early;
    for (qint64 next = checks / 10; m_done < checks; m_steady = *m_schedule.next()) {
        for (const CheckId& id : m_schedule.due(m_steady))
            check(id);
        if (m_batch.size() >= 1000 && !store())
            return false;
        if (m_done < next)
            continue;
        report(static_cast<double>(clock.elapsed()) / 1000);
        next += checks / 10;
        if (!early && m_done >= checks / 5)
            early = Footprint::now(*QCoreApplication::instance());
    }
    return store() && m_stored == m_done && Footprint::now(*QCoreApplication::instance()).isWithin(*early);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const qint64 checks = argc > 1 ? QByteArray(argv[1]).toLongLong() : 10'000'000;
    if (checks < 10'000) {
        std::fputs("usage: bench_soak [CHECKS, at least 10000]\n", stderr);
        return 2;
    }
    return Soak().run(checks) ? 0 : 1;
}
