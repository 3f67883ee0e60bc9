// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/net/probe.h>
#include <engine/secrets/secretstore.h>
#include <support/fakekeychain.h>

#include <QSignalSpy>
#include <QTest>

#include <type_traits>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const SecretName token{HeaderSetting::Source::Keychain, QStringLiteral("shop-token")};
constexpr SecretLimits quick{.answer = 100ms, .retry = 50ms};

/// Asks, and waits for the end of reading.
std::optional<QByteArray> valueOf(SecretStore& store)
{
    QSignalSpy settled(&store, &SecretStore::settled);
    const auto now = store.value(token);
    if (now || !store.isReading(token))
        return now;
    settled.wait();
    return store.value(token);
}

Config watching(const QUrl& url)
{
    HttpCheck http;
    http.url = url;
    http.headers = {{u"Authorization"_s, token.source, token.text}};
    Check check;
    check.id = u"web"_s;
    check.how = http;
    check.interval = 60s;
    Service service;
    service.id = u"shop"_s;
    service.endpoints = {check};
    Config config;
    config.services = {service};
    return config;
}

/// A service that keeps what it was told.
struct KeyWorld {
    LoopbackServer server{[this](const ServerRequest& request) {
        for (const HeaderField& field : request.headers) {
            if (field.name.compare("authorization", Qt::CaseInsensitive) == 0)
                told.append(field.value);
        }
        return ServerReply{httpResponse(200, "OK", "fine")};
    }};
    std::shared_ptr<FakeKeychain> keychain = std::make_shared<FakeKeychain>();
    QList<QByteArray> told;
};

} // namespace

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

/// The life of a secret in the program, with a keychain whose moods are chosen.
class SecretStoreTest : public QObject {
    Q_OBJECT
private slots:
    void aValueIsReadOnceAndKept()
    {
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->entries.insert(token.text, "canary");
        SecretStore store(keychain, quick);
        QVERIFY(!store.value(token)); // not from inside the call
        QVERIFY(store.isReading(token));
        QCOMPARE(valueOf(store), QByteArray("canary"));
        QCOMPARE(valueOf(store), QByteArray("canary"));
        QCOMPARE(keychain->reads, 1);
    }

    void whatIsWrongIsToldApart_data()
    {
        QTest::addColumn<Keychain::State>("state");
        QTest::addColumn<SecretProblem>("problem");
        QTest::newRow("no such entry") << Keychain::State::Open << SecretProblem::NotFound;
        QTest::newRow("locked") << Keychain::State::Locked << SecretProblem::Locked;
        QTest::newRow("no service") << Keychain::State::Absent << SecretProblem::NoKeychain;
    }
    void whatIsWrongIsToldApart()
    {
        QFETCH(Keychain::State, state);
        QFETCH(SecretProblem, problem);
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->state = state;
        SecretStore store(keychain, quick);
        QVERIFY(!valueOf(store));
        QVERIFY(store.problemOf(token) == problem);
    }

    void withoutAnyKeychainThatIsSaid()
    {
        SecretStore store(nullptr, quick);
        QVERIFY(!valueOf(store));
        QVERIFY(store.problemOf(token) == SecretProblem::NoKeychain);
    }

    void unlockingBringsTheValueWithoutAsking()
    {
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->entries.insert(token.text, "canary");
        keychain->state = Keychain::State::Locked;
        SecretStore store(keychain, quick);
        QVERIFY(!valueOf(store));
        QSignalSpy settled(&store, &SecretStore::settled);
        QVERIFY(!settled.wait(5 * int(quick.retry.count()))); // each read could raise the desktop's question
        QCOMPARE(keychain->reads, 1);
        keychain->state = Keychain::State::Open;
        QVERIFY(settled.wait());
        QCOMPARE(store.value(token), QByteArray("canary"));
    }

    void aSilentKeychainIsGivenUpAndStillHeard()
    {
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->entries.insert(token.text, "canary");
        keychain->silent = true;
        SecretStore store(keychain, quick);
        QVERIFY(!valueOf(store));
        QVERIFY(store.problemOf(token) == SecretProblem::NoAnswer);
        store.refresh({token});
        QVERIFY(!valueOf(store));
        QCOMPARE(keychain->reads, 1); // a second question would queue behind the first
        keychain->speak();
        QCOMPARE(store.value(token), QByteArray("canary"));
    }

    void aFailureToReadAgainLosesNothing()
    {
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->entries.insert(token.text, "canary");
        SecretStore store(keychain, quick);
        QVERIFY(valueOf(store));
        keychain->state = Keychain::State::Locked;
        store.refresh({token});
        QCOMPARE(valueOf(store), QByteArray("canary"));
        keychain->state = Keychain::State::Open;
        keychain->entries.insert(token.text, "newer");
        store.refresh({token});
        QCOMPARE(valueOf(store), QByteArray("newer"));
        keychain->entries.clear();
        store.refresh({token});
        QVERIFY(!valueOf(store)); // taken out of an open keychain
        store.refresh({});
        QVERIFY(store.problemOf(token) == SecretProblem::None); // no longer named anywhere: nothing is known of it
    }

    void whatCannotBeStoredIsUsedForTheSession()
    {
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->state = Keychain::State::Absent;
        SecretStore store(keychain, quick);
        QSignalSpy written(&store, &SecretStore::written);
        store.write(token.text, Secret("typed"));
        QVERIFY(written.wait());
        QVERIFY(written.first().at(1).value<SecretProblem>() == SecretProblem::NoKeychain);
        keychain->state = Keychain::State::Open;
        store.refresh({token});
        QCOMPARE(valueOf(store), QByteArray("typed"));
        QVERIFY(keychain->entries.isEmpty());
        store.write(token.text, Secret("typed again"));
        QVERIFY(written.wait());
        QCOMPARE(keychain->entries.value(token.text), QByteArray("typed again"));
    }

    void deletingTheStoreEndsTheWait()
    {
        auto keychain = std::make_shared<FakeKeychain>();
        keychain->silent = true;
        auto store = std::make_unique<SecretStore>(keychain, quick);
        store->value(token);
        store.reset();
        QCOMPARE(keychain->speak(), 0);
    }

    void aLineBreakWithinNeverBecomesAHeader()
    {
        HttpCheck check;
        check.headers = {{u"Authorization"_s, token.source, token.text}};
        const auto with = [&check](const QByteArray& value) {
            return probeFor(check, 1s, {}, [value](const SecretName&) { return std::optional(value); });
        };
        QCOMPARE(with("canary\n").request.headers, (QList<HeaderField>{{"Authorization", "canary"}}));
        const PreparedProbe broken = with("canary\r\nX-Other: 1");
        QVERIFY(broken.request.headers.isEmpty());
        QCOMPARE(broken.missing, QStringList{token.text});
    }

    void aCheckWaitsForItsSecretAndThenMeasures()
    {
        KeyWorld world;
        QVERIFY(world.server.listen());
        world.keychain->entries.insert(token.text, "canary");
        world.keychain->silent = true;
        Engine engine(world.keychain);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QSignalSpy missing(&engine, &Engine::secretMissing);
        engine.setConfig(watching(world.server.url()));
        QTRY_COMPARE(world.keychain->reads, 1);
        QCOMPARE(world.server.connections(), 0);
        world.keychain->speak();
        QVERIFY(samples.wait());
        QVERIFY(samples.first().first().value<QList<Sample>>().first().outcome == Outcome::Up);
        QCOMPARE(world.told, QList<QByteArray>{"canary"});
        QVERIFY(missing.isEmpty());
    }

    void aCheckWithoutItsSecretIsNotMeasuredUntilItIsEntered()
    {
        KeyWorld world;
        QVERIFY(world.server.listen());
        Engine engine(world.keychain);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QSignalSpy missing(&engine, &Engine::secretMissing);
        engine.setConfig(watching(world.server.url()));
        QVERIFY(samples.wait());
        QVERIFY(samples.first().first().value<QList<Sample>>().first().outcome == Outcome::NotMeasured);
        QCOMPARE(missing.size(), 1);
        QCOMPARE(
            missing.first().at(1).value<QList<MissingSecret>>(),
            (QList<MissingSecret>{{token, SecretProblem::NotFound}}));
        QSignalSpy stored(&engine, &Engine::secretStored);
        engine.storeSecret(token.text, std::make_shared<Secret>("entered"));
        QTRY_COMPARE(world.told, QList<QByteArray>{"entered"}); // long before the next minute
        QTRY_COMPARE(stored.size(), 1);
        QVERIFY(stored.first().at(1).value<SecretProblem>() == SecretProblem::None);
        QCOMPARE(world.keychain->entries.value(token.text), QByteArray("entered"));
    }

    void checkingNowReadsAnew()
    {
        KeyWorld world;
        QVERIFY(world.server.listen());
        world.keychain->entries.insert(token.text, "old");
        Engine engine(world.keychain);
        engine.setConfig(watching(world.server.url()));
        QTRY_COMPARE(world.told, QList<QByteArray>{"old"});
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QVERIFY(samples.wait()); // so that it does not run any more
        world.keychain->entries.insert(token.text, "new");
        engine.checkNow({});
        QTRY_COMPARE(world.told, (QList<QByteArray>{"old", "new"}));
    }
};

QTEST_GUILESS_MAIN(SecretStoreTest)
#include "tst_secretstore.moc"
