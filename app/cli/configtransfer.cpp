// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <core/configmerge.h>
#include <engine/configstore.h>

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr auto dryRun = "dry-run"_L1;

/// The text of a file to import, or of standard input for "-"; no more than a little over what is allowed.
Result<QByteArray> textOf(const QString& name)
{
    QFile file(name);
    const bool open = name == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly)
                                     : QFileInfo(name).isFile() && file.open(QIODevice::ReadOnly);
    if (!open)
        return Result<QByteArray>::failure(
            QFileInfo::exists(name) ? u"%1: cannot be read"_s.arg(name) : u"%1: there is no such file"_s.arg(name));
    return file.read(mostOfAConfig);
}

/// What was wrong with writing; empty when nothing was.
QString save(const QString& name, const Config& config)
{
    QString reason;
    ConfigStore store(name);
    QObject::connect(&store, &ConfigStore::failed, &store, [&reason](const QString& text) { reason = text; });
    store.save(config);
    return reason;
}

void say(const Console& console, const ConfigMerge& merge, bool written)
{
    const auto line = [&](const QString& what, const QStringList& which) {
        if (!which.isEmpty())
            console.print(cleaned(u"%1: %2"_s.arg(what, which.join(", "_L1))));
    };
    line(u"added"_s, merge.added);
    line(u"replaced"_s, merge.replaced);
    line(u"unchanged"_s, merge.unchanged);
    line(u"settings taken over"_s, merge.sections);
    if (!written)
        console.print(u"Nothing was written (--dry-run)"_s);
}

/// What cannot be imported or exported is said in the one document as well.
Started failed(const Invocation& invocation, const QString& schema, const QString& sentence)
{
    if (!invocation.json())
        return wrongUse(invocation, sentence);
    invocation.console.document(
        {{u"schema"_s, schema},
         {u"file"_s, invocation.arguments.value(1)},
         {u"written"_s, false},
         {u"error"_s, sentence}});
    invocation.console.note(u"gatewatch-cli: "_s + cleaned(sentence));
    return WrongUse;
}

} // namespace

QList<QCommandLineOption> configOptions()
{
    return {{QString(dryRun), u"import: says what would change and writes nothing."_s}};
}

Started exportConfig(const Invocation& invocation)
{
    const QString schema = u"gatewatch.export/1"_s;
    const QString name = invocation.arguments.value(1);
    if (invocation.arguments.size() != 2)
        return failed(invocation, schema, u"config export: one file is needed, or - for standard output"_s);
    const auto loaded = loadConfig(invocation);
    if (!loaded)
        return failed(invocation, schema, loaded.reason());
    for (const QString& warning : loaded->warnings)
        invocation.console.note(cleaned(u"warning: "_s + warning));
    if (name == "-"_L1) {
        if (invocation.json())
            invocation.console.document(configDocument(invocation.paths.configFile, *loaded));
        else
            invocation.console.raw(writeConfig(loaded->config));
        return AllIsWell;
    }
    if (const QString reason = save(name, loaded->config); !reason.isEmpty())
        return failed(invocation, schema, u"config export: "_s + reason);
    if (invocation.json())
        invocation.console.document(
            {{u"schema"_s, schema},
             {u"file"_s, name},
             {u"written"_s, true},
             {u"error"_s, QJsonValue::Null},
             {u"services"_s, loaded->config.services.size()},
             {u"warnings"_s, QJsonArray::fromStringList(loaded->warnings)}});
    const qsizetype count = loaded->config.services.size();
    const QString were = count == 1 ? u"service was"_s : u"services were"_s;
    invocation.console.print(cleaned(u"%1 %2 saved to %3"_s.arg(QString::number(count), were, name)));
    return AllIsWell;
}

Started importConfig(const Invocation& invocation)
{
    const QString schema = u"gatewatch.import/1"_s;
    if (invocation.arguments.size() != 2)
        return failed(invocation, schema, u"config import: one file is needed, or - for standard input"_s);
    const QString name = invocation.arguments.at(1);
    // What is imported into may come into being by that.
    const bool exists = QFileInfo::exists(invocation.paths.configFile);
    const auto current = exists ? loadConfig(invocation) : Result<LoadedConfig>(LoadedConfig{defaultConfig(), {}});
    if (!current)
        return failed(invocation, schema, current.reason());
    const auto text = textOf(name);
    if (!text)
        return failed(invocation, schema, u"config import: "_s + text.reason());
    const auto merge = mergeConfig(current->config, *text);
    if (!merge)
        return failed(invocation, schema, u"config import: %1: %2"_s.arg(name, merge.reason()));
    const bool write = !invocation.isSet(dryRun);
    if (write) {
        if (const QString reason = save(invocation.paths.configFile, merge->config); !reason.isEmpty())
            return failed(invocation, schema, u"config import: "_s + reason);
    }
    for (const QString& warning : merge->warnings)
        invocation.console.note(cleaned(u"%1: warning: %2"_s.arg(name, warning)));
    if (invocation.json())
        invocation.console.document(
            {{u"schema"_s, schema},
             {u"file"_s, name},
             {u"written"_s, write},
             {u"error"_s, QJsonValue::Null},
             {u"added"_s, QJsonArray::fromStringList(merge->added)},
             {u"replaced"_s, QJsonArray::fromStringList(merge->replaced)},
             {u"unchanged"_s, QJsonArray::fromStringList(merge->unchanged)},
             {u"sections"_s, QJsonArray::fromStringList(merge->sections)}});
    else
        say(invocation.console, *merge, write);
    return AllIsWell;
}

} // namespace Gatewatch::Cli
