// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QStringList>
#include <QUrl>

#include <algorithm>
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

/// What an answer must be like for its check to count as up.
struct Expectation {
    QList<StatusRange> status{StatusRange{}};
    QString keyword;
    QString notKeyword;
    std::optional<JsonExpectation> json;
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
    QStringList resolve; ///< pinned addresses, "192.0.2.7" or "127.0.0.1:8443"
    bool verifyTls = true;
    bool operator==(const HttpCheck&) const = default;
};

/// An endpoint of a kind that this version keeps in the configuration but does not measure.
struct UnsupportedCheck {
    QString type;
    QJsonObject settings;
    bool operator==(const UnsupportedCheck&) const = default;
};

/// One endpoint: how to look, how often, how long to wait.
struct Check {
    QString id;
    std::variant<HttpCheck, UnsupportedCheck> how;
    Seconds interval{60};
    Millis timeout{10000};
    QJsonObject unknown{}; ///< keys of the configuration that this version does not know; kept when writing
    bool operator==(const Check&) const = default;

    [[nodiscard]] const HttpCheck* http() const { return std::get_if<HttpCheck>(&how); }
};

struct StatusPageSource {
    QUrl url;
    QString format = QStringLiteral("auto");
    QStringList components; ///< names or ids; empty means the whole page
    Seconds interval{120};
    QJsonObject unknown{};
    bool operator==(const StatusPageSource&) const = default;
};

struct Thresholds {
    int failuresToDown = 2;
    int successesToUp = 2;
    QJsonObject unknown{};
    bool operator==(const Thresholds&) const = default;
};

/// A thing people depend on.
struct Service {
    ServiceId id;
    QString name;
    QString group;
    QUrl homepage;
    std::optional<StatusPageSource> statusPage;
    QList<Check> endpoints;
    Thresholds thresholds;
    bool notify = true;
    QJsonObject unknown{};
    bool operator==(const Service&) const = default;

    /// The endpoint with that id; null when there is none.
    [[nodiscard]] const Check* findEndpoint(const QString& endpoint) const
    {
        const auto it = std::ranges::find(endpoints, endpoint, &Check::id);
        return it == endpoints.end() ? nullptr : &*it;
    }
};

} // namespace Gatewatch
