// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/lookup.h>

#include <QFutureWatcher>
#include <QPromise>
#include <QUrl>

#include <netdb.h>

#include <thread>

namespace Gatewatch {
namespace {

LookupAnswer ask(const QByteArray& host, int family)
{
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM; // otherwise every address comes once for each kind of socket
    addrinfo* list = nullptr;
    LookupAnswer answer;
    answer.error = getaddrinfo(host.constData(), nullptr, &hints, &list);
    for (const addrinfo* each = list; each; each = each->ai_next)
        answer.addresses.append(QHostAddress(each->ai_addr));
    if (list)
        freeaddrinfo(list);
    return answer;
}

} // namespace

void lookUp(const QString& host, IpFamily family, QObject* context, std::function<void(const LookupAnswer&)> done)
{
    auto promise = std::make_shared<QPromise<LookupAnswer>>();
    auto* watcher = new QFutureWatcher<LookupAnswer>(context); // as a child it hears nothing once the context is gone
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done = std::move(done)] {
        watcher->deleteLater();
        done(watcher->result());
    });
    watcher->setFuture(promise->future());
    const int wanted = family == IpFamily::V4 ? AF_INET : family == IpFamily::V6 ? AF_INET6 : AF_UNSPEC;
    // Detached, and it owns all it touches.
    std::thread([name = QUrl::toAce(host), wanted, promise] {
        promise->start();
        promise->addResult(ask(name, wanted));
        promise->finish();
    }).detach();
}

} // namespace Gatewatch
