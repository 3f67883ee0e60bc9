// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/maintenance.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const TimePoint now{Millis(1'700'000'000'000)};

/// A readable page, read a minute ago, with work of that status on those components.
StatusReport page(const QString& status, const QStringList& components = {}, std::optional<TimePoint> until = {})
{
    StatusReport report;
    report.readability = Readability::Ok;
    report.overall = Indicator::Operational;
    report.fetchedAt = now - 1min;
    Maintenance work;
    work.status = status;
    work.components = components;
    work.scheduledUntil = until;
    report.maintenances = {work};
    return report;
}

StatusReport with(StatusReport report, auto change)
{
    change(report);
    return report;
}

} // namespace

class MaintenanceTest : public QObject {
    Q_OBJECT
private slots:
    void covers_data()
    {
        QTest::addColumn<StatusReport>("report");
        QTest::addColumn<bool>("narrowed");
        QTest::addColumn<bool>("covers");
        const auto stale = [](StatusReport& report) { report.readability = Readability::Stale; };
        const auto old = [](StatusReport& report) { report.fetchedAt = now - 16min; };
        const auto whole = [](StatusReport& report) { report.overall = Indicator::UnderMaintenance; };
        const QString running = u"in_progress"_s;
        QTest::newRow("nothing announced") << StatusReport{} << false << false;
        QTest::newRow("going on") << page(running) << false << true;
        QTest::newRow("being verified") << page(u"verifying"_s) << false << true;
        QTest::newRow("only announced") << page(u"scheduled"_s) << false << false;
        QTest::newRow("over") << page(u"completed"_s) << false << false;
        QTest::newRow("on another part of the page") << page(running, {u"Billing"_s}) << false << false;
        QTest::newRow("on the part that was chosen") << page(running, {u"API"_s}) << true << true;
        QTest::newRow("on so much that the page says so")
            << with(page(running, {u"API"_s, u"Web"_s}), whole) << false << true;
        QTest::newRow("longer than announced") << page(running, {}, now - 30min) << false << true;
        QTest::newRow("an old page") << with(page(running), old) << false << false;
        QTest::newRow("an old page, before the announced end")
            << with(page(running, {}, now + 5min), old) << false << true;
        QTest::newRow("an old page, after it") << with(page(running, {}, now - 5min), old) << false << false;
        QTest::newRow("a page that cannot be read any more") << with(page(running), stale) << false << false;
        QTest::newRow("the same, before the announced end")
            << with(page(running, {}, now + 5min), stale) << false << true;
    }
    void covers()
    {
        QFETCH(StatusReport, report);
        QFETCH(bool, narrowed);
        QFETCH(bool, covers);
        QCOMPARE(maintenanceCovers(report, narrowed, now), covers);
    }
};

QTEST_APPLESS_MAIN(MaintenanceTest)
#include "tst_maintenance.moc"
