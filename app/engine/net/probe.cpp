// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/probe.h>

#include <core/configrules.h>

namespace Gatewatch {

namespace {
constexpr int checkRedirects = 5;
}

QByteArray environmentProxy(const QUrl& url)
{
    const QString host = url.host();
    const QByteArray exceptions = qEnvironmentVariableIsSet("no_proxy") ? qgetenv("no_proxy") : qgetenv("NO_PROXY");
    for (const QString& each : QString::fromLocal8Bit(exceptions).split(u',', Qt::SkipEmptyParts)) {
        const QString domain = each.trimmed().mid(each.trimmed().startsWith(u'.') ? 1 : 0);
        if (domain == u"*" || host == domain || host.endsWith(u'.' + domain))
            return {};
    }
    // HTTP_PROXY in capitals is left out on purpose: in CGI it is a header field of the request.
    for (const QByteArray& name : {url.scheme().toLatin1() + "_proxy", QByteArray("all_proxy")}) {
        if (qEnvironmentVariableIsSet(name.constData()))
            return qgetenv(name.constData());
        if (name != "http_proxy" && qEnvironmentVariableIsSet(name.toUpper().constData()))
            return qgetenv(name.toUpper().constData());
    }
    return {};
}

QByteArray defaultUserAgent()
{
    return QByteArrayLiteral("Gatewatch/" GATEWATCH_VERSION);
}

PreparedProbe probeFor(const HttpCheck& check, Millis timeout, const QString& userAgent, const SecretLookup& secrets)
{
    PreparedProbe prepared;
    ProbeRequest& request = prepared.request;
    request.url = check.url;
    request.method = check.method.toLatin1();
    request.body = check.body.toUtf8();
    request.timeout = timeout;
    request.resolve = check.resolve;
    request.httpVersion = check.httpVersion;
    request.ipFamily = check.ipFamily;
    request.proxy = check.proxy;
    request.verifyTls = check.verifyTls;
    request.maxRedirects = check.followRedirects ? checkRedirects : 0;
    // A rule about the body looks at all of it.
    const Expectation& expect = check.expect;
    if (!expect.keyword.isEmpty() || !expect.notKeyword.isEmpty() || expect.json)
        request.keepBodyBytes = request.maxBodyBytes;
    request.userAgent = userAgent.isEmpty() ? defaultUserAgent() : userAgent.toUtf8();
    for (const HeaderSetting& header : check.headers) {
        switch (header.source) {
        case HeaderSetting::Source::Plain:
            request.headers.append({header.name.toLatin1(), header.text.toUtf8()});
            break;
        case HeaderSetting::Source::Environment:
        case HeaderSetting::Source::Keychain: {
            const std::optional<QByteArray> value = secrets({header.source, header.text});
            // A line end behind it comes from a file that was read into it; one within would begin another header.
            if (value && isHeaderValue(QString::fromUtf8(value->trimmed())))
                request.headers.append({header.name.toLatin1(), value->trimmed()});
            else
                prepared.missing.append(header.text);
            break;
        }
        }
    }
    return prepared;
}

/// Asks for the requests instead of going through the settings, so that none that a request uses is left out.
QSet<SecretName> secretsOf(const QList<Service>& services)
{
    QSet<SecretName> names;
    const auto note = [&names](const SecretName& name) -> std::optional<QByteArray> {
        names.insert(name);
        return std::nullopt;
    };
    for (const Service& service : services) {
        for (const Check& check : service.endpoints) {
            if (check.http())
                probeFor(*check.http(), check.timeout, {}, note);
        }
    }
    return names;
}

} // namespace Gatewatch
