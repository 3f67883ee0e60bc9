// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/politeness.h>

#include <core/catalog.h>

#include <QSet>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr Seconds leastForManyPeople{30};
constexpr Seconds leastForAnybody{1};

QSet<QString> hostsOfCatalog()
{
    QSet<QString> hosts;
    for (const CatalogEntry& entry : catalog()) {
        hosts.insert(entry.homepage.host());
        hosts.insert(entry.statusPage.host());
        for (const CatalogEndpoint& endpoint : entry.endpoints)
            hosts.insert(endpoint.url.host());
    }
    hosts.remove(QString());
    return hosts;
}

bool servesManyPeople(const QString& host)
{
    static const QSet<QString> hosts = hostsOfCatalog();
    return hosts.contains(host);
}

} // namespace

Seconds leastInterval(const QUrl& address)
{
    return servesManyPeople(address.host()) ? leastForManyPeople : leastForAnybody;
}

QString serverOf(const QUrl& address)
{
    return address.port() < 0 ? address.host() : QStringLiteral("%1:%2").arg(address.host()).arg(address.port());
}

Seconds politeInterval(const Check& check)
{
    return std::max(check.interval, leastInterval(check.address()));
}

Config withPoliteIntervals(Config config)
{
    for (Service& service : config.services) {
        for (Check& check : service.endpoints)
            check.interval = politeInterval(check);
        if (auto& page = service.statusPage)
            page->interval = std::max(page->interval, leastInterval(page->url));
    }
    return config;
}

} // namespace Gatewatch
