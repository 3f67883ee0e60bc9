// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/judge.h>
#include <core/newsroom.h>
#include <support/watchedservice.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint begin{std::chrono::sys_days(std::chrono::year(2026) / 6 / 1)};

Service serviceOf(const QString& id)
{
    return watchedService(id, QUrl(u"https://%1.test/"_s.arg(id)), 3s, 60s);
}

/// One word for each, for the order in which they are told.
QStringList wordsOf(const QList<News>& news)
{
    struct Word {
        QString operator()(const CommonCause&) const { return u"cause"_s; }
        QString operator()(const StateChange& change) const { return idOf(change.after); }
        QString operator()(const Incident& incident) const
        {
            return incident.closed ? u"incident closed"_s : u"incident"_s;
        }
        QString operator()(const Event&) const { return u"event"_s; }
        QString operator()(const BadGateway&) const { return u"502"_s; }
        QString operator()(const NotMeasured& run) const { return run.why; }
    };
    QStringList words;
    for (const News& each : news)
        words.append(std::visit(Word{}, each));
    return words;
}

const Incident& incidentIn(const QList<News>& news)
{
    for (const News& each : news) {
        if (const auto* incident = std::get_if<Incident>(&each))
            return *incident;
    }
    qFatal("no incident among the news");
}

/// Services with their board, to which samples come.
class World {
public:
    explicit World(const QStringList& ids)
    {
        for (const QString& id : ids)
            services.append(serviceOf(id));
        board.setServices(services, begin);
    }

    /// A run of the check of the service.
    QList<News> see(const QString& id, int status, Seconds after)
    {
        const Service& service = *std::ranges::find(services, id, &Service::id);
        Exchange exchange;
        exchange.at = begin + after;
        exchange.url = exchange.finalUrl = QUrl(u"https://one.test/"_s);
        exchange.response = ResponseHead{status, "1.1", "X", {}};
        const CheckId check{id, u"web"_s};
        const Sample sample = sampleOf(check, exchange, judge(exchange, {}));
        QList<News> news = newsroom.ended(sample, exchange, {}, LocalNetwork::Online, exchange.at);
        const auto change = board.fold(sample);
        if (change)
            news += newsroom.changed(*change, services, board, LocalNetwork::Unknown);
        return news + newsroom.measured(sample, service, board);
    }

    QList<News> told() { return newsroom.told(services, board, LocalNetwork::Unknown); }

    QList<Service> services;
    ServiceBoard board;
    Newsroom newsroom;
};

} // namespace

class NewsroomTest : public QObject {
    Q_OBJECT
private slots:
    void whatCannotBeMeasuredIsToldOnceWithItsReason()
    {
        Newsroom newsroom;
        Exchange lacking;
        lacking.url = QUrl(u"ping://one.test"_s);
        lacking.failure = Failure::Abandoned;
        LocalNetwork network = LocalNetwork::Online;
        const auto run = [&](const Exchange& exchange, Outcome outcome, Failure failure) {
            const Sample sample{{u"a"_s, u"main"_s}, begin, outcome, failure, 0, {}, Micros(0)};
            return wordsOf(newsroom.ended(sample, exchange, {}, network, begin));
        };
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::Abandoned), QStringList()); // only broken off
        lacking.detail = u"no socket"_s;
        const QStringList told{u"This computer could not check one.test: no socket"_s};
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::Abandoned), told);
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::Abandoned), QStringList());
        QCOMPARE(
            run(lacking, Outcome::NotMeasured, Failure::LocalOffline), QStringList()); // that is told of the network
        const QStringList nameless{u"No name service answered the question for one.test; is the network connected?"_s};
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::DnsUnreachable), nameless);
        network = LocalNetwork::OnlyByNumber; // and so is that
        QCOMPARE(run({}, Outcome::Up, Failure::Ok), QStringList());
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::DnsUnreachable), QStringList());
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::Abandoned), told);
        newsroom.forget({u"a"_s, u"main"_s});
        QCOMPARE(run(lacking, Outcome::NotMeasured, Failure::Abandoned), told);
    }
    void anIncidentFromItsBeginningToItsEnd()
    {
        World world({u"a"_s});
        QCOMPARE(wordsOf(world.see(u"a"_s, 200, 0s)), QStringList{u"up"_s});
        QCOMPARE(wordsOf(world.see(u"a"_s, 200, 60s)), QStringList());
        QCOMPARE(wordsOf(world.see(u"a"_s, 500, 120s)), QStringList());
        const QList<News> down = world.see(u"a"_s, 500, 135s);
        QCOMPARE(wordsOf(down), (QStringList{u"incident"_s, u"event"_s}));
        QCOMPARE(wordsOf(world.told()), QStringList{u"down"_s});
        QVERIFY(incidentIn(down).evidence.contains("500"));
        QCOMPARE(wordsOf(world.see(u"a"_s, 500, 165s)), QStringList()); // the same fault again
        QCOMPARE(wordsOf(world.see(u"a"_s, 200, 195s)), QStringList());
        const QList<News> up = world.see(u"a"_s, 200, 210s);
        QCOMPARE(wordsOf(up), (QStringList{u"up"_s, u"incident closed"_s, u"event"_s}));
    }

    void anotherFaultWithinAnIncidentIsKept()
    {
        World world({u"a"_s});
        world.see(u"a"_s, 500, 0s);
        world.see(u"a"_s, 500, 15s);
        const QList<News> news = world.see(u"a"_s, 503, 45s);
        QCOMPARE(wordsOf(news), QStringList{u"incident"_s});
        QCOMPARE(incidentIn(news).evidence.count('\n'), 1);
    }

    void aBadGatewayIsToldOnceAnIncident()
    {
        World world({u"a"_s});
        world.see(u"a"_s, 502, 0s);
        QCOMPARE(wordsOf(world.see(u"a"_s, 502, 15s)), (QStringList{u"incident"_s, u"event"_s, u"502"_s}));
        QCOMPARE(wordsOf(world.told()), QStringList{u"down"_s});
        QCOMPARE(wordsOf(world.see(u"a"_s, 502, 45s)), QStringList());
        world.see(u"a"_s, 200, 75s);
        world.see(u"a"_s, 200, 90s);
        world.see(u"a"_s, 502, 120s);
        QVERIFY(wordsOf(world.see(u"a"_s, 502, 135s)).contains(u"502"_s));
    }

    void whatDiesTogetherIsToldTogether()
    {
        World world({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        const auto fails = [&world](const QStringList& ids, Seconds at) {
            for (const QString& id : ids)
                world.see(id, 500, at);
            QStringList words;
            for (const QString& id : ids)
                words += wordsOf(world.see(id, 500, at + 15s));
            return words;
        };
        QVERIFY(!world.newsroom.holdsBack());
        const QStringList kept = fails({u"a"_s, u"b"_s, u"c"_s}, 0s);
        QCOMPARE(kept.count(u"incident"_s), 3); // the history does not wait
        QVERIFY(!kept.contains(u"down"_s) && !kept.contains(u"cause"_s));
        QVERIFY(world.newsroom.holdsBack());
        const QList<News> news = world.told();
        QCOMPARE(wordsOf(news), (QStringList{u"cause"_s, u"down"_s, u"down"_s, u"down"_s}));
        QCOMPARE(std::get<CommonCause>(news.first()).newest, (QList<ServiceId>{u"a"_s, u"b"_s, u"c"_s}));
        QVERIFY(!world.newsroom.holdsBack());
        QVERIFY(world.told().isEmpty());

        fails({u"d"_s}, 30s); // one more of them
        const QList<News> more = world.told();
        QCOMPARE(wordsOf(more), (QStringList{u"cause"_s, u"down"_s}));
        QCOMPARE(std::get<CommonCause>(more.first()).services.size(), 4);
        QCOMPARE(std::get<CommonCause>(more.first()).newest, QList<ServiceId>{u"d"_s});
    }

    void whoComesBackAtOnceIsToldInOrder()
    {
        World world({u"a"_s, u"b"_s});
        for (const Seconds at : {0s, 15s}) {
            world.see(u"a"_s, 500, at);
            world.see(u"b"_s, 500, at);
        }
        world.see(u"a"_s, 200, 16s);
        const QStringList words = wordsOf(world.see(u"a"_s, 200, 17s));
        QCOMPARE(words.first(4), (QStringList{u"cause"_s, u"down"_s, u"down"_s, u"up"_s}));
        QVERIFY(!world.newsroom.holdsBack());
    }

    void whoFlapsIsNotHeldBack()
    {
        World world({u"a"_s});
        StateChange change;
        change.service = u"a"_s;
        change.after = State::Down;
        change.sample = Sample{{u"a"_s, u"web"_s}, begin, Outcome::Down, Failure::TcpRefused, 0, {}, Micros(0)};
        change.flapping = true;
        const QList<News> news = world.newsroom.changed(change, world.services, world.board, LocalNetwork::Unknown);
        QCOMPARE(wordsOf(news).first(), u"down"_s);
        QVERIFY(!world.newsroom.holdsBack());
    }

    void whoIsGoneMeanwhileIsNotTold()
    {
        World world({u"a"_s, u"b"_s});
        for (const Seconds at : {0s, 15s}) {
            world.see(u"a"_s, 500, at);
            world.see(u"b"_s, 500, at);
        }
        world.newsroom.forget({u"b"_s, u"web"_s});
        world.newsroom.watchOnly({serviceOf(u"b"_s)}, begin + 16s);
        QVERIFY(!world.newsroom.holdsBack());
    }

    void whatIsWatchedNoLongerEnds()
    {
        World world({u"a"_s, u"b"_s});
        for (const Seconds after : {0s, 15s}) {
            world.see(u"a"_s, 500, after);
            world.see(u"b"_s, 500, after);
        }
        const QList<News> news = world.newsroom.watchOnly({serviceOf(u"b"_s)}, begin + 60s);
        QCOMPARE(wordsOf(news), QStringList{u"incident closed"_s});
        QCOMPARE(incidentIn(news).service, u"a"_s);
        QVERIFY(world.newsroom.incidents().openOf(u"b"_s).has_value());
    }

    void whatWasOpenBeforeIsNotToldAgain()
    {
        Incident open;
        open.service = u"a"_s;
        open.opened = begin - 60s;
        open.failure = Failure::HttpError;
        open.status = 502;
        World world({u"a"_s});
        world.newsroom.restore({open});
        world.see(u"a"_s, 502, 0s);
        QCOMPARE(wordsOf(world.see(u"a"_s, 502, 15s)), QStringList());
        QCOMPARE(wordsOf(world.told()), QStringList{u"down"_s});
    }

    void whatWasNotMeasuredEndsNoFailure()
    {
        World world({u"a"_s});
        world.see(u"a"_s, 500, 0s);
        Sample sample;
        sample.check = {u"a"_s, u"web"_s};
        sample.outcome = Outcome::NotMeasured;
        QVERIFY(world.newsroom.ended(sample, {}, {}, LocalNetwork::Online, begin + 15s).isEmpty());
        QVERIFY(world.newsroom.failureOf(sample.check));
    }

    void aCertificateThatEndsIsToldOnce()
    {
        World world({u"a"_s});
        Expectation expectation;
        expectation.certificateDays = 14;
        Exchange exchange;
        exchange.at = begin;
        exchange.response = ResponseHead{200, "1.1", "OK", {}};
        exchange.certificate.emplace();
        exchange.certificate->notAfter = begin + std::chrono::days(7);
        const Sample sample = sampleOf({u"a"_s, u"web"_s}, exchange, judge(exchange, expectation));
        QCOMPARE(
            wordsOf(world.newsroom.ended(sample, exchange, expectation, LocalNetwork::Online, begin)),
            QStringList{u"event"_s});
        QCOMPARE(
            wordsOf(world.newsroom.ended(sample, exchange, expectation, LocalNetwork::Online, begin)), QStringList());
    }

    void theNewestFailureIsKnownWhileItLasts()
    {
        World world({u"a"_s});
        const CheckId check{u"a"_s, u"web"_s};
        QVERIFY(!world.newsroom.failureOf(check));
        world.see(u"a"_s, 500, 0s);
        world.see(u"a"_s, 503, 15s);
        QVERIFY(world.newsroom.failureOf(check));
        QCOMPARE(world.newsroom.failureOf(check)->status(), 503);
        world.see(u"a"_s, 200, 30s);
        QVERIFY(!world.newsroom.failureOf(check));
        world.see(u"a"_s, 500, 45s);
        world.newsroom.forget(check);
        QVERIFY(!world.newsroom.failureOf(check));
    }
};

QTEST_APPLESS_MAIN(NewsroomTest)
#include "tst_newsroom.moc"
