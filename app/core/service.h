// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/check.h>

#include <algorithm>

namespace Gatewatch {

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
