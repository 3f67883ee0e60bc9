// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <engine/configstore.h>

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

QString counted(qsizetype number, const QString& thing)
{
    return u"%1 %2%3"_s.arg(number).arg(thing, number == 1 ? QString() : u"s"_s);
}

int reportBad(const Console& console, const QString& file, const QString& reason)
{
    if (console.json())
        console.document(
            {{u"schema"_s, u"gatewatch.configcheck/1"_s},
             {u"file"_s, file},
             {u"ok"_s, false},
             {u"error"_s, reason},
             {u"warnings"_s, QJsonArray()}});
    console.note(cleaned(u"%1: %2"_s.arg(file, reason)));
    return WrongUse;
}

int checkConfig(const Console& console, const QString& file, const LoadedConfig& loaded)
{
    qsizetype endpoints = 0;
    for (const Service& service : loaded.config.services)
        endpoints += service.endpoints.size();
    if (console.json())
        console.document(
            {{u"schema"_s, u"gatewatch.configcheck/1"_s},
             {u"file"_s, file},
             {u"ok"_s, true},
             {u"error"_s, QJsonValue::Null},
             {u"warnings"_s, QJsonArray::fromStringList(loaded.warnings)},
             {u"services"_s, loaded.config.services.size()},
             {u"endpoints"_s, endpoints}});
    for (const QString& warning : loaded.warnings)
        console.note(cleaned(u"%1: warning: %2"_s.arg(file, warning)));
    console.print(u"%1 is fine: %2, %3, %4"_s.arg(
        cleaned(file), counted(loaded.config.services.size(), u"service"_s), counted(endpoints, u"endpoint"_s),
        counted(loaded.warnings.size(), u"warning"_s)));
    return AllIsWell;
}

/// The file as it is; for programs that expect a document of ours, within one.
int showConfig(const Console& console, const QString& file, const LoadedConfig& loaded)
{
    if (console.json())
        console.document(configDocument(file, loaded));
    else
        console.raw(writeConfig(loaded.config));
    return AllIsWell;
}

} // namespace

QJsonObject configDocument(const QString& file, const LoadedConfig& loaded)
{
    return {
        {u"schema"_s, u"gatewatch.config/1"_s},
        {u"file"_s, file},
        {u"warnings"_s, QJsonArray::fromStringList(loaded.warnings)},
        {u"config"_s, QJsonDocument::fromJson(writeConfig(loaded.config)).object()}};
}

Started runConfig(const Invocation& invocation)
{
    const QString action = invocation.arguments.value(0);
    if (action == "export"_L1)
        return exportConfig(invocation);
    if (action == "import"_L1)
        return importConfig(invocation);
    if (action != "check"_L1 && action != "show"_L1)
        return wrongUse(
            invocation,
            u"config: check, show, export or import is needed"_s
                + (action.isEmpty() ? QString() : u", is \"%1\""_s.arg(action)));
    if (invocation.arguments.size() > 2)
        return wrongUse(invocation, u"config: only one file can be given"_s);
    const QString name = invocation.arguments.value(1, invocation.paths.configFile);
    const Console& console = invocation.console;
    const bool chosen = invocation.arguments.size() > 1 || invocation.isSet("config"_L1);
    if (!chosen && !QFileInfo::exists(name)) {
        console.note(u"%1 does not exist yet; the defaults are in force"_s.arg(cleaned(name)));
        const LoadedConfig defaults{defaultConfig(), {}};
        return action == "show"_L1 ? showConfig(console, name, defaults) : checkConfig(console, name, defaults);
    }
    const auto loaded = readConfigFile(name);
    if (!loaded)
        return reportBad(console, name, loaded.reason());
    if (action == "check"_L1)
        return checkConfig(console, name, *loaded);
    return showConfig(console, name, *loaded);
}

} // namespace Gatewatch::Cli
