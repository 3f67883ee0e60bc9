// SPDX-License-Identifier: GPL-3.0-or-later
// The closed list of failures, each raised by what raises it in the world, with the sentence that a person then reads.
#include <core/explain.h>
#include <engine/monitor/engine.h>
#include <integration/failurecauses.h>
#include <support/hostileresolver.h>
#include <support/ownnetwork.h>
#include <support/proxy.h>
#include <support/watchedservice.h>

#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const OwnNetwork* network = nullptr;

/// The one that nobody can raise, for a server that found a way would be given an id for it.
constexpr Failure withoutCause = Failure::Unknown;

} // namespace

class FailureIdsTest : public QObject {
    Q_OBJECT

    TestAuthority m_authority;
    QSet<QString> m_raised;
    QSet<QString> m_impossible; ///< skipped

private slots:
    void initTestCase()
    {
        if (!network->error().isEmpty())
            QSKIP(qPrintable(network->error()));
        QVERIFY(OwnNetwork::run(u"ip route add prohibit 198.51.100.1"_s));
        QVERIFY(OwnNetwork::run(u"ip route add 192.0.2.0/24 dev lo"_s)); // and nobody there
    }

    void eachIsRaised_data()
    {
        QTest::addColumn<HostileCase>("row");
        for (const auto& [what, row] : failureCauses(m_authority)) {
            const QString id = QString::fromLatin1(row.failure);
            QTest::newRow(qPrintable(id + u": "_s + QLatin1StringView(what))) << row;
        }
    }
    void eachIsRaised()
    {
        QFETCH(HostileCase, row);
        const QString id = QString::fromLatin1(row.failure);
        m_impossible.insert(id); // until it has gone well
        if (row.failure == "proxy.auth_required" && !TestProxy(TestProxy::Kind::Http).isInstalled())
            QSKIP("tinyproxy is not installed");
        const HostileResolver resolver;
        QVERIFY(resolver.listens());
        const QString mistake = mistakeIn(row);
        if (row.failure == "tcp.aborted" && mistake.contains(u"http.response.timed_out"_s))
            QSKIP("this kernel ends no connections on demand (INET_DIAG_DESTROY)");
        m_impossible.remove(id);
        QCOMPARE(mistake, QString());
        m_raised.insert(id);
    }

    /// Only who watches asks whether this computer is online at all.
    void offline()
    {
        const QUrl shop(u"http://203.0.113.7/"_s);
        Config config;
        config.services = {watchedService(u"shop"_s, shop, hostileDeadline)};
        config.diagnosis.connectivityChecks = {{QUrl(u"http://203.0.113.8/204"_s), 204}};
        Engine engine;
        QSignalSpy spy(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        QVERIFY(spy.wait());
        const Sample sample = spy.first().first().value<QList<Sample>>().first();
        QCOMPARE(sample.outcome, Outcome::NotMeasured);
        QCOMPARE(idOf(sample.failure), u"local.offline"_s);
        QCOMPARE(explain(sample, shop), u"This computer is offline"_s);
        m_raised.insert(idOf(sample.failure));
    }

    void noneIsForgotten()
    {
        const QSet<QString> impossible = m_impossible - m_raised;
        for (const Failure failure : allFailures())
            QVERIFY2(
                (m_raised + impossible).contains(idOf(failure)) != (failure == withoutCause),
                qPrintable(idOf(failure)));
        if (!impossible.isEmpty())
            QSKIP(qPrintable(u"not possible here: "_s + QStringList(impossible.values()).join(", "_L1)));
    }
};

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    network = &own;
    QCoreApplication application(argc, argv);
    FailureIdsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_failureids.moc"
