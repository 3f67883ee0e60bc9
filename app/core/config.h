// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/result.h>
#include <core/service.h>

#include <QMetaType>
#include <QTime>

namespace Gatewatch {

struct Polling {
    bool paused = false;
    QString userAgent;
    int maxConcurrent = 64;
    QJsonObject unknown{};
    bool operator==(const Polling&) const = default;
};

struct QuietHours {
    QTime from;
    QTime to;
    QStringList days; ///< "mon" … "sun"; empty means every day
    QJsonObject unknown{};
    bool operator==(const QuietHours&) const = default;
};

struct NotificationSettings {
    bool enabled = true;
    bool onDown = true;
    bool onRecovery = true;
    bool onOfficialIncident = true;
    std::optional<QuietHours> quietHours;
    int reminderMinutes = 0; ///< 0: none
    QJsonObject unknown{};
    bool operator==(const NotificationSettings&) const = default;
};

struct HistoryLimits {
    int rawDays = 14;
    int minuteDays = 90;
    int maxMegabytes = 1024;
    QJsonObject unknown{};
    bool operator==(const HistoryLimits&) const = default;
};

/// A small document whose answer is known, to tell "no internet" from "that service".
struct ConnectivityCheck {
    QUrl url;
    int status = 204;
    QJsonObject unknown{};
    bool operator==(const ConnectivityCheck&) const = default;
};

struct ResolverSetting {
    QString name;
    QUrl doh;
    QString server;
    QJsonObject unknown{};
    bool operator==(const ResolverSetting&) const = default;
};

/// Every outside address that a diagnosis may contact is here and can be emptied.
struct DiagnosisSettings {
    bool openPanelOn502 = true;
    QList<ConnectivityCheck> connectivityChecks;
    QList<QUrl> controlSites;
    QList<ResolverSetting> resolvers;
    QString prometheus;
    QJsonObject unknownAsk{}; ///< unknown keys of "askOthers"
    QJsonObject unknown{};
    bool operator==(const DiagnosisSettings&) const = default;
};

struct Config {
    int version = 1;
    QList<Service> services;
    Polling polling;
    NotificationSettings notifications;
    HistoryLimits history;
    DiagnosisSettings diagnosis;
    QJsonObject unknown{};
    bool operator==(const Config&) const = default;

    [[nodiscard]] const Service* find(const ServiceId& id) const;
};

struct LoadedConfig {
    Config config;
    QStringList warnings; ///< one per unknown key, with its JSON pointer (RFC 6901)
};

/// What is in force before the user has chosen anything: no services, the default connectivity checks and control
/// sites.
Config defaultConfig();
/// Whoever reads a configuration file reads no more of it than that: more than parseConfig() takes, so that it says
/// what is wrong.
constexpr qint64 mostOfAConfig = 8 * 1024 * 1024;
/// Reads the text of a configuration file. The reason names the place as a JSON pointer, the rule, and the value found.
Result<LoadedConfig> parseConfig(const QByteArray& json);
/// The file's text. parseConfig(writeConfig(c)) gives c again, unknown keys included.
QByteArray writeConfig(const Config& config);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Config)
