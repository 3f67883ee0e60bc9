// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configchecks.h>
#include <core/configrules.h>
#include <core/configservices.h>
#include <core/configwriter.h>
#include <core/politeness.h>
#include <core/statuspage/formats.h>

#include <limits>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int noLimit = std::numeric_limits<int>::max();

std::optional<StatusPageSource> readStatusPage(ObjectReader& service)
{
    if (!service.has("statusPage"_L1))
        return std::nullopt;
    ObjectReader reader = service.object("statusPage"_L1);
    StatusPageSource source;
    reader.require("url"_L1);
    const QJsonValue url = reader.take("url"_L1);
    if (!url.isUndefined())
        source.url = readUrl(url, reader.pointerTo("url"_L1), reader.log());
    source.format = reader.text("format"_L1, source.format);
    if (!isId(source.format))
        reader.log().refuse(reader.pointerTo("format"_L1), u"must be auto or the id of a format"_s, source.format);
    else if (source.format != u"auto" && !findFormat(source.format))
        reader.log().warn(
            reader.pointerTo("format"_L1),
            u"\"%1\" is not read by this version: the format is found out from the page"_s.arg(source.format));
    source.components = reader.texts("components"_L1);
    source.interval = Seconds(reader.integer("intervalSeconds"_L1, 120, 1, noLimit));
    source.unknown = reader.rest();
    warnOfHaste(reader, source.interval, source.url);
    return source;
}

Service readService(const QJsonValue& value, const QString& pointer, QSet<QString>& taken, ReadLog& log)
{
    ObjectReader reader(value, pointer, log);
    Service service;
    service.id = readId(reader, taken);
    service.name = reader.text("name"_L1, service.id);
    service.group = reader.text("group"_L1);
    service.homepage = reader.url("homepage"_L1);
    service.statusPage = readStatusPage(reader);
    const QJsonArray endpoints = reader.list("endpoints"_L1);
    QSet<QString> endpointIds;
    for (qsizetype i = 0; i < endpoints.size(); ++i)
        service.endpoints.append(
            readCheck(endpoints.at(i), reader.pointerTo("endpoints"_L1) + u'/' + QString::number(i), endpointIds, log));
    ObjectReader thresholds = reader.object("thresholds"_L1);
    service.thresholds.failuresToDown = thresholds.integer("failuresToDown"_L1, 2, 1, 100);
    service.thresholds.successesToUp = thresholds.integer("successesToUp"_L1, 2, 1, 100);
    service.thresholds.unknown = thresholds.rest();
    service.notify = reader.boolean("notify"_L1, true);
    service.unknown = reader.rest();
    return service;
}

QJsonObject writeStatusPage(const StatusPageSource& source)
{
    QJsonObject object = source.unknown;
    object.insert("url"_L1, written(source.url));
    putText(object, "format"_L1, source.format, u"auto"_s);
    put(object, "components"_L1, QJsonArray::fromStringList(source.components), QJsonArray());
    put(object, "intervalSeconds"_L1, static_cast<qint64>(source.interval.count()), 120);
    return object;
}

QJsonObject writeService(const Service& service)
{
    QJsonObject object = service.unknown;
    object.insert("id"_L1, service.id);
    object.insert("name"_L1, service.name);
    putText(object, "group"_L1, service.group);
    putText(object, "homepage"_L1, written(service.homepage));
    if (service.statusPage)
        object.insert("statusPage"_L1, writeStatusPage(*service.statusPage));
    QJsonArray endpoints;
    for (const Check& check : service.endpoints)
        endpoints.append(writeCheck(check));
    object.insert("endpoints"_L1, endpoints);
    QJsonObject thresholds = service.thresholds.unknown;
    put(thresholds, "failuresToDown"_L1, service.thresholds.failuresToDown, 2);
    put(thresholds, "successesToUp"_L1, service.thresholds.successesToUp, 2);
    put(object, "thresholds"_L1, thresholds, QJsonObject());
    put(object, "notify"_L1, service.notify, true);
    return object;
}

} // namespace

QList<Service> readServices(const QJsonArray& services, const QString& pointer, ReadLog& log)
{
    QList<Service> result;
    QSet<QString> taken;
    for (qsizetype i = 0; i < services.size(); ++i)
        result.append(readService(services.at(i), pointer + u'/' + QString::number(i), taken, log));
    return result;
}

QJsonArray writeServices(const QList<Service>& services)
{
    QJsonArray result;
    for (const Service& service : services)
        result.append(writeService(service));
    return result;
}

} // namespace Gatewatch
