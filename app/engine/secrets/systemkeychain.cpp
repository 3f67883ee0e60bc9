// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/secrets/keychain.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QPluginLoader>

namespace Gatewatch {
namespace {

/// Without one, the libraries below would try to start a session bus of their own.
bool hasSessionBus()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")
        || (!runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus")));
#else
    return true;
#endif
}

/// Beside the program where it was built, in the folder of libraries where it was installed.
QStringList moduleFolders()
{
    return QStringList{
               QCoreApplication::applicationDirPath(),
               QCoreApplication::applicationDirPath() + QStringLiteral("/" GATEWATCH_MODULE_DIR)}
    + QCoreApplication::libraryPaths();
}

} // namespace

std::shared_ptr<Keychain> systemKeychain()
{
    if (!hasSessionBus())
        return {};
    for (const QString& folder : moduleFolders()) {
        QPluginLoader loader(folder + QStringLiteral("/gatewatch_keychain"));
        if (auto* keychain = qobject_cast<Keychain*>(loader.instance()))
            return {keychain, [](Keychain*) {}}; // belongs to the module, which stays loaded to the end
    }
    return {};
}

} // namespace Gatewatch
