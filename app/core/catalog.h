// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/service.h>

namespace Gatewatch {

struct CatalogEndpoint {
    QUrl url;
    QString method;
    QList<int> expect;
    QString source;
    bool operator==(const CatalogEndpoint&) const = default;
};

/// A service that many people depend on, as resources/catalog.json knows it.
struct CatalogEntry {
    QString id;
    QString name;
    QString category; ///< "ai", "developer" …
    QUrl homepage;
    QUrl statusPage;
    QString statusFormat;
    QStringList aliases;
    QList<CatalogEndpoint> endpoints;
    QString source; ///< where its facts come from
    bool operator==(const CatalogEntry&) const = default;
};

/// The built-in catalogue, sorted by name. Read once from the resources.
const QList<CatalogEntry>& catalog();
/// Entries whose name, id or alias contains every word of `text`; those that begin with it first.
QList<CatalogEntry> searchCatalog(const QString& text);
const CatalogEntry* findInCatalog(const QString& id);
/// The service that watching this entry means. Its checks run every 60 s: these are other people's servers.
Service serviceFrom(const CatalogEntry& entry);
/// The service that watching a typed address means. `taken` are ids in use.
Service serviceFrom(const QUrl& url, const QStringList& taken);

} // namespace Gatewatch
