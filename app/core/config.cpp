// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/config.h>
#include <core/configrules.h>
#include <core/configservices.h>

#include <QJsonDocument>

#include <algorithm>
#include <cctype>
#include <limits>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int noLimit = std::numeric_limits<int>::max();
constexpr qsizetype largestFile = 5 * 1024 * 1024;

const QStringList& dayWords()
{
    static const QStringList days{u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s, u"sun"_s};
    return days;
}

QString placeInList(const ObjectReader& reader, QLatin1StringView key, qsizetype index)
{
    return reader.pointerTo(key) + u'/' + QString::number(index);
}

Polling readPolling(ObjectReader reader)
{
    Polling polling;
    polling.paused = reader.boolean("paused"_L1, polling.paused);
    polling.userAgent = reader.text("userAgent"_L1);
    if (!isHeaderValue(polling.userAgent))
        reader.log().refuse(reader.pointerTo("userAgent"_L1), u"must have no control characters"_s);
    polling.maxConcurrent = reader.integer("maxConcurrent"_L1, polling.maxConcurrent, 1, 1000);
    polling.unknown = reader.rest();
    return polling;
}

QTime readTime(ObjectReader& reader, QLatin1StringView key)
{
    const QString text = reader.text(key);
    const QTime time = QTime::fromString(text, u"HH:mm"_s);
    if (!time.isValid())
        reader.log().refuse(reader.pointerTo(key), u"must be a time like 22:00"_s, text);
    return time;
}

std::optional<QuietHours> readQuietHours(ObjectReader& notifications)
{
    if (!notifications.has("quietHours"_L1))
        return std::nullopt;
    ObjectReader reader = notifications.object("quietHours"_L1);
    QuietHours quiet;
    quiet.from = readTime(reader, "from"_L1);
    quiet.to = readTime(reader, "to"_L1);
    quiet.days = reader.texts("days"_L1);
    for (qsizetype i = 0; i < quiet.days.size(); ++i) {
        if (!dayWords().contains(quiet.days.at(i)))
            reader.log().refuse(
                placeInList(reader, "days"_L1, i), u"must be mon, tue, wed, thu, fri, sat or sun"_s, quiet.days.at(i));
    }
    quiet.unknown = reader.rest();
    return quiet;
}

NotificationSettings readNotifications(ObjectReader reader)
{
    NotificationSettings settings;
    settings.enabled = reader.boolean("enabled"_L1, settings.enabled);
    settings.onDown = reader.boolean("onDown"_L1, settings.onDown);
    settings.onRecovery = reader.boolean("onRecovery"_L1, settings.onRecovery);
    settings.onOfficialIncident = reader.boolean("onOfficialIncident"_L1, settings.onOfficialIncident);
    settings.quietHours = readQuietHours(reader);
    settings.reminderMinutes = reader.integer("reminderMinutes"_L1, 0, 0, noLimit);
    settings.unknown = reader.rest();
    return settings;
}

HistoryLimits readHistory(ObjectReader reader)
{
    HistoryLimits limits;
    limits.rawDays = reader.integer("rawDays"_L1, limits.rawDays, 1, 3650);
    limits.minuteDays = reader.integer("minuteDays"_L1, limits.minuteDays, 1, 3650);
    limits.maxMegabytes = reader.integer("maxMegabytes"_L1, limits.maxMegabytes, 16, noLimit);
    limits.unknown = reader.rest();
    return limits;
}

QList<ConnectivityCheck> readConnectivityChecks(ObjectReader& reader)
{
    QList<ConnectivityCheck> checks;
    const QJsonArray values = reader.list("connectivityChecks"_L1);
    for (qsizetype i = 0; i < values.size(); ++i) {
        ObjectReader item(values.at(i), placeInList(reader, "connectivityChecks"_L1, i), reader.log());
        ConnectivityCheck check;
        check.url = readUrl(item.take("url"_L1), item.pointerTo("url"_L1), item.log());
        check.status = item.integer("status"_L1, 204, 100, 599);
        check.unknown = item.rest();
        checks.append(check);
    }
    return checks;
}

QList<QUrl> readControlSites(ObjectReader& reader)
{
    QList<QUrl> sites;
    const QJsonArray values = reader.list("controlSites"_L1);
    for (qsizetype i = 0; i < values.size(); ++i)
        sites.append(readUrl(values.at(i), placeInList(reader, "controlSites"_L1, i), reader.log()));
    return sites;
}

QList<ResolverSetting> readResolvers(ObjectReader& reader)
{
    QList<ResolverSetting> resolvers;
    const QJsonArray values = reader.list("resolvers"_L1);
    for (qsizetype i = 0; i < values.size(); ++i) {
        ObjectReader item(values.at(i), placeInList(reader, "resolvers"_L1, i), reader.log());
        ResolverSetting resolver;
        resolver.name = item.text("name"_L1);
        if (resolver.name.isEmpty())
            item.log().refuse(item.pointerTo("name"_L1), u"must not be empty"_s);
        resolver.doh = item.url("doh"_L1);
        resolver.server = item.text("server"_L1);
        if (!resolver.server.isEmpty() && !isPinnedAddress(resolver.server))
            item.log().refuse(
                item.pointerTo("server"_L1), u"must be a numeric address, with or without a port"_s, resolver.server);
        if (resolver.doh.isEmpty() == resolver.server.isEmpty())
            item.log().refuse(placeInList(reader, "resolvers"_L1, i), u"must have either \"doh\" or \"server\""_s);
        resolver.unknown = item.rest();
        resolvers.append(resolver);
    }
    return resolvers;
}

DiagnosisSettings readDiagnosis(ObjectReader reader)
{
    // A list that is absent keeps its defaults; an empty one means "contact nobody".
    DiagnosisSettings settings = defaultConfig().diagnosis;
    settings.openPanelOn502 = reader.boolean("openPanelOn502"_L1, settings.openPanelOn502);
    if (reader.has("connectivityChecks"_L1))
        settings.connectivityChecks = readConnectivityChecks(reader);
    if (reader.has("controlSites"_L1))
        settings.controlSites = readControlSites(reader);
    if (reader.has("resolvers"_L1))
        settings.resolvers = readResolvers(reader);
    ObjectReader others = reader.object("askOthers"_L1);
    settings.prometheus = others.text("prometheus"_L1);
    if (const QString problem = problemOfUrl(settings.prometheus); !settings.prometheus.isEmpty() && !problem.isEmpty())
        others.log().refuse(others.pointerTo("prometheus"_L1), problem);
    else if (!settings.prometheus.isEmpty())
        others.log().warn(others.pointerTo("prometheus"_L1), u"is kept but not asked by this version"_s);
    settings.unknownAsk = others.rest();
    settings.unknown = reader.rest();
    return settings;
}

QJsonObject writePolling(const Polling& polling)
{
    QJsonObject object = polling.unknown;
    object.insert("paused"_L1, polling.paused);
    object.insert("userAgent"_L1, polling.userAgent);
    object.insert("maxConcurrent"_L1, polling.maxConcurrent);
    return object;
}

QJsonObject writeNotifications(const NotificationSettings& settings)
{
    QJsonObject object = settings.unknown;
    object.insert("enabled"_L1, settings.enabled);
    object.insert("onDown"_L1, settings.onDown);
    object.insert("onRecovery"_L1, settings.onRecovery);
    object.insert("onOfficialIncident"_L1, settings.onOfficialIncident);
    object.insert("reminderMinutes"_L1, settings.reminderMinutes);
    if (settings.quietHours) {
        QJsonObject quiet = settings.quietHours->unknown;
        quiet.insert("from"_L1, settings.quietHours->from.toString(u"HH:mm"_s));
        quiet.insert("to"_L1, settings.quietHours->to.toString(u"HH:mm"_s));
        quiet.insert("days"_L1, QJsonArray::fromStringList(settings.quietHours->days));
        object.insert("quietHours"_L1, quiet);
    }
    return object;
}

QJsonObject writeHistory(const HistoryLimits& limits)
{
    QJsonObject object = limits.unknown;
    object.insert("rawDays"_L1, limits.rawDays);
    object.insert("minuteDays"_L1, limits.minuteDays);
    object.insert("maxMegabytes"_L1, limits.maxMegabytes);
    return object;
}

/// Written in full: every outside address that a diagnosis may contact is to be seen in the file.
QJsonObject writeDiagnosis(const DiagnosisSettings& settings)
{
    QJsonObject object = settings.unknown;
    object.insert("openPanelOn502"_L1, settings.openPanelOn502);
    QJsonArray checks;
    for (const ConnectivityCheck& check : settings.connectivityChecks) {
        QJsonObject item = check.unknown;
        item.insert("url"_L1, check.url.toString(QUrl::FullyEncoded));
        item.insert("status"_L1, check.status);
        checks.append(item);
    }
    object.insert("connectivityChecks"_L1, checks);
    QJsonArray sites;
    for (const QUrl& site : settings.controlSites)
        sites.append(site.toString(QUrl::FullyEncoded));
    object.insert("controlSites"_L1, sites);
    QJsonArray resolvers;
    for (const ResolverSetting& resolver : settings.resolvers) {
        QJsonObject item = resolver.unknown;
        item.insert("name"_L1, resolver.name);
        if (!resolver.doh.isEmpty())
            item.insert("doh"_L1, resolver.doh.toString(QUrl::FullyEncoded));
        if (!resolver.server.isEmpty())
            item.insert("server"_L1, resolver.server);
        resolvers.append(item);
    }
    object.insert("resolvers"_L1, resolvers);
    QJsonObject others = settings.unknownAsk;
    others.insert("prometheus"_L1, settings.prometheus);
    object.insert("askOthers"_L1, others);
    return object;
}

/// What somebody who never wrote JSON can do about it; otherwise the parser's own words.
QString syntaxWords(const QByteArray& behind, const QJsonParseError& error)
{
    if (behind.isEmpty() || (behind.size() == 1 && error.error == QJsonParseError::UnterminatedArray))
        return u"the file ends before it is complete"_s;
    if (behind.startsWith('\''))
        return u"must be in double quotes, is in single ones"_s;
    if (behind.startsWith('/') || behind.startsWith('#'))
        return u"must not be a comment"_s;
    return error.errorString();
}

/// "line 3, column 14: …", counted from 1 in characters.
QString syntaxProblem(const QByteArray& json, const QJsonParseError& error)
{
    if (json.trimmed().isEmpty())
        return u"the file: is empty"_s;
    // UTF-16 and UTF-32, as some editors save it: beyond its mark every second byte of JSON is zero, or more.
    if (json.left(4).contains('\0'))
        return u"the file: must be saved as UTF-8, is UTF-16 or no text at all"_s;
    qsizetype at = qMax(0, error.offset - 1); // the offset is behind the offending byte, or behind what was before it
    while (at < json.size() && std::isspace(static_cast<unsigned char>(json.at(at))))
        ++at;
    const QByteArray before = json.left(at);
    const qsizetype line = before.count('\n') + 1;
    const QString lastLine = QString::fromUtf8(before.mid(before.lastIndexOf('\n') + 1));
    return u"line %1, column %2: %3"_s.arg(line).arg(lastLine.size() + 1).arg(syntaxWords(json.mid(at), error));
}

int readVersion(ObjectReader& reader)
{
    if (!reader.has("version"_L1))
        reader.log().warn(reader.pointerTo("version"_L1), u"is missing, read as 1"_s);
    const QJsonValue value = reader.take("version"_L1);
    if (!value.isUndefined() && value != QJsonValue(1))
        reader.log().refuse(reader.pointerTo("version"_L1), u"must be 1, the only version known here"_s, value);
    return 1;
}

} // namespace

const Service* Config::find(const ServiceId& id) const
{
    const auto it =
        std::find_if(services.begin(), services.end(), [&id](const Service& service) { return service.id == id; });
    return it == services.end() ? nullptr : &*it;
}

Config defaultConfig()
{
    Config config;
    // Documents that browsers and operating systems ask for the same reason; http, because a captive portal can answer
    // it.
    config.diagnosis.connectivityChecks = {
        {QUrl(u"http://connectivitycheck.gstatic.com/generate_204"_s), 204},
        {QUrl(u"http://detectportal.firefox.com/success.txt"_s), 200},
        {QUrl(u"http://www.msftconnecttest.com/connecttest.txt"_s), 200},
    };
    config.diagnosis.controlSites = {QUrl(u"https://www.wikipedia.org/"_s), QUrl(u"https://example.com/"_s)};
    config.diagnosis.resolvers = {
        {u"Quad9"_s, QUrl(u"https://dns.quad9.net/dns-query"_s), {}},
        {u"Cloudflare"_s, QUrl(u"https://cloudflare-dns.com/dns-query"_s), {}},
    };
    return config;
}

Result<LoadedConfig> parseConfig(const QByteArray& json)
{
    if (json.size() > largestFile)
        return Result<LoadedConfig>::failure(u"the file: must be at most 5 MiB, is larger"_s); // nobody read all of it
    QJsonParseError syntax;
    const QJsonDocument document = QJsonDocument::fromJson(json, &syntax);
    if (syntax.error != QJsonParseError::NoError)
        return Result<LoadedConfig>::failure(syntaxProblem(json, syntax));
    ReadLog log;
    ObjectReader reader(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), {}, log);
    Config config;
    config.version = readVersion(reader);
    config.services = readServices(reader.list("services"_L1), reader.pointerTo("services"_L1), log);
    config.polling = readPolling(reader.object("polling"_L1));
    config.notifications = readNotifications(reader.object("notifications"_L1));
    config.history = readHistory(reader.object("history"_L1));
    config.diagnosis = readDiagnosis(reader.object("diagnosis"_L1));
    // Editors find the schema by this key.
    const QJsonValue schema = reader.take("$schema"_L1);
    config.unknown = reader.rest();
    if (!schema.isUndefined())
        config.unknown.insert("$schema"_L1, schema);
    if (!log.error.isEmpty())
        return Result<LoadedConfig>::failure(log.error);
    return LoadedConfig{config, log.warnings};
}

QByteArray writeConfig(const Config& config)
{
    QJsonObject object = config.unknown;
    object.insert("version"_L1, config.version);
    object.insert("services"_L1, writeServices(config.services));
    object.insert("polling"_L1, writePolling(config.polling));
    object.insert("notifications"_L1, writeNotifications(config.notifications));
    object.insert("history"_L1, writeHistory(config.history));
    object.insert("diagnosis"_L1, writeDiagnosis(config.diagnosis));
    return QJsonDocument(object).toJson();
}

} // namespace Gatewatch
