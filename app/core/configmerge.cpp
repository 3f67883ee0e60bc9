// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configmerge.h>

#include <QJsonDocument>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

void mergeService(ConfigMerge& merge, const Service& imported)
{
    QList<Service>& services = merge.config.services;
    const auto known = std::ranges::find(services, imported.id, &Service::id);
    if (known == services.end()) {
        services.append(imported);
        merge.added.append(imported.id);
    } else if (*known == imported) {
        merge.unchanged.append(imported.id);
    } else {
        *known = imported;
        merge.replaced.append(imported.id);
    }
}

template <typename Section>
void mergeSection(
    ConfigMerge& merge, const QJsonObject& text, const QString& key, Section Config::*section, const Config& imported)
{
    if (!text.contains(key) || merge.config.*section == imported.*section)
        return;
    merge.config.*section = imported.*section;
    merge.sections.append(key);
}

} // namespace

Result<ConfigMerge> mergeConfig(const Config& current, const QByteArray& imported)
{
    const Result<LoadedConfig> loaded = parseConfig(imported);
    if (!loaded)
        return Result<ConfigMerge>::failure(loaded.reason());
    ConfigMerge merge;
    merge.config = current;
    merge.warnings = loaded->warnings;
    const Config& other = loaded->config;
    for (const Service& service : other.services)
        mergeService(merge, service);
    const QJsonObject text = QJsonDocument::fromJson(imported).object();
    mergeSection(merge, text, u"polling"_s, &Config::polling, other);
    mergeSection(merge, text, u"notifications"_s, &Config::notifications, other);
    mergeSection(merge, text, u"history"_s, &Config::history, other);
    mergeSection(merge, text, u"diagnosis"_s, &Config::diagnosis, other);
    for (auto it = other.unknown.begin(); it != other.unknown.end(); ++it)
        merge.config.unknown.insert(it.key(), it.value());
    return merge;
}

} // namespace Gatewatch
