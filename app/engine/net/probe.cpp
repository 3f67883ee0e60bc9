// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/probe.h>

#include <core/configrules.h>

namespace Gatewatch {

namespace {
constexpr int checkRedirects = 5;
}

QByteArray defaultUserAgent()
{
    return QByteArrayLiteral("Gatewatch/" GATEWATCH_VERSION);
}

namespace {

/// Puts the values of secrets into a request; what cannot be had or used is among its missing ones.
class Filler {
public:
    Filler(PreparedProbe& prepared, const SecretLookup& secrets)
        : m_prepared(prepared)
        , m_secrets(secrets)
    {
    }

    std::optional<QByteArray> valueOf(const SecretName& secret)
    {
        const std::optional<QByteArray> value = m_secrets(secret);
        // A line end behind it comes from a file that was read into it; one within would begin another header.
        if (value && isHeaderValue(QString::fromUtf8(value->trimmed()))) {
            hide(value->trimmed());
            return value->trimmed();
        }
        m_prepared.missing.append(secret.text);
        return std::nullopt;
    }

    void addHeaders(const HttpCheck& check)
    {
        for (const HeaderSetting& header : check.headers) {
            const std::optional<QByteArray> value = header.source == HeaderSetting::Source::Plain
                ? header.text.toUtf8()
                : valueOf({header.source, header.text});
            if (!value)
                continue;
            m_prepared.request.headers.append({header.name.toLatin1(), *value});
            if (header.source == HeaderSetting::Source::Plain && isSecretHeader(header.name))
                hide(value->sliced(value->lastIndexOf(' ') + 1)); // behind the name of the scheme
        }
        if (!check.login)
            return;
        const std::optional<QByteArray> secret = valueOf(check.login->secret);
        if (!secret)
            return;
        if (check.login->user.isEmpty()) {
            m_prepared.request.headers.append({"Authorization", "Bearer " + *secret});
            return;
        }
        const QByteArray login = (check.login->user.toUtf8() + ':' + *secret).toBase64();
        hide(login);
        m_prepared.request.headers.append({"Authorization", "Basic " + login});
    }

    void addProxyLogin(const std::optional<Credentials>& login)
    {
        const auto secret = login ? valueOf(login->secret) : std::nullopt;
        if (!secret)
            return;
        m_prepared.request.proxyLogin = login->user.toUtf8() + ':' + *secret;
        hide(m_prepared.request.proxyLogin.toBase64());
    }

    void addTls(const TlsFiles& files, bool verify)
    {
        ProbeRequest& request = m_prepared.request;
        request.verifyTls = verify;
        request.caFile = files.authorities.toLocal8Bit();
        request.certificateFile = files.certificate.toLocal8Bit();
        request.keyFile = files.key.toLocal8Bit();
        if (files.keyPassword)
            request.keyPassword = valueOf(*files.keyPassword).value_or(QByteArray());
    }

private:
    void hide(const QByteArray& value) { m_prepared.request.secrets.append(value); }

    PreparedProbe& m_prepared;
    const SecretLookup& m_secrets;
};

} // namespace

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
    request.interface = check.interface.toLatin1();
    request.maxRedirects = check.followRedirects ? checkRedirects : 0;
    // A rule about the body looks at all of it.
    const Expectation& expect = check.expect;
    if (!expect.keyword.isEmpty() || !expect.notKeyword.isEmpty() || expect.json)
        request.keepBodyBytes = request.maxBodyBytes;
    request.userAgent = userAgent.isEmpty() ? defaultUserAgent() : userAgent.toUtf8();
    Filler filler(prepared, secrets);
    filler.addHeaders(check);
    filler.addTls(check.tls, check.verifyTls);
    filler.addProxyLogin(check.proxyLogin);
    return prepared;
}

PreparedProbe probeFor(const TcpCheck& check, Millis timeout, const SecretLookup& secrets)
{
    PreparedProbe prepared;
    ProbeRequest& request = prepared.request;
    request.url.setScheme(check.useTls ? QStringLiteral("tls") : QStringLiteral("tcp"));
    request.url.setHost(check.host);
    request.url.setPort(check.port);
    request.method.clear();
    request.timeout = timeout;
    request.ipFamily = check.ipFamily;
    request.interface = check.interface.toLatin1();
    const QString waitFor = check.expect.keyword;
    request.lines =
        Lines{check.send.toUtf8(), !waitFor.isEmpty() || !check.expect.notKeyword.isEmpty(), waitFor.toUtf8()};
    Filler(prepared, secrets).addTls(check.tls, check.verifyTls);
    return prepared;
}

} // namespace Gatewatch
