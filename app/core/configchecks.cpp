// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configchecks.h>
#include <core/configrules.h>
#include <core/politeness.h>

#include <algorithm>
#include <limits>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int noLimit = std::numeric_limits<int>::max();
constexpr double shortestTimeout = 0.1;
constexpr double longestTimeout = 300;

} // namespace

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

namespace {

/// { "secret": name } or { "env": NAME }
SecretName readSecret(
    const QJsonValue& value, const QString& pointer, ReadLog& log,
    const QString& rule = u"must be {\"secret\": name} or {\"env\": NAME}"_s)
{
    const QJsonObject object = value.toObject();
    const bool environment = object.contains("env"_L1);
    const QJsonValue entry = object.value(environment ? "env"_L1 : "secret"_L1);
    if (object.size() != 1 || !entry.isString() || entry.toString().isEmpty())
        log.refuse(pointer, rule);
    return {environment ? HeaderSetting::Source::Environment : HeaderSetting::Source::Keychain, entry.toString()};
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
            const SecretName secret =
                readSecret(it.value(), pointer, log, u"must be text, {\"secret\": name} or {\"env\": NAME}"_s);
            headers.append({name, secret.source, secret.text});
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

/// The rules about an answer that this kind of check can meet or miss; all other keys are unknown to it.
Expectation readExpectation(ObjectReader reader, const QString& type)
{
    Expectation expect;
    if (type == "http"_L1) {
        const QString status = reader.text("status"_L1, u"200-299"_s);
        const auto ranges = parseStatusRanges(status);
        if (!ranges)
            reader.log().refuse(reader.pointerTo("status"_L1), u"must be like 200-299,401"_s, status);
        expect.status = ranges.value_or(expect.status);
        expect.json = readJsonExpectation(reader);
    }
    if (type == "http"_L1 || type == "tcp"_L1) {
        expect.keyword = reader.text("keyword"_L1);
        expect.notKeyword = reader.text("notKeyword"_L1);
        expect.certificateDays = reader.optionalInteger("certificateDays"_L1, 0, noLimit);
    }
    if (type == "dns"_L1)
        expect.answers = reader.texts("answers"_L1);
    expect.maxMs = reader.optionalInteger("maxMs"_L1, 1, noLimit);
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

/// { "user": name, "password": secret } or { "token": secret }
std::optional<Credentials> readLogin(ObjectReader& endpoint, QLatin1StringView key, bool mayBeToken)
{
    if (!endpoint.has(key))
        return std::nullopt;
    ObjectReader reader = endpoint.object(key);
    const bool token = mayBeToken && reader.has("token"_L1);
    const QLatin1StringView secret = token ? "token"_L1 : "password"_L1;
    Credentials login;
    if (!token) {
        login.user = reader.text("user"_L1);
        // RFC 7617 section 2: a colon would end the user name.
        if (login.user.isEmpty() || login.user.contains(u':') || !isHeaderValue(login.user))
            reader.log().refuse(
                reader.pointerTo("user"_L1), u"must be a name without colon"_s); // a password is behind one
    }
    login.secret = readSecret(reader.take(secret), reader.pointerTo(secret), reader.log());
    login.unknown = reader.rest();
    return login;
}

TlsFiles readTlsFiles(ObjectReader& endpoint)
{
    TlsFiles files;
    files.authorities = endpoint.text("caFile"_L1);
    if (!endpoint.has("clientCertificate"_L1))
        return files;
    ObjectReader reader = endpoint.object("clientCertificate"_L1);
    files.certificate = reader.text("file"_L1);
    if (files.certificate.isEmpty())
        reader.log().refuse(reader.pointerTo("file"_L1), u"must name a file"_s, files.certificate);
    files.key = reader.text("key"_L1);
    if (reader.has("password"_L1))
        files.keyPassword = readSecret(reader.take("password"_L1), reader.pointerTo("password"_L1), reader.log());
    files.unknown = reader.rest();
    return files;
}

IpFamily readFamily(ObjectReader& reader)
{
    const QString family = reader.word("ipFamily"_L1, ipFamilyWords().first(), ipFamilyWords());
    return static_cast<IpFamily>(qMax(qsizetype(0), ipFamilyWords().indexOf(family)));
}

QString readInterface(ObjectReader& reader)
{
    const QString name = reader.text("interface"_L1);
    if (!isInterface(name))
        reader.log().refuse(
            reader.pointerTo("interface"_L1), u"must be the name or an address of an interface"_s, name);
    return name;
}

/// A name, or a numeric address; `key` has to be there.
QString readHost(ObjectReader& reader, QLatin1StringView key)
{
    reader.require(key);
    const QString host = reader.text(key);
    if (reader.has(key) && !isHost(host))
        reader.log().refuse(reader.pointerTo(key), u"must be a host name or a numeric address"_s, host);
    return host;
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
    check.expect = readExpectation(reader.object("expect"_L1), u"http"_s);
    check.followRedirects = reader.boolean("followRedirects"_L1, true);
    const QString version = reader.word("httpVersion"_L1, httpVersionWords().first(), httpVersionWords());
    check.httpVersion = static_cast<HttpVersion>(qMax(qsizetype(0), httpVersionWords().indexOf(version)));
    check.ipFamily = readFamily(reader);
    check.proxy = reader.text("proxy"_L1, check.proxy);
    if (!isProxy(check.proxy))
        reader.log().refuse(
            reader.pointerTo("proxy"_L1),
            u"must be system, none, or an http, https or socks5 address without user name"_s);
    check.proxyLogin = readLogin(reader, "proxyAuth"_L1, false);
    check.login = readLogin(reader, "auth"_L1, true);
    if (check.login && std::ranges::any_of(check.headers, [](const HeaderSetting& header) {
            return header.name.compare("Authorization"_L1, Qt::CaseInsensitive) == 0;
        }))
        reader.log().refuse(reader.pointerTo("auth"_L1), u"must not be given beside the header Authorization"_s);
    check.resolve = readPins(reader);
    check.interface = readInterface(reader);
    check.verifyTls = reader.boolean("verifyTls"_L1, true);
    check.tls = readTlsFiles(reader);
    return check;
}

TcpCheck readTcpCheck(ObjectReader& reader)
{
    TcpCheck check;
    check.host = readHost(reader, "host"_L1);
    reader.require("port"_L1);
    check.port = reader.integer("port"_L1, 0, 1, 65535);
    check.useTls = reader.boolean("tls"_L1, false);
    check.send = reader.text("send"_L1);
    check.expect = readExpectation(reader.object("expect"_L1), u"tcp"_s);
    check.ipFamily = readFamily(reader);
    check.interface = readInterface(reader);
    check.verifyTls = reader.boolean("verifyTls"_L1, true);
    check.tls = readTlsFiles(reader);
    return check;
}

DnsCheck readDnsCheck(ObjectReader& reader)
{
    DnsCheck check;
    reader.require("name"_L1);
    check.name = reader.text("name"_L1);
    if (reader.has("name"_L1) && !isDnsName(check.name))
        reader.log().refuse(reader.pointerTo("name"_L1), u"must be a name like www.example.org"_s, check.name);
    check.record = reader.word("record"_L1, check.record, dnsRecords());
    check.server = reader.text("server"_L1);
    if (!check.server.isEmpty() && !isPinnedAddress(check.server))
        reader.log().refuse(
            reader.pointerTo("server"_L1), u"must be a numeric address, with or without a port"_s, check.server);
    check.expect = readExpectation(reader.object("expect"_L1), u"dns"_s);
    return check;
}

PingCheck readPingCheck(ObjectReader& reader)
{
    PingCheck check;
    check.host = readHost(reader, "host"_L1);
    check.ipFamily = readFamily(reader);
    check.expect = readExpectation(reader.object("expect"_L1), u"ping"_s);
    return check;
}

} // namespace

void warnOfHaste(const ObjectReader& reader, Seconds interval, const QUrl& asked)
{
    if (const Seconds least = leastInterval(asked); interval < least)
        reader.log().warn(
            reader.pointerTo("intervalSeconds"_L1),
            u"is %1, but many people ask %2, so it is asked every %3 s"_s.arg(interval.count())
                .arg(asked.host())
                .arg(least.count()));
}

Check readCheck(const QJsonValue& value, const QString& pointer, QSet<QString>& taken, ReadLog& log)
{
    ObjectReader reader(value, pointer, log);
    Check check;
    check.id = readId(reader, taken);
    const QString type = reader.word("type"_L1, u"http"_s, {u"http"_s, u"tcp"_s, u"dns"_s, u"ping"_s});
    check.interval = Seconds(reader.integer("intervalSeconds"_L1, 60, 1, noLimit));
    check.timeout = Millis(qRound(reader.number("timeoutSeconds"_L1, 10, shortestTimeout, longestTimeout) * 1000));
    if (type == "tcp"_L1)
        check.how = readTcpCheck(reader);
    else if (type == "dns"_L1)
        check.how = readDnsCheck(reader);
    else if (type == "ping"_L1)
        check.how = readPingCheck(reader);
    else
        check.how = readHttpCheck(reader);
    check.unknown = reader.rest();
    warnOfHaste(reader, check.interval, check.address());
    return check;
}

} // namespace Gatewatch
