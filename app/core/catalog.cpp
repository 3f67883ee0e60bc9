// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/catalog.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

// The resource is in a static library: without this the linker leaves it out.
static void initializeResources()
{
    Q_INIT_RESOURCE(core);
}

namespace Gatewatch {
namespace {

/// Checks of other people's servers, unless the user decides otherwise.
constexpr Seconds usualInterval{60};

CatalogEndpoint endpointFrom(const QJsonValue& json)
{
    CatalogEndpoint endpoint;
    endpoint.url = QUrl(json[u"url"].toString());
    endpoint.method = json[u"method"].toString();
    endpoint.source = json[u"source"].toString();
    for (const QJsonValue& status : json[u"expect"].toArray())
        endpoint.expect.append(status.toInt());
    return endpoint;
}

CatalogEntry entryFrom(const QJsonValue& json)
{
    CatalogEntry entry;
    entry.id = json[u"id"].toString();
    entry.name = json[u"name"].toString();
    entry.category = json[u"category"].toString();
    entry.homepage = QUrl(json[u"homepage"].toString());
    entry.statusPage = QUrl(json[u"statusPage"].toString());
    entry.statusFormat = json[u"statusFormat"].toString();
    entry.source = json[u"source"].toString();
    for (const QJsonValue& alias : json[u"aliases"].toArray())
        entry.aliases.append(alias.toString());
    for (const QJsonValue& endpoint : json[u"endpoints"].toArray())
        entry.endpoints.append(endpointFrom(endpoint));
    return entry;
}

QList<CatalogEntry> readCatalog()
{
    initializeResources();
    QFile file(u":/gatewatch/catalog.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<CatalogEntry> entries;
    for (const QJsonValue& service : QJsonDocument::fromJson(file.readAll()).object().value(u"services").toArray())
        entries.append(entryFrom(service));
    std::ranges::sort(entries, [](const CatalogEntry& a, const CatalogEntry& b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    return entries;
}

QStringList namesOf(const CatalogEntry& entry)
{
    return QStringList{entry.name, entry.id} + entry.aliases;
}

bool holdsEvery(const CatalogEntry& entry, const QStringList& words)
{
    const QString all = namesOf(entry).join(u'\n');
    return std::ranges::all_of(words, [&all](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

bool beginsWith(const CatalogEntry& entry, const QString& text)
{
    const QStringList names = namesOf(entry);
    return std::ranges::any_of(
        names, [&text](const QString& name) { return name.startsWith(text, Qt::CaseInsensitive); });
}

/// What an id of the configuration may be made of; never empty.
QString idFromText(const QString& text)
{
    QString id;
    for (const QChar c : text.toLower()) {
        const bool plain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'.';
        if (plain)
            id += c;
        else if (!id.isEmpty() && !id.endsWith(u'-'))
            id += u'-';
    }
    while (id.endsWith(u'-') || id.endsWith(u'.'))
        id.chop(1);
    return id.isEmpty() ? u"service"_s : id;
}

QString unusedId(const QString& wanted, const QStringList& taken)
{
    QString id = wanted;
    for (int number = 2; taken.contains(id); ++number)
        id = wanted + u'-' + QString::number(number);
    return id;
}

/// "api" for api.example.com, "web" for www.example.com and example.com.
QString endpointId(const QUrl& url)
{
    const QStringList labels = url.host().split(u'.');
    return labels.size() < 3 || labels.first() == u"www" ? u"web"_s : idFromText(labels.first());
}

Check checkFor(const QString& id, const QUrl& url)
{
    HttpCheck http;
    http.url = url;
    Check check;
    check.id = id;
    check.how = http;
    check.interval = usualInterval;
    return check;
}

Check checkFor(const CatalogEndpoint& endpoint, const QStringList& taken)
{
    Check check = checkFor(unusedId(endpointId(endpoint.url), taken), endpoint.url);
    auto& http = std::get<HttpCheck>(check.how);
    http.method = endpoint.method;
    http.expect.status.clear();
    for (const int status : endpoint.expect)
        http.expect.status.append({status, status});
    return check;
}

/// A home page proves that somebody answers, even when it wants something of the visitor first.
Check homepageCheck(const QUrl& homepage)
{
    Check check = checkFor(u"web"_s, homepage);
    std::get<HttpCheck>(check.how).expect.status = {{200, 299}, {401, 401}, {403, 403}};
    return check;
}

} // namespace

const QList<CatalogEntry>& catalog()
{
    static const QList<CatalogEntry> entries = readCatalog();
    return entries;
}

QList<CatalogEntry> searchCatalog(const QString& text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    QList<CatalogEntry> found;
    std::ranges::copy_if(
        catalog(), std::back_inserter(found), [&words](const CatalogEntry& entry) { return holdsEvery(entry, words); });
    // Not std::ranges::stable_partition: clang 14 cannot compile libstdc++ 12's.
    std::stable_partition(found.begin(), found.end(), [&text](const CatalogEntry& entry) {
        return beginsWith(entry, text.simplified());
    });
    return found;
}

const CatalogEntry* findInCatalog(const QString& id)
{
    const auto it = std::ranges::find(catalog(), id, &CatalogEntry::id);
    return it == catalog().end() ? nullptr : &*it;
}

Service serviceFrom(const CatalogEntry& entry)
{
    Service service;
    service.id = entry.id;
    service.name = entry.name;
    service.homepage = entry.homepage;
    if (!entry.statusPage.isEmpty()) {
        StatusPageSource page;
        page.url = entry.statusPage;
        page.format = entry.statusFormat;
        service.statusPage = page;
    }
    QStringList ids;
    for (const CatalogEndpoint& endpoint : entry.endpoints) {
        service.endpoints.append(checkFor(endpoint, ids));
        ids.append(service.endpoints.last().id);
    }
    if (service.endpoints.isEmpty())
        service.endpoints.append(homepageCheck(entry.homepage));
    return service;
}

Service serviceFrom(const QUrl& url, const QStringList& taken)
{
    const QString host = url.host();
    const QString bare = host.startsWith(u"www.") ? host.sliced(4) : host;
    Service service;
    service.id = unusedId(idFromText(url.port() > 0 ? bare + u'-' + QString::number(url.port()) : bare), taken);
    service.name = url.port() > 0 ? bare + u':' + QString::number(url.port()) : bare;
    service.homepage =
        url.resolved(QUrl(u"/"_s)).adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    service.endpoints = {checkFor(u"web"_s, url)};
    return service;
}

} // namespace Gatewatch
