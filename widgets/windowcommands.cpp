// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/windowcommands.h>

#include <widgets/mainwindow.h>
#include <widgets/session.h>
#include <widgets/troubleshooting.h>
#include <widgets/windowactions.h>

#include <QCoreApplication>
#include <QUrl>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("WindowCommands", text);
}

/// "&Check this now" and "Research && Development" without the marks of their keys.
QString withoutMark(QString text)
{
    text.replace(u"&&"_s, u"\x1"_s).remove(u'&');
    return text.replace(u'\x1', u'&');
}

/// Where an action stands in the menu: "Tools › Pause watching".
void addActions(QList<PaletteCommand>& commands, const QMenu& menu, const QStringList& path)
{
    for (QAction* action : menu.actions()) {
        const QString title = withoutMark(action->text());
        if (action->isSeparator() || !action->isVisible() || !action->isEnabled())
            continue;
        if (const QMenu* below = action->menu())
            addActions(commands, *below, path + QStringList{title});
        else
            commands.append(
                {u"action:"_s + (path + QStringList{title}).join(u'/'), title, path.join(u" › "_s), action->shortcut(),
                 [action] { action->trigger(); }});
    }
}

void addServices(QList<PaletteCommand>& commands, MainWindow& window, const Session& session)
{
    for (const Service& service : session.config().services) {
        const ServiceId id = service.id;
        commands.append({u"open:"_s + id, tr("Open %1").arg(service.name), service.group, {}, [&window, id] {
                             window.openService(id);
                         }});
        commands.append(
            {u"troubleshoot:"_s + id, tr("Troubleshoot %1").arg(service.name), service.group, {}, [&window, id] {
                 window.troubleshoot(id);
             }});
    }
}

/// An address that can only be meant as one: a word alone may be the name of a service.
QUrl typedAddress(const QString& typed)
{
    return typed.contains(u'.') || typed.contains(u':') ? Troubleshooting::addressFrom(typed) : QUrl();
}

} // namespace

QList<PaletteCommand> windowCommands(MainWindow& window, const Session& session, const QString& typed)
{
    QList<PaletteCommand> commands;
    if (const QUrl url = typedAddress(typed); url.isValid())
        commands.append({u"address"_s, tr("Troubleshoot the address %1").arg(typed.trimmed()), {}, {}, [&window, url] {
                             window.troubleshootAddress(url);
                         }});
    addServices(commands, window, session);
    addActions(commands, *window.actions().menu(), {});
    return commands;
}

} // namespace Gatewatch
