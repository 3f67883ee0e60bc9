// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/latencycard.h>

#include <widgets/chartstrip.h>
#include <widgets/historychart.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace std::chrono;

namespace {

constexpr int fewestSlices = 30;
constexpr std::array<Seconds, 6> spans{hours(1), hours(6), hours(24), hours(24 * 7), hours(24 * 30), hours(24 * 365)};

} // namespace

LatencyCard::LatencyCard(Session& session, QWidget* parent)
    : Card(tr("Latency"), parent)
    , m_session(session)
    , m_subtitle(new ElidedLabel(tr("median and p50–p95, ms"), TextRole::Dim, this))
    , m_ranges(new PillRow({tr("1 h"), tr("6 h"), tr("24 h"), tr("7 d"), tr("30 d"), tr("1 y")}, this))
    , m_chart(new HistoryChart(this))
    , m_strip(new ChartStrip(this))
{
    titleRow()->addWidget(m_subtitle, 1);
    titleRow()->addStretch(0);
    titleRow()->addWidget(m_ranges);
    m_ranges->setCurrent(2);
    body()->addWidget(m_chart, 1);
    body()->addWidget(m_strip);

    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &LatencyCard::request);
    connect(m_ranges, &PillRow::chosen, this, [this](int index) {
        m_slices.reset();
        emit rangeChosen(index);
        request();
    });
    connect(&session, &Session::samplesAdded, this, [this](const QSet<ServiceId>& services) {
        if (services.contains(m_service))
            requestSoon();
    });
    const auto redraw = [this](const ServiceId& id) {
        if (id == m_service)
            display(m_series);
    };
    connect(&session, &Session::reportChanged, this, redraw);
    connect(&session, &Session::statusesChanged, this, [this](const QSet<ServiceId>& services) {
        if (services.contains(m_service))
            display(m_series);
    });
    if (session.backend()) {
        connect(
            &session.backend()->history(), &History::seriesReady, this, [this](quint64 ticket, const Series& series) {
                if (ticket == m_ticket)
                    take(series);
            });
        connect(&session.backend()->history(), &History::opened, this, &LatencyCard::request);
    }
}

Seconds LatencyCard::spanOf(int range)
{
    return spans.at(static_cast<std::size_t>(std::clamp(range, 0, int(spans.size()) - 1)));
}

void LatencyCard::setService(const ServiceId& id)
{
    if (m_service == id)
        return;
    m_service = id;
    m_slices.reset();
    m_incidents.clear();
    Series empty;
    empty.to = m_session.now();
    empty.from = empty.to - spanOf(range());
    display(empty);
    request();
}

void LatencyCard::setRange(int index)
{
    m_ranges->setCurrent(index);
    m_slices.reset();
    request();
}

int LatencyCard::range() const
{
    return m_ranges->current();
}

void LatencyCard::setSeries(const Series& series)
{
    display(series);
}

void LatencyCard::setIncidents(const QList<Incident>& incidents)
{
    m_incidents = incidents;
    display(m_series);
}

void LatencyCard::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    request();
}

void LatencyCard::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    m_subtitle->setVisible(width() >= 560); // three letters and dots help nobody
    m_ranges->layout()->setSpacing(width() < 480 ? 4 : 8);
}

void LatencyCard::requestSoon()
{
    // A new sample moves a chart of an hour by a pixel, one of a year by nothing.
    if (!m_soon.isActive())
        m_soon.start(range() == 0 ? 1000 : 5000);
}

void LatencyCard::request()
{
    const auto check = m_session.leadingCheck(m_service);
    if (!check || !m_session.backend() || !isVisible())
        return;
    const TimePoint to = m_session.now();
    m_ticket = m_session.backend()->requestSeries(
        *check, to - spanOf(range()), to, std::min(m_slices.value_or(mostSlices()), mostSlices()));
}

int LatencyCard::mostSlices() const
{
    constexpr double slicePixels = 5.5;
    return std::clamp(static_cast<int>((m_chart->width() - chartLeft - chartRight) / slicePixels), fewestSlices, 400);
}

void LatencyCard::take(const Series& series)
{
    const int asked = std::min(m_slices.value_or(mostSlices()), mostSlices());
    const int better = slicesFor(series, asked, fewestSlices, mostSlices());
    // A few slices more are not worth a second question.
    if (m_slices ? better > asked * 4 / 3 : better < asked) {
        m_slices = better;
        request();
        return;
    }
    display(series);
}

void LatencyCard::display(const Series& series)
{
    m_series = series;
    ChartData chart;
    chart.series = series;
    chart.ours = m_incidents;
    const ServiceStatus status = m_session.status(m_service);
    if (status.state == State::Down && status.since >= series.from) {
        chart.downSince = status.since;
        QString what = wordOf(State::Down);
        if (status.decisive && status.decisive->failure != Failure::Ok)
            what = shortWordOf(status.decisive->failure, status.decisive->status);
        chart.downText = tr("%1 since %2").arg(what, clockText(status.since, m_session.now()));
    }
    if (const auto report = m_session.report(m_service)) {
        chart.theirs = report->incidents;
        chart.theirsNote = report->readability == Readability::Unreadable
            ? m_session.online() || report->problem != u"unreachable" ? tr("their page is unreadable")
                                                                      : tr("not read: this computer is offline")
            : report->pageUpdatedAt
            ? tr("nothing reported · page last changed %1").arg(agoText(*report->pageUpdatedAt, m_session.now()))
            : tr("nothing reported");
    } else {
        chart.theirsNote = tr("no status page known");
    }
    m_chart->setData(chart);
    m_strip->setData(chart);
}

} // namespace Gatewatch
