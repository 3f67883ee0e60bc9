// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QStringList>
#include <QUrl>

#include <optional>
#include <variant>

namespace Gatewatch {

/// One inclusive range of HTTP status codes, 100 to 599.
struct StatusRange {
    int first = 200;
    int last = 299;
    bool operator==(const StatusRange&) const = default;
};

/// A value that the JSON body must have at a dotted path, e.g. "data.0.status".
struct JsonExpectation {
    QString path;
    QJsonValue equals;
    QJsonObject unknown{}; ///< here and below: keys that this version does not know; kept when writing
    bool operator==(const JsonExpectation&) const = default;
};

/// What an answer must be like for its check to count as up. Each kind of check reads the rules that fit it.
struct Expectation {
    QList<StatusRange> status = QList<StatusRange>(1); ///< http; one range as it is by default
    QString keyword; ///< http: in the body; tcp: in what the server says first
    QString notKeyword;
    std::optional<JsonExpectation> json;
    QStringList answers; ///< dns: values that must be among the answer's records
    /// Above this total time the outcome is Slow. Milliseconds, 1 or more.
    std::optional<int> maxMs;
    /// Fewer days of certificate validity than this is reported. 0 or more.
    std::optional<int> certificateDays;
    QJsonObject unknown{};
    bool operator==(const Expectation&) const = default;
};

/// Where the value of a header comes from: written in the configuration, or from a secret that is named there.
struct HeaderSetting {
    enum class Source { Plain, Environment, Keychain };
    QString name;
    Source source = Source::Plain;
    QString text; ///< the value, or the name of the variable or keychain entry
    bool operator==(const HeaderSetting&) const = default;
};

enum class HttpVersion { Auto, Http1, Http2 };
enum class IpFamily { Auto, V4, V6 };

/// What the configuration names instead of writing it down: a variable of the environment or an entry of the keychain.
struct SecretName {
    HeaderSetting::Source source = HeaderSetting::Source::Keychain; ///< never Plain
    QString text; ///< the name of the variable or entry
    bool operator==(const SecretName&) const = default;
};

/// Who we say we are: a user with a password (Basic, RFC 7617) or, without a user name, a token (Bearer, RFC 6750).
struct Credentials {
    QString user;
    SecretName secret;
    QJsonObject unknown{};
    bool operator==(const Credentials&) const = default;
};

/// Files that TLS needs, in PEM form; empty names mean the system's authorities and no certificate of ours.
struct TlsFiles {
    QString authorities; ///< instead of those of the system
    QString certificate; ///< ours, for servers that ask for one
    QString key; ///< of it; empty when it is in the same file
    std::optional<SecretName> keyPassword;
    QJsonObject unknown{};
    bool operator==(const TlsFiles&) const = default;
};

struct HttpCheck {
    QUrl url;
    QString method = QStringLiteral("GET");
    QList<HeaderSetting> headers;
    QString body;
    Expectation expect;
    bool followRedirects = true;
    HttpVersion httpVersion = HttpVersion::Auto;
    IpFamily ipFamily = IpFamily::Auto;
    QString proxy = QStringLiteral("system"); ///< "system", "none" or a proxy URL
    std::optional<Credentials> proxyLogin;
    std::optional<Credentials> login; ///< sent at once, as a header field, to the origin of the address only
    QStringList resolve; ///< pinned addresses, "192.0.2.7" or "127.0.0.1:8443"
    QString interface; ///< name or address of ours to send from; empty: the system chooses
    bool verifyTls = true;
    TlsFiles tls;
    bool operator==(const HttpCheck&) const = default;
};

/// Connects, sets up TLS where asked, says `send` and waits for the keyword of the expectation.
struct TcpCheck {
    QString host;
    int port = 0; ///< 1 to 65535
    bool useTls = false;
    QString send;
    Expectation expect;
    IpFamily ipFamily = IpFamily::Auto;
    QString interface;
    bool verifyTls = true;
    TlsFiles tls;
    bool operator==(const TcpCheck&) const = default;
};

/// Asks a name server for one kind of record.
struct DnsCheck {
    QString name;
    QString record = QStringLiteral("A"); ///< one of dnsRecords()
    QString server; ///< numeric, with or without a port; empty: those of the system
    Expectation expect;
    bool operator==(const DnsCheck&) const = default;
};

/// Sends one ICMP echo request (RFC 792, RFC 4443).
struct PingCheck {
    QString host;
    IpFamily ipFamily = IpFamily::Auto;
    Expectation expect;
    bool operator==(const PingCheck&) const = default;
};

/// One endpoint: how to look, how often, how long to wait.
struct Check {
    using How = std::variant<HttpCheck, TcpCheck, DnsCheck, PingCheck>;
    QString id;
    How how;
    Seconds interval{60};
    Millis timeout{10000};
    QJsonObject unknown{}; ///< keys of the configuration that this version does not know; kept when writing
    bool operator==(const Check&) const = default;

    [[nodiscard]] const HttpCheck* http() const { return std::get_if<HttpCheck>(&how); }
    [[nodiscard]] const Expectation& expect() const;
    /// Whether a certificate has to be good where one comes; false for the kinds of check that never see one.
    [[nodiscard]] bool verifiesTls() const;
    /// What is asked, as one address: the URL of an http check, "tcp://host:25", "tls://host:443",
    /// "dns:name?type=A" or "dns://server/name?type=A" (RFC 4501), "ping://host".
    [[nodiscard]] QUrl address() const;
};

enum class CheckKind { Http, Tcp, Dns, Ping };
/// "http", "tcp", "dns", "ping": the word of the configuration.
QString idOf(CheckKind kind);
CheckKind kindOf(const Check& check);
/// By the scheme of Check::address(); anything unknown counts as http.
CheckKind kindOf(const QUrl& address);
/// The types of record that a dns check may ask for.
const QStringList& dnsRecords();

} // namespace Gatewatch
