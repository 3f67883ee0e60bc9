// SPDX-License-Identifier: GPL-3.0-or-later
// Worlds with a known fault, in which the diagnosis runs for real; its verdict is compared with the truth.
//   tst_scenarios GROUP [PART OF A NAME]
//   tst_scenarios causes         whether every cause is shown by a world
// With GATEWATCH_SESSIONS=FOLDER each session is kept there, for session_pictures and for `gatewatch-cli diagnose
// --replay`.
#include <integration/scenarios/causes.h>
#include <integration/scenarios/score.h>

#include <engine/diagnosis/diagnosisrun.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <engine/wholefile.h>
#include <support/ownnetwork.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QRegularExpression>
#include <QTimer>

#include <cstdio>

using namespace Gatewatch;
using namespace Gatewatch::Scenarios;
using namespace Qt::StringLiterals;

namespace {

constexpr int skipped = 77; ///< as CMake's SKIP_RETURN_CODE

struct Group {
    const char* name;
    bool ownNetwork; ///< these worlds change addresses, routes and names
    std::function<QList<TestWorld>()> worlds;
    Reached reached{}; ///< where a number stands, the diagnosis does not reach the aim yet
};

/// Those of them whose name begins with one of these.
QList<TestWorld> of(const QList<TestWorld>& worlds, std::initializer_list<const char*> products)
{
    QList<TestWorld> some;
    for (const TestWorld& world : worlds) {
        for (const char* product : products) {
            if (world.name.startsWith(QLatin1StringView(product) + u':'))
                some.append(world);
        }
    }
    return some;
}

QList<Group> groups()
{
    return {
        {"servers",
         false,
         [] {
             return of(gatewayWorlds(), {"nginx", "apache", "lighttpd"});
         },
         // What nginx says is the same whether the service is away, has no name or is not trusted; and a page that the
         // service wrote carries nothing but nginx's name.
         {94, 84}},
        {"balancers",
         false,
         [] {
             return of(gatewayWorlds(), {"haproxy", "caddy"});
         },
         // The same for both; a full queue of HAProxy looks like nobody behind it as well.
         {83, 95}},
        {"caches", false,
         [] {
             return of(gatewayWorlds(), {"varnish", "squid"});
         }},
        {"layers", false, [] { return layerWorlds() + limitWorlds() + frontWorlds() + claimWorlds(); }},
        {"answers", false, [] { return answerWorlds() + connectionWorlds() + pastWorlds(); }},
        {"network", true, [] { return nameWorlds() + movedWorlds() + wayWorlds(); }},
        {"proxies", true, [] { return proxyWorlds(); }},
    };
}

void say(const QString& line)
{
    std::fputs(qPrintable(line + u'\n'), stdout);
    std::fflush(stdout);
}

class Runner final {
public:
    Ending run(const TestWorld& world, const DiagnosisRequest& request)
    {
        DiagnosisRun run(m_probes, m_pages, request);
        Ending ending;
        QElapsedTimer clock;
        QEventLoop loop;
        QObject::connect(&run, &DiagnosisRun::changed, &loop, [&](const Diagnosis& now) {
            const bool useful = now.verdict.confidence >= 0.6 && now.verdict.place != VerdictPlace::Inconclusive
                && isRight(world, now.verdict.place);
            if (useful && !ending.firstUseful)
                ending.firstUseful = Millis(clock.elapsed());
        });
        QObject::connect(&run, &DiagnosisRun::finished, &loop, &QEventLoop::quit, Qt::QueuedConnection);
        QTimer::singleShot(longestRun + Millis(5000), &loop, &QEventLoop::quit);
        clock.start();
        run.start();
        loop.exec();
        ending.took = Millis(clock.elapsed());
        ending.diagnosis = run.diagnosis();
        keep(world.name, run.session());
        return ending;
    }

private:
    static void keep(QString name, const SavedSession& session)
    {
        static const QRegularExpression odd(u"[^a-zA-Z0-9]+"_s);
        const QString folder = qEnvironmentVariable("GATEWATCH_SESSIONS");
        if (!folder.isEmpty())
            replaceFile(folder + u'/' + name.replace(odd, u"-"_s) + u".json"_s, sessionDocument(session));
    }

    ProbeLoop m_probes;
    DocumentLoader m_loader;
    StatusPageClient m_pages{m_loader};
};

/// One line for each world, more where something is wrong.
bool judge(const TestWorld& world, Runner& runner, Score& score)
{
    Scene scene;
    world.build(scene);
    if (!scene.missing.isEmpty()) {
        say(u"skipped  %1: %2 is not installed"_s.arg(world.name, scene.missing));
        return true;
    }
    if (!scene.trouble.isEmpty()) {
        say(u"BROKEN   %1: %2"_s.arg(world.name, scene.trouble));
        return false;
    }
    const Ending ending = runner.run(world, scene.request);
    const Marks marks = marksOf(world, ending);
    score.add(world, ending, marks);
    say(u"%1 %2: %3, %4 ms"_s.arg(marks.good() ? u"ok      "_s : u"WRONG   "_s, world.name, described(ending.diagnosis))
            .arg(ending.took.count()));
    if (!marks.good()) {
        QStringList wrongs{marks.place, marks.cause, marks.author, marks.time};
        wrongs.removeAll(QString());
        say(u"        %1 (%2)\n%3"_s.arg(wrongs.join(u"; "_s), world.what, findingsOf(ending.diagnosis)));
    }
    const QString shown = causeShownBy(world.name);
    if (shown.isEmpty() || ending.diagnosis.verdict.cause == shown)
        return true;
    say(u"UNSHOWN  %1: this is the world that shows %2"_s.arg(world.name, shown));
    return false;
}

int checkCauses()
{
    QList<TestWorld> all;
    for (const Group& group : groups())
        all += group.worlds();
    const QStringList problems = problemsOfCauses(all);
    say(problems.isEmpty() ? u"every cause is shown by a world"_s : problems.join(u'\n'));
    return problems.isEmpty() ? 0 : 1;
}

int runGroup(const Group& group, const QString& only)
{
    Runner runner;
    Score score;
    int all = 0, built = 0;
    for (const TestWorld& world : group.worlds()) {
        if (!world.name.contains(only))
            continue;
        ++all;
        built += judge(world, runner, score) ? 1 : 0;
    }
    say(u"%1 worlds, %2 of them were run\n%3"_s.arg(all).arg(score.worlds()).arg(score.summary()));
    if (built == all && score.worlds() == 0)
        return skipped; // no program that they need is installed
    return built == all && score.isAtLeast(group.reached) ? 0 : 1;
}

} // namespace

int main(int argc, char* argv[])
{
    const QByteArray wanted = argc > 1 ? argv[1] : "";
    if (wanted == "causes")
        return checkCauses();
    for (const Group& group : groups()) {
        if (wanted != group.name)
            continue;
        std::unique_ptr<OwnNetwork> own; // before there is any thread
        if (group.ownNetwork)
            own = std::make_unique<OwnNetwork>();
        QCoreApplication application(argc, argv);
        if (own && !own->error().isEmpty()) {
            say(u"skipped: "_s + own->error());
            return skipped;
        }
        return runGroup(group, argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString());
    }
    say(u"tst_scenarios causes, or tst_scenarios GROUP [PART OF A NAME]; the groups:"_s);
    for (const Group& group : groups())
        say(QString::fromLatin1(group.name));
    return 2;
}
