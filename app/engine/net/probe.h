// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>
#include <core/namedsecret.h>
#include <core/service.h>
#include <engine/secrets/environment.h>

#include <QByteArrayList>
#include <QStringList>

#include <functional>

namespace Gatewatch {

/// What a TCP check says and waits for, once it is connected.
struct Lines {
    QByteArray say;
    bool listen = false;
    QByteArray waitFor; ///< ends the wait as soon as it has come; empty: the first bytes do
    bool operator==(const Lines&) const = default;
};

/// Everything one transfer needs. Limits are arguments; the defaults are those of a check.
struct ProbeRequest {
    QUrl url; ///< http or https; tcp or tls where there are `lines`
    QByteArray method = "GET"; ///< GET, HEAD, POST or OPTIONS
    QList<HeaderField> headers;
    QByteArray body;
    Millis timeout{10000}; ///< for the whole transfer
    Millis connectTimeout{0}; ///< 0: the whole time
    QStringList resolve; ///< pinned addresses as in HttpCheck
    HttpVersion httpVersion = HttpVersion::Auto;
    IpFamily ipFamily = IpFamily::Auto;
    QString proxy = QStringLiteral("none"); ///< "none", "system" or a proxy URL
    QByteArray proxyLogin; ///< "user:password"; never shown
    QByteArray interface; ///< name or address of ours to send from; empty: the system chooses
    QByteArray userAgent;
    bool verifyTls = true;
    QByteArray caFile; ///< PEM file for tests and private authorities; empty: the system's
    QByteArray certificateFile, keyFile, keyPassword; ///< ours, for servers that ask for one
    QByteArrayList secrets; ///< values that are in it and that nobody may see in what comes back
    std::optional<Lines> lines; ///< a connection without HTTP
    qint64 maxHeadBytes = 256 * 1024;
    qint64 maxBodyBytes = 1024 * 1024; ///< more is http.response.too_large
    qint64 keepBodyBytes = 64 * 1024; ///< how much of the body the Exchange keeps
    int maxRedirects = 0; ///< 0: redirects are answers
    bool operator==(const ProbeRequest&) const = default;
};

/// A request, or what is missing for it.
struct PreparedProbe {
    ProbeRequest request;
    QStringList missing; ///< names of secrets that could not be read
};
/// "Gatewatch/VERSION".
QByteArray defaultUserAgent();

/// Gives the value of a named secret, or nothing where it is not known.
using SecretLookup = std::function<std::optional<QByteArray>(const SecretName&)>;

/// The request of a configured check; `secrets` is asked for each secret that it names. An empty `userAgent` means
/// ours.
PreparedProbe probeFor(
    const HttpCheck& check, Millis timeout, const QString& userAgent, const SecretLookup& secrets = environmentSecret);
PreparedProbe probeFor(const TcpCheck& check, Millis timeout, const SecretLookup& secrets = environmentSecret);

} // namespace Gatewatch
