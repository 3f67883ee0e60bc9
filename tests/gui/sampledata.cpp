// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampledata.h"

#include <QDateTime>

#include <cmath>

namespace Gatewatch::Test {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

struct Row {
    QString id, group;
    State state;
    int milliseconds;
    int status; ///< 0: answered
    std::optional<Indicator> claim;
};

QList<Row> rows()
{
    return {
        {u"api.example"_s, u"Work"_s, State::Down, 9, 502, Indicator::Operational},
        {u"shop.example"_s, u"Work"_s, State::Slow, 1900, 0, {}},
        {u"mail.example"_s, u"Work"_s, State::Up, 84, 0, {}},
        {u"intranet.example"_s, u"Work"_s, State::Up, 3, 0, {}},
        {u"ChatGPT"_s, u"AI"_s, State::Down, 12, 502, Indicator::Operational},
        {u"Claude"_s, u"AI"_s, State::Up, 210, 0, Indicator::Operational},
        {u"GitHub"_s, u"Developer tools"_s, State::Up, 96, 0, Indicator::Operational},
        {u"GitLab"_s, u"Developer tools"_s, State::Maintenance, 0, 0, Indicator::UnderMaintenance},
        {u"Foo CI"_s, u"Developer tools"_s, State::Unknown, 0, 0, Indicator::Unknown},
        {u"npm"_s, u"Developer tools"_s, State::Up, 132, 0, Indicator::Operational},
    };
}

Service serviceOf(const QString& name, const QString& group, bool page)
{
    Service service;
    service.id = name;
    service.name = name;
    service.group = group;
    Check check;
    check.id = u"web"_s;
    check.interval = Seconds(10);
    HttpCheck http;
    http.url = QUrl(
        u"https://"_s + name.toLower().remove(u' ') + (name.contains(u'.') ? u""_s : u".example"_s) + u"/health"_s);
    check.how = http;
    service.endpoints << check;
    if (page) {
        service.statusPage.emplace();
        service.statusPage->url = QUrl(u"https://status."_s + http.url.host() + u"/"_s);
    }
    return service;
}

StatusReport reportOf(const Row& row)
{
    StatusReport report;
    report.fetchedAt = sampleNow() - minutes(2);
    report.pageUpdatedAt = sampleNow() - hours(72);
    report.pageName = row.id;
    report.overall = report.worstComponent = *row.claim;
    report.readability = *row.claim == Indicator::Unknown ? Readability::Unreadable : Readability::Ok;
    for (const QString& name :
         {u"API"_s, u"Website"_s, u"Sign-in"_s, u"Webhooks"_s, u"Notifications"_s, u"Uploads"_s}) {
        Component component;
        component.id = component.name = name;
        component.status = *row.claim;
        report.components << component;
    }
    if (row.state == State::Maintenance) {
        Maintenance maintenance;
        maintenance.title = u"Database upgrade"_s;
        maintenance.status = u"in_progress"_s;
        maintenance.scheduledUntil = sampleNow() + minutes(112);
        report.maintenances << maintenance;
    }
    return report;
}

Sample sampleOf(const Row& row, TimePoint at, Outcome outcome)
{
    Sample sample;
    sample.check = {row.id, u"web"_s};
    sample.at = at;
    sample.outcome = outcome;
    sample.total = milliseconds(row.milliseconds > 0 ? row.milliseconds : 90);
    if (outcome == Outcome::Down) {
        sample.failure = Failure::HttpError;
        sample.status = row.status;
    } else {
        sample.status = 200;
    }
    return sample;
}

void fill(Session& session, const QList<Row>& list)
{
    Config config = defaultConfig();
    for (const Row& row : list)
        config.services << serviceOf(row.id, row.group, row.claim.has_value());
    session.setClock(sampleNow);
    session.setConfig(config);
    QList<ServiceStatus> statuses;
    QHash<CheckId, QList<Sample>> recent;
    for (const Row& row : list) {
        ServiceStatus status;
        status.service = row.id;
        status.state = row.state;
        status.since = sampleNow() - (row.state == State::Down ? minutes(6) : minutes(3 * 24 * 60 + 130));
        if (row.state != State::Unknown)
            status.checkedAt = sampleNow() - Seconds(4 + 4 * (row.id.size() % 3));
        QList<Sample>& samples = recent[{row.id, u"web"_s}];
        const int bad = row.state == State::Down ? 5 : row.state == State::Slow ? 3 : 0;
        for (int i = 0; i < 30 && row.state != State::Unknown; ++i) {
            const Outcome trouble = row.state == State::Slow ? Outcome::Slow : Outcome::Down;
            const bool gap = row.id.startsWith(u"intranet") && i >= 12 && i < 16;
            const Outcome outcome = gap ? Outcome::NotMeasured : i >= 30 - bad ? trouble : Outcome::Up;
            samples << sampleOf(row, sampleNow() - Seconds(10 * (30 - i) - 6), outcome);
        }
        if (!samples.isEmpty())
            status.decisive = samples.constLast();
        statuses << status;
        if (row.claim)
            session.setReport(row.id, reportOf(row));
    }
    session.setStatuses(statuses);
    session.setRecent(recent);
    session.setNetwork(LocalNetwork::Online);
    session.setNextDue(sampleNow() + Seconds(4));
}

Event eventOf(EventKind kind, const QString& service, minutes ago, Failure failure = Failure::Ok, int status = 0)
{
    Event event;
    event.at = sampleNow() - ago;
    event.kind = kind;
    event.service = service;
    event.failure = failure;
    event.status = status;
    return event;
}

StepReport step(const QString& id, const QString& title, Tone tone, const QString& plain, int ms)
{
    StepReport report;
    report.id = id;
    report.title = title;
    report.state = StepState::Done;
    report.tone = tone;
    report.plain = plain;
    report.expert = plain;
    report.duration = Millis(ms);
    return report;
}

} // namespace

TimePoint sampleNow()
{
    static const TimePoint now{Millis(QDateTime(QDate(2026, 11, 22), QTime(14, 8)).toMSecsSinceEpoch())};
    return now;
}

void fillSession(Session& session)
{
    fill(session, rows());
    Event recovered = eventOf(EventKind::Recovered, u"shop.example"_s, minutes(190));
    recovered.lasted = Seconds(29 * 60);
    Event reported = eventOf(EventKind::IncidentReported, u"GitLab"_s, minutes(55));
    reported.detail = u"Elevated errors on sign-in"_s;
    session.setEvents({
        eventOf(EventKind::WentDown, u"api.example"_s, minutes(6), Failure::HttpError, 502),
        eventOf(EventKind::WentDown, u"ChatGPT"_s, minutes(8), Failure::HttpError, 502),
        reported,
        recovered,
        eventOf(EventKind::WentDown, u"shop.example"_s, minutes(219), Failure::TcpRefused),
        eventOf(EventKind::NetworkBack, {}, minutes(700)),
        eventOf(EventKind::NetworkLost, {}, minutes(760)),
    });
}

void fillManyServices(Session& session, int count)
{
    QList<Row> many;
    many.reserve(count);
    for (int i = 0; i < count; ++i) {
        const State state = i % 97 == 3 ? State::Down : i % 41 == 5 ? State::Slow : State::Up;
        many << Row{u"service-%1.example"_s.arg(i, 4, 10, QLatin1Char('0')), u"Group %1"_s.arg(i / 20 + 1),  state,
                    state == State::Slow ? 1900 : 20 + (i * 37) % 300,       state == State::Down ? 502 : 0, {}};
    }
    fill(session, many);
}

Series sampleSeries(const CheckId& check, bool failing)
{
    Series series;
    series.check = check;
    series.to = sampleNow();
    series.from = sampleNow() - hours(24);
    series.slice = minutes(3);
    const int slices = 24 * 20;
    for (int i = 0; i < slices; ++i) {
        const bool asleep = i > 238 && i < 262;
        if (asleep)
            continue;
        SeriesPoint point;
        point.at = series.from + series.slice * i;
        point.width = series.slice;
        point.measured = 18;
        const bool down = failing && i >= slices - 2;
        if (down) {
            point.failed = 18;
        } else {
            const double climb = failing && i > slices - 90 ? std::pow((i - slices + 90) / 90.0, 2) * 120 : 0;
            const double wave = std::sin(i / 23.0) * 12 + std::sin(i / 7.3) * 6 + std::sin(i * 1.7) * 4;
            point.p50Ms = 90 + wave + climb;
            point.p95Ms = *point.p50Ms * (1.7 + 0.15 * std::sin(i * 2.1)) + (i > 190 && i < 212 ? 70 : 0);
            if (i == 202)
                point.failed = 4;
        }
        series.measured += point.measured;
        series.failed += point.failed;
        series.points << point;
    }
    series.p50Ms = 92;
    series.p95Ms = 171;
    return series;
}

QList<DayUptime> sampleDays(bool failing)
{
    QList<DayUptime> days;
    const QDate today = QDate(2026, 11, 22);
    for (int i = 0; i < 90; ++i) {
        DayUptime day;
        day.day = today.addDays(i - 89);
        day.measured = i == 40 ? 0 : i == 60 ? 4200 : 8600;
        day.worst = day.measured == 0 ? Outcome::NotMeasured : Outcome::Up;
        if (i == 23 || i == 24)
            day.worst = Outcome::Slow;
        if (i == 61 || (failing && i == 89)) {
            day.worst = Outcome::Down;
            day.failed = i == 61 ? 170 : 36;
        }
        days << day;
    }
    return days;
}

QList<Incident> sampleIncidents()
{
    QList<Incident> incidents;
    const auto add = [&](minutes ago, minutes length, Failure failure, int status) {
        Incident incident;
        incident.id = incidents.size() + 1;
        incident.service = u"api.example"_s;
        incident.endpoint = u"web"_s;
        incident.opened = sampleNow() - ago;
        if (length.count() > 0)
            incident.closed = incident.opened + length;
        incident.failure = failure;
        incident.status = status;
        incidents << incident;
    };
    add(minutes(6), minutes(0), Failure::HttpError, 502);
    add(hours(24 * 28 + 3), minutes(29), Failure::HttpError, 502);
    add(hours(24 * 61 + 9), minutes(7), Failure::TcpTimedOut, 0);
    return incidents;
}

Diagnosis sampleDiagnosis()
{
    Diagnosis d;
    d.service = u"api.example"_s;
    d.serviceName = u"api.example"_s;
    d.target = QUrl(u"https://api.example/health"_s);
    d.startedAt = sampleNow() - Seconds(4);
    d.duration = Millis(3100);
    d.finished = true;
    d.symptom = {Failure::HttpError, 502, sampleNow() - minutes(6)};
    d.blame = {0.01, 0.01, 0.02, 0.11, 0.85};
    d.verdict.place = VerdictPlace::Service;
    d.verdict.cause = u"origin_refuses_connections"_s;
    d.verdict.confidence = 0.85;
    d.verdict.headline = u"The front door works, the service behind it does not answer."_s;
    d.verdict.explanation =
        u"You reached the front desk. It called the back office and nobody picked up. Your computer and your network are fine."_s;
    d.verdict.expert = u"502 written by nginx itself (Server header, default body), at once, 5 of 5 times."_s;
    d.verdict.wouldChange = u"A good answer from one of the other addresses."_s;
    d.responder.id = u"nginx"_s;
    d.responder.name = u"nginx 1.22"_s;
    d.responder.role = u"reverse_proxy"_s;
    d.responder.authored = true;
    d.responder.confidence = 0.9;
    d.steps = {
        step(u"connectivity"_s, u"Internet connection"_s, Tone::Good, u"2 of 2 other places answered"_s, 41),
        step(u"name"_s, u"Name"_s, Tone::Good, u"93.184.216.34, the same from a second name server"_s, 12),
        step(u"certificate"_s, u"Certificate"_s, Tone::Good, u"valid until 3 March"_s, 38),
        step(u"request"_s, u"Answer"_s, Tone::Bad, u"502, written by the front door itself (nginx), at once"_s, 9),
        step(u"retry"_s, u"5 more tries"_s, Tone::Bad, u"502 502 502 502 502, from both addresses"_s, 60),
        step(
            u"cache_bypass"_s, u"Past the cache"_s, Tone::Bad,
            u"502 as well: an old copy is not to blame, clearing the browser would not help"_s, 11),
        step(
            u"status_page"_s, u"Their status page"_s, Tone::Unsure,
            u"Reports no problem; 6 min into a fault that says little yet"_s, 180),
    };
    FindingReport finding;
    finding.id = u"gateway_wrote_it"_s;
    finding.step = u"request"_s;
    finding.text = u"The gateway wrote the 502 itself."_s;
    finding.expert = u"Server: nginx, default error page"_s;
    finding.weights = {0, 0, 0, 4, 12};
    d.findings << finding;
    d.expectation.bracket = u"minutes"_s;
    d.expectation.basis = u"own_history"_s;
    d.expectation.medianSeconds = 300;
    d.expectation.since = sampleNow() - minutes(6);
    d.expectation.text = u"61 % of those that lasted this long were over within 5 more minutes."_s;
    d.expectation.pastEpisodesSeconds = {40,  50,  55,  58,  59,  45,  30,  90,   100,  110,  95, 240,
                                         250, 280, 400, 420, 460, 700, 800, 1500, 3000, 4000, 52};
    d.advice = {
        {u"wait_and_watch"_s, u"you_can_do"_s, false, u"Wait, and be told when it is back"_s,
         u"Gatewatch keeps asking, and notifies you after three good answers in a row."_s, u"Notify me"_s},
        {u"copy_report"_s, u"tell_the_operator"_s, false, u"Ask the provider"_s,
         u"Nothing is posted on their page yet. Here is a ready message, without private data."_s, u"Copy message"_s},
        {u"check_upstream"_s, u"operator"_s, false, u"If you run it: is the app listening on its port?"_s,
         u"nginx answered at once, so the connection was refused. Look for “connect() failed (111)”."_s, u"Show how"_s},
    };
    d.dataSafety =
        u"If you were only reading, nothing is lost. If you sent an order or a form, check whether it arrived before you send it again."_s;
    return d;
}

} // namespace Gatewatch::Test
