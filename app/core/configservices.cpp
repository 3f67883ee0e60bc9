// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configrules.h>
#include <core/configservices.h>
#include <core/statuspage/formats.h>

#include <limits>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int noLimit = std::numeric_limits<int>::max();
constexpr double shortestTimeout = 0.1;
constexpr double longestTimeout = 300;

const QStringList& versionWords()
{
    static const QStringList words{u"auto"_s, u"1.1"_s, u"2"_s};
    return words;
}

const QStringList& familyWords()
{
    static const QStringList words{u"auto"_s, u"4"_s, u"6"_s};
    return words;
}

QString readId(ObjectReader& reader, QSet<QString>& taken)
{
    const QJsonValue value = reader.take("id"_L1);
    const QString id = value.toString();
    if (!value.isString() || !isId(id))
        reader.log().refuse(reader.pointerTo("id"_L1), u"must be letters, digits, '-', '_' or '.'"_s, value);
    else if (taken.contains(id))
        reader.log().refuse(reader.pointerTo("id"_L1), u"must be different from all others here"_s, value);
    taken.insert(id);
    return id;
}

/// { "secret": name } or { "env": NAME }
HeaderSetting readNamedSecret(const QString& name, const QJsonValue& value, const QString& pointer, ReadLog& log)
{
    const QJsonObject object = value.toObject();
    const bool environment = object.contains("env"_L1);
    const QJsonValue entry = object.value(environment ? "env"_L1 : "secret"_L1);
    if (object.size() != 1 || !entry.isString() || entry.toString().isEmpty())
        log.refuse(pointer, u"must be text, {\"secret\": name} or {\"env\": NAME}"_s);
    return {name, environment ? HeaderSetting::Source::Environment : HeaderSetting::Source::Keychain, entry.toString()};
}

QList<HeaderSetting> readHeaders(ObjectReader& endpoint)
{
    QList<HeaderSetting> headers;
    const QJsonValue all = endpoint.take("headers"_L1);
    const ObjectReader reader(all, endpoint.pointerTo("headers"_L1), endpoint.log());
    ReadLog& log = endpoint.log();
    QSet<QString> taken;
    const QJsonObject object = all.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString& name = it.key();
        const QString pointer = reader.pointerTo(name);
        if (!isHeaderName(name))
            log.refuse(pointer, u"must be a header name: letters, digits and '-'"_s);
        if (isForbiddenHeader(name))
            log.refuse(pointer, u"must not be set: the transfer sets it"_s);
        if (taken.contains(name.toLower()))
            log.refuse(pointer, u"must be given once only"_s);
        taken.insert(name.toLower());
        if (!it.value().isString()) {
            headers.append(readNamedSecret(name, it.value(), pointer, log));
            continue;
        }
        if (!isHeaderValue(it.value().toString()))
            log.refuse(pointer, u"must have no control characters"_s);
        if (isSecretHeader(name))
            log.warn(pointer, u"is written openly; name a secret or a variable instead: {\"env\": \"NAME\"}"_s);
        headers.append({name, HeaderSetting::Source::Plain, it.value().toString()});
    }
    return headers;
}

std::optional<JsonExpectation> readJsonExpectation(ObjectReader& expect)
{
    if (!expect.has("json"_L1))
        return std::nullopt;
    ObjectReader reader = expect.object("json"_L1);
    reader.require("equals"_L1);
    JsonExpectation result;
    result.path = reader.text("path"_L1);
    if (result.path.isEmpty())
        reader.log().refuse(reader.pointerTo("path"_L1), u"must not be empty"_s, result.path);
    result.equals = reader.take("equals"_L1);
    if (result.equals.isObject() || result.equals.isArray())
        reader.log().refuse(reader.pointerTo("equals"_L1), u"must be one value"_s, result.equals);
    result.unknown = reader.rest();
    return result;
}

Expectation readExpectation(ObjectReader reader)
{
    Expectation expect;
    const QString status = reader.text("status"_L1, u"200-299"_s);
    const auto ranges = parseStatusRanges(status);
    if (!ranges)
        reader.log().refuse(reader.pointerTo("status"_L1), u"must be like 200-299,401"_s, status);
    expect.status = ranges.value_or(expect.status);
    expect.keyword = reader.text("keyword"_L1);
    expect.notKeyword = reader.text("notKeyword"_L1);
    expect.json = readJsonExpectation(reader);
    expect.maxMs = reader.optionalInteger("maxMs"_L1, 1, noLimit);
    expect.certificateDays = reader.optionalInteger("certificateDays"_L1, 0, noLimit);
    if (expect.certificateDays)
        reader.log().warn(reader.pointerTo("certificateDays"_L1), u"is kept but not judged by this version"_s);
    expect.unknown = reader.rest();
    return expect;
}

QStringList readPins(ObjectReader& reader)
{
    const QStringList pins = reader.texts("resolve"_L1);
    for (qsizetype i = 0; i < pins.size(); ++i) {
        if (!isPinnedAddress(pins.at(i)))
            reader.log().refuse(
                reader.pointerTo("resolve"_L1) + u'/' + QString::number(i),
                u"must be a numeric address, with or without a port"_s, pins.at(i));
    }
    return pins;
}

HttpCheck readHttpCheck(ObjectReader& reader)
{
    HttpCheck check;
    reader.require("url"_L1);
    const QJsonValue url = reader.take("url"_L1);
    if (!url.isUndefined())
        check.url = readUrl(url, reader.pointerTo("url"_L1), reader.log());
    check.method = reader.word("method"_L1, check.method, allowedMethods());
    check.headers = readHeaders(reader);
    check.body = reader.text("body"_L1);
    check.expect = readExpectation(reader.object("expect"_L1));
    check.followRedirects = reader.boolean("followRedirects"_L1, true);
    const QString version = reader.word("httpVersion"_L1, versionWords().first(), versionWords());
    check.httpVersion = static_cast<HttpVersion>(qMax(qsizetype(0), versionWords().indexOf(version)));
    const QString family = reader.word("ipFamily"_L1, familyWords().first(), familyWords());
    check.ipFamily = static_cast<IpFamily>(qMax(qsizetype(0), familyWords().indexOf(family)));
    check.proxy = reader.text("proxy"_L1, check.proxy);
    if (!isProxy(check.proxy))
        reader.log().refuse(
            reader.pointerTo("proxy"_L1),
            u"must be system, none, or an http, https or socks5 address without user name"_s);
    check.resolve = readPins(reader);
    check.verifyTls = reader.boolean("verifyTls"_L1, true);
    return check;
}

Check readEndpoint(const QJsonValue& value, const QString& pointer, QSet<QString>& taken, ReadLog& log)
{
    ObjectReader reader(value, pointer, log);
    Check check;
    check.id = readId(reader, taken);
    const QString type = reader.word("type"_L1, u"http"_s, {u"http"_s, u"tcp"_s, u"dns"_s, u"ping"_s});
    check.interval = Seconds(reader.integer("intervalSeconds"_L1, 60, 1, noLimit));
    check.timeout = Millis(qRound(reader.number("timeoutSeconds"_L1, 10, shortestTimeout, longestTimeout) * 1000));
    if (type == "http"_L1) {
        check.how = readHttpCheck(reader);
        check.unknown = reader.rest();
    } else {
        check.how = UnsupportedCheck{type, reader.unread()};
        log.warn(reader.pointerTo("type"_L1), u"\"%1\" is kept but not measured by this version"_s.arg(type));
    }
    return check;
}

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
        service.endpoints.append(readEndpoint(
            endpoints.at(i), reader.pointerTo("endpoints"_L1) + u'/' + QString::number(i), endpointIds, log));
    ObjectReader thresholds = reader.object("thresholds"_L1);
    service.thresholds.failuresToDown = thresholds.integer("failuresToDown"_L1, 2, 1, 100);
    service.thresholds.successesToUp = thresholds.integer("successesToUp"_L1, 2, 1, 100);
    service.thresholds.unknown = thresholds.rest();
    service.notify = reader.boolean("notify"_L1, true);
    service.unknown = reader.rest();
    return service;
}

// Writing. A key that holds its default is left out.

void put(QJsonObject& object, QLatin1StringView key, const QJsonValue& value, const QJsonValue& fallback)
{
    if (value != fallback)
        object.insert(key, value);
}

void putText(QJsonObject& object, QLatin1StringView key, const QString& text, const QString& fallback = {})
{
    if (text != fallback)
        object.insert(key, text);
}

QString written(const QUrl& url)
{
    return url.toString(QUrl::FullyEncoded);
}

QJsonObject writeHeaders(const QList<HeaderSetting>& headers)
{
    QJsonObject object;
    for (const HeaderSetting& header : headers) {
        switch (header.source) {
        case HeaderSetting::Source::Plain:
            object.insert(header.name, header.text);
            break;
        case HeaderSetting::Source::Environment:
            object.insert(header.name, QJsonObject{{u"env"_s, header.text}});
            break;
        case HeaderSetting::Source::Keychain:
            object.insert(header.name, QJsonObject{{u"secret"_s, header.text}});
            break;
        }
    }
    return object;
}

QJsonObject writeExpectation(const Expectation& expect)
{
    QJsonObject object = expect.unknown;
    putText(object, "status"_L1, writeStatusRanges(expect.status), u"200-299"_s);
    putText(object, "keyword"_L1, expect.keyword);
    putText(object, "notKeyword"_L1, expect.notKeyword);
    if (expect.json) {
        QJsonObject json = expect.json->unknown;
        json.insert("path"_L1, expect.json->path);
        json.insert("equals"_L1, expect.json->equals);
        object.insert("json"_L1, json);
    }
    if (expect.maxMs)
        object.insert("maxMs"_L1, *expect.maxMs);
    if (expect.certificateDays)
        object.insert("certificateDays"_L1, *expect.certificateDays);
    return object;
}

void writeHttpCheck(QJsonObject& object, const HttpCheck& check)
{
    const HttpCheck usual;
    object.insert("url"_L1, written(check.url));
    putText(object, "method"_L1, check.method, usual.method);
    put(object, "headers"_L1, writeHeaders(check.headers), QJsonObject());
    putText(object, "body"_L1, check.body);
    put(object, "expect"_L1, writeExpectation(check.expect), QJsonObject());
    put(object, "followRedirects"_L1, check.followRedirects, true);
    putText(object, "httpVersion"_L1, versionWords().at(static_cast<int>(check.httpVersion)), u"auto"_s);
    putText(object, "ipFamily"_L1, familyWords().at(static_cast<int>(check.ipFamily)), u"auto"_s);
    putText(object, "proxy"_L1, check.proxy, usual.proxy);
    put(object, "resolve"_L1, QJsonArray::fromStringList(check.resolve), QJsonArray());
    put(object, "verifyTls"_L1, check.verifyTls, true);
}

QJsonObject writeEndpoint(const Check& check)
{
    const auto* unsupported = std::get_if<UnsupportedCheck>(&check.how);
    QJsonObject object = unsupported ? unsupported->settings : check.unknown;
    object.insert("id"_L1, check.id);
    object.insert("type"_L1, unsupported ? unsupported->type : u"http"_s);
    object.insert("intervalSeconds"_L1, static_cast<qint64>(check.interval.count()));
    put(object, "timeoutSeconds"_L1, static_cast<double>(check.timeout.count()) / 1000, 10);
    if (const HttpCheck* http = check.http())
        writeHttpCheck(object, *http);
    return object;
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
        endpoints.append(writeEndpoint(check));
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
