// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>
#include <engine/diagnosis/step.h>
#include <support/gateway.h>
#include <support/hostileserver.h>

#include <functional>
#include <memory>
#include <vector>

namespace Gatewatch::Scenarios {

/// A world while it stands: what is asked of the diagnosis, and everything that must live as long. What was built last
/// goes first.
class Scene final {
public:
    Scene();
    ~Scene();
    Q_DISABLE_COPY_MOVE(Scene)

    DiagnosisRequest request; ///< with neighbours that answer as connectivity check and control site
    QString missing; ///< a program that is not installed here, so that there is no such world
    QString trouble; ///< why it could not be built

    template <typename T, typename... Arguments>
    T& keep(Arguments&&... arguments)
    {
        auto made = std::make_shared<T>(std::forward<Arguments>(arguments)...);
        m_kept.push_back(made);
        return *made;
    }
    void require(bool condition, const QString& what);
    /// A running gateway, or nothing where `missing` or `trouble` now says why.
    Gateway* gateway(
        Gateway::Product product, const QByteArray& configuration, const QByteArray& address = "127.0.0.1",
        quint16 port = 0);
    /// An origin with such a script on loopback; its port.
    quint16 origin(HostileServer::Script script, const char* address = "127.0.0.1");
    /// A port of loopback at which everybody is refused.
    quint16 closedPort();
    void ask(const QUrl& url) { request.check.url = url; }
    /// The fault was seen earlier, as an answer with this status or as a failure of the transfer.
    void sawStatus(int status, const QList<HeaderField>& headers = {}, const QByteArray& body = {});
    void sawFailure(Failure failure, const QString& address);

private:
    std::vector<std::shared_ptr<void>> m_kept;
};

/// Who wrote the error, and what of that must be told.
struct Author {
    enum class Told {
        NotAsked, ///< no error, or nothing worth a point
        Nobody, ///< no answer came: nobody may be named
        Wrote, ///< this one wrote it
        PassedOn, ///< this one was on the way; the application wrote it, or somebody else behind
        Behind, ///< `inner` wrote it, and this one passed it on: either may be said
        Undecidable, ///< this one, whether it wrote it or not
        Hidden ///< it cannot be told who it was; only to blame somebody else for certain is wrong
    };
    Told told = Told::NotAsked;
    QString id{};
    QString inner{};
};

/// A named piece of reality with a known fault.
struct TestWorld {
    QString name;
    QString what; ///< one sentence
    std::function<void(Scene&)> build;
    /// Where the fault is (contract: the last paragraphs of the command line's), first the truth. A second place is
    /// right as well where the rules allow two; Inconclusive, where nobody could tell from here.
    QList<VerdictPlace> right;
    QStringList causes{}; ///< those that fit; empty: any, or none
    Author author{};
};

// For short tables.
inline const QList<VerdictPlace> service{VerdictPlace::Service};
inline const QList<VerdictPlace> frontDoor{VerdictPlace::Gateway};
inline const QList<VerdictPlace> network{VerdictPlace::Network};
inline const QList<VerdictPlace> device{VerdictPlace::Device};
inline const QList<VerdictPlace> nothing{VerdictPlace::None};
inline const Author nobody{Author::Told::Nobody};
Author wrote(const QString& id);
Author passedOn(const QString& id);

/// All answers of HostileServer scripts that worlds share.
HostileServer::Script answers(const QByteArray& raw);
QByteArray page(int status, const QByteArray& reason, const QByteArray& body, const QByteArray& fields = {});
extern const QByteArray goodPage;
void hang(HostilePeer& peer);
void closeEarly(HostilePeer& peer);
void reset(HostilePeer& peer);
void rubbish(HostilePeer& peer);

// The worlds, by kind.
QList<TestWorld> gatewayWorlds();
QList<TestWorld> layerWorlds();
QList<TestWorld> limitWorlds();
QList<TestWorld> answerWorlds();
QList<TestWorld> connectionWorlds();
QList<TestWorld> frontWorlds();
QList<TestWorld> claimWorlds();
QList<TestWorld> nameWorlds();
QList<TestWorld> wayWorlds();
QList<TestWorld> proxyWorlds();
QList<TestWorld> pastWorlds();
QList<TestWorld> movedWorlds();

} // namespace Gatewatch::Scenarios
