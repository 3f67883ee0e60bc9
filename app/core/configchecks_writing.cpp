// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configchecks.h>
#include <core/configrules.h>
#include <core/configwriter.h>

#include <QJsonArray>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QJsonObject writeSecret(const SecretName& secret)
{
    return {{secret.source == HeaderSetting::Source::Environment ? u"env"_s : u"secret"_s, secret.text}};
}

void putLogin(QJsonObject& object, QLatin1StringView key, const std::optional<Credentials>& login)
{
    if (!login)
        return;
    QJsonObject written = login->unknown;
    written.insert(login->user.isEmpty() ? "token"_L1 : "password"_L1, writeSecret(login->secret));
    putText(written, "user"_L1, login->user);
    object.insert(key, written);
}

void putTlsFiles(QJsonObject& object, const TlsFiles& files)
{
    putText(object, "caFile"_L1, files.authorities);
    if (files.certificate.isEmpty())
        return;
    QJsonObject certificate = files.unknown;
    certificate.insert("file"_L1, files.certificate);
    putText(certificate, "key"_L1, files.key);
    if (files.keyPassword)
        certificate.insert("password"_L1, writeSecret(*files.keyPassword));
    object.insert("clientCertificate"_L1, certificate);
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
        case HeaderSetting::Source::Keychain:
            object.insert(header.name, writeSecret({header.source, header.text}));
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
    put(object, "answers"_L1, QJsonArray::fromStringList(expect.answers), QJsonArray());
    if (expect.maxMs)
        object.insert("maxMs"_L1, *expect.maxMs);
    if (expect.certificateDays)
        object.insert("certificateDays"_L1, *expect.certificateDays);
    return object;
}

void writeHow(QJsonObject& object, const HttpCheck& check)
{
    const HttpCheck usual;
    object.insert("url"_L1, written(check.url));
    putText(object, "method"_L1, check.method, usual.method);
    put(object, "headers"_L1, writeHeaders(check.headers), QJsonObject());
    putText(object, "body"_L1, check.body);
    put(object, "expect"_L1, writeExpectation(check.expect), QJsonObject());
    put(object, "followRedirects"_L1, check.followRedirects, true);
    putText(object, "httpVersion"_L1, httpVersionWords().at(static_cast<int>(check.httpVersion)), u"auto"_s);
    putText(object, "ipFamily"_L1, ipFamilyWords().at(static_cast<int>(check.ipFamily)), u"auto"_s);
    putText(object, "proxy"_L1, check.proxy, usual.proxy);
    putLogin(object, "proxyAuth"_L1, check.proxyLogin);
    putLogin(object, "auth"_L1, check.login);
    put(object, "resolve"_L1, QJsonArray::fromStringList(check.resolve), QJsonArray());
    putText(object, "interface"_L1, check.interface);
    put(object, "verifyTls"_L1, check.verifyTls, true);
    putTlsFiles(object, check.tls);
}

void writeHow(QJsonObject& object, const TcpCheck& check)
{
    object.insert("host"_L1, check.host);
    object.insert("port"_L1, check.port);
    put(object, "tls"_L1, check.useTls, false);
    putText(object, "send"_L1, check.send);
    put(object, "expect"_L1, writeExpectation(check.expect), QJsonObject());
    putText(object, "ipFamily"_L1, ipFamilyWords().at(static_cast<int>(check.ipFamily)), u"auto"_s);
    putText(object, "interface"_L1, check.interface);
    put(object, "verifyTls"_L1, check.verifyTls, true);
    putTlsFiles(object, check.tls);
}

void writeHow(QJsonObject& object, const DnsCheck& check)
{
    object.insert("name"_L1, check.name);
    putText(object, "record"_L1, check.record, DnsCheck().record);
    putText(object, "server"_L1, check.server);
    put(object, "expect"_L1, writeExpectation(check.expect), QJsonObject());
}

void writeHow(QJsonObject& object, const PingCheck& check)
{
    object.insert("host"_L1, check.host);
    putText(object, "ipFamily"_L1, ipFamilyWords().at(static_cast<int>(check.ipFamily)), u"auto"_s);
    put(object, "expect"_L1, writeExpectation(check.expect), QJsonObject());
}

} // namespace

QJsonObject writeCheck(const Check& check)
{
    QJsonObject object = check.unknown;
    object.insert("id"_L1, check.id);
    object.insert("type"_L1, idOf(kindOf(check)));
    object.insert("intervalSeconds"_L1, static_cast<qint64>(check.interval.count()));
    put(object, "timeoutSeconds"_L1, static_cast<double>(check.timeout.count()) / 1000, 10);
    std::visit([&](const auto& how) { writeHow(object, how); }, check.how);
    return object;
}

} // namespace Gatewatch
