// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <core/catalog.h>

#include <QJsonArray>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const CatalogEntry& entry)
{
    QJsonObject object{
        {u"id"_s, entry.id},
        {u"name"_s, entry.name},
        {u"category"_s, entry.category},
        {u"homepage"_s, entry.homepage.toString(QUrl::FullyEncoded)}};
    if (!entry.statusPage.isEmpty())
        object.insert("statusPage"_L1, entry.statusPage.toString(QUrl::FullyEncoded));
    QJsonArray endpoints;
    for (const CatalogEndpoint& endpoint : entry.endpoints)
        endpoints.append(endpoint.url.toString(QUrl::FullyEncoded));
    object.insert("endpoints"_L1, endpoints);
    return object;
}

} // namespace

Started runCatalog(const Invocation& invocation)
{
    const QString words = invocation.arguments.join(u' ');
    const QList<CatalogEntry> found = words.isEmpty() ? catalog() : searchCatalog(words);
    const Console& console = invocation.console;
    if (console.json()) {
        QJsonArray entries;
        for (const CatalogEntry& entry : found)
            entries.append(toJson(entry));
        console.document({{u"schema"_s, u"gatewatch.catalog/1"_s}, {u"services"_s, entries}});
        return AllIsWell;
    }
    qsizetype width = 0;
    for (const CatalogEntry& entry : found)
        width = std::max(width, entry.id.size());
    for (const CatalogEntry& entry : found)
        console.print(u"%1  %2  %3"_s.arg(
            entry.id.leftJustified(width), entry.name,
            console.paint(entry.statusPage.toString(QUrl::FullyEncoded), Paint::Dim)));
    if (found.isEmpty())
        console.note(u"Nothing in the catalogue is called \"%1\""_s.arg(cleaned(words)));
    return AllIsWell;
}

} // namespace Gatewatch::Cli
