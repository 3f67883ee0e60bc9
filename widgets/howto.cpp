// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/howto.h>

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

struct Steps {
    const char* advice;
    /// Lines, one step each; an empty one where the desktop is not known. In the order of Desktop.
    std::array<const char*, 5> settings;
    const char* terminal; ///< the same without a desktop, on Linux; may be empty
    const char* undo = ""; ///< where it is meant for a while
};

constexpr std::array table{
    Steps{
        "set_clock",
        {QT_TRANSLATE_NOOP(
             "HowTo",
             "Open Settings, then Date & Time (newer versions: System, then Date & Time).\n"
             "Switch “Automatic Date & Time” on, and check the time zone."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open System Settings, then Date & Time.\n"
             "Tick “Set date and time automatically”, check the time zone, and press Apply."),
         QT_TRANSLATE_NOOP("HowTo", "Open the date and time settings of your desktop and switch automatic time on."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open Settings, then Time & language, then Date & time.\n"
             "Switch “Set time automatically” on, check the time zone, and press “Sync now”."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open System Settings, then General, then Date & Time.\n"
             "Switch “Set time and date automatically” on, and check the time zone.")},
        QT_TRANSLATE_NOOP(
            "HowTo",
            "Or in a terminal: sudo timedatectl set-ntp true\n"
            "After a minute, timedatectl says “System clock synchronized: yes”.")},
    Steps{
        "edit_hosts",
        {"", "", "",
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Start Notepad as administrator and open C:\\Windows\\System32\\drivers\\etc\\hosts\n"
             "Put # before the line with %1, and save."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open Terminal. This shows the line: grep -nF '%1' /etc/hosts\n"
             "Open the file: sudo nano /etc/hosts\n"
             "Put # before that line. Ctrl+O and Enter save, Ctrl+X leaves.")},
        QT_TRANSLATE_NOOP(
            "HowTo",
            "Open a terminal. This shows the line: grep -nF '%1' /etc/hosts\n"
            "Open the file: sudo nano /etc/hosts\n"
            "Put # before that line. Ctrl+O and Enter save, Ctrl+X leaves.")},
    Steps{
        "other_resolver",
        {QT_TRANSLATE_NOOP(
             "HowTo",
             "Open Settings, then Wi-Fi or Network, and press the gear beside your connection.\n"
             "Under IPv4, switch Automatic off beside DNS, write 9.9.9.9, 1.1.1.1 and press Apply.\n"
             "Switch the connection off and on again."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open System Settings, then Wi-Fi & Networking (older versions: Connections), and choose your "
             "connection.\n"
             "Under IPv4, choose “Automatic (Only addresses)”, write 9.9.9.9, 1.1.1.1 as DNS servers and press Apply.\n"
             "Disconnect and connect again."),
         QT_TRANSLATE_NOOP(
             "HowTo", "In the network settings of your desktop, write 9.9.9.9 and 1.1.1.1 as DNS servers."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open Settings, then Network & internet, and choose your connection.\n"
             "Press Edit beside “DNS server assignment”, choose Manual, switch IPv4 on, and write 9.9.9.9."),
         QT_TRANSLATE_NOOP(
             "HowTo",
             "Open System Settings, then Network, choose your connection, and press Details.\n"
             "Under DNS, press + and write 9.9.9.9.")},
        QT_TRANSLATE_NOOP(
            "HowTo",
            "Or in a terminal: resolvectl status shows who is asked now, and as what your connection goes; then\n"
            "sudo resolvectl dns CONNECTION 9.9.9.9 asks another one until you connect again."),
        QT_TRANSLATE_NOOP("HowTo", "To go back, choose automatic there again: the names of your own network need it.")},
    Steps{
        "turn_off_vpn",
        {QT_TRANSLATE_NOOP("HowTo", "Open the menu at the top right and switch VPN off."),
         QT_TRANSLATE_NOOP("HowTo", "Click the network symbol and press Disconnect beside the VPN."),
         QT_TRANSLATE_NOOP("HowTo", "Switch the VPN off where you switched it on."),
         QT_TRANSLATE_NOOP("HowTo", "Open Settings, then Network & internet, then VPN, and press Disconnect."),
         QT_TRANSLATE_NOOP("HowTo", "Open System Settings, then VPN, and switch it off.")},
        QT_TRANSLATE_NOOP(
            "HowTo",
            "A VPN with a program of its own is switched off in that program.\n"
            "Or in a terminal: nmcli connection show --active names it, nmcli connection down NAME ends it.")},
    Steps{
        "turn_off_proxy",
        {QT_TRANSLATE_NOOP("HowTo", "Open Settings, then Network, then Proxy, and switch it off."),
         QT_TRANSLATE_NOOP("HowTo", "Open System Settings, look for Proxy, choose “No proxy”, and press Apply."),
         QT_TRANSLATE_NOOP("HowTo", "In the network settings of your desktop, switch the proxy off."),
         QT_TRANSLATE_NOOP(
             "HowTo", "Open Settings, then Network & internet, then Proxy, and switch “Use a proxy server” off."),
         QT_TRANSLATE_NOOP(
             "HowTo", "Open System Settings, then Network, your connection, Details, Proxies, and switch them off.")},
        QT_TRANSLATE_NOOP(
            "HowTo",
            "In a terminal, env | grep -i _proxy shows one that is set there; unset NAME removes it from that "
            "terminal.")}};

QStringList linesOf(const char* text)
{
    return QCoreApplication::translate("HowTo", text).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

Desktop desktopOf([[maybe_unused]] const QByteArray& current)
{
#if defined(Q_OS_WIN)
    return Desktop::Windows;
#elif defined(Q_OS_MACOS)
    return Desktop::MacOs;
#else
    const QByteArrayList names = current.toUpper().split(':');
    return names.contains("GNOME") ? Desktop::Gnome : names.contains("KDE") ? Desktop::Plasma : Desktop::OtherLinux;
#endif
}

HowTo howTo(const QString& adviceId, const QString& host, Desktop desktop)
{
    const auto row = std::find_if(
        table.begin(), table.end(), [&](const Steps& one) { return adviceId == QLatin1StringView(one.advice); });
    if (row == table.end())
        return {};
    HowTo how{linesOf(row->settings.at(static_cast<size_t>(desktop))), linesOf(row->undo)};
    if (desktop != Desktop::Windows && desktop != Desktop::MacOs) {
        if (how.steps.isEmpty())
            how.steps = linesOf(row->terminal); // there is no other way
        else
            how.besides += linesOf(row->terminal);
    }
    const QString written = QString::fromLatin1(QUrl::toAce(host)); // as files and name servers write it
    for (QStringList* const lines : {&how.steps, &how.besides})
        lines->replaceInStrings(u"%1"_s, written);
    return how;
}

} // namespace Gatewatch
