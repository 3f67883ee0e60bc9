// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/system/thiscomputer.h>

#include <QDir>
#include <QNetworkInterface>
#include <QSysInfo>

namespace Gatewatch {

OwnMarks marksOfThisComputer()
{
    OwnMarks marks;
    for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
        const QString hardware = interface.hardwareAddress();
        if (!hardware.isEmpty() && hardware != QStringLiteral("00:00:00:00:00:00"))
            marks.hardware.append(hardware);
        for (const QNetworkAddressEntry& entry : interface.addressEntries()) {
            QHostAddress address = entry.ip();
            address.setScopeId({}); // "fe80::1%eth0"
            marks.addresses.append(address.toString());
        }
    }
    marks.names = {
        QSysInfo::machineHostName(), QSysInfo::machineHostName().section(u'.', 0, 0), qEnvironmentVariable("USER"),
        qEnvironmentVariable("LOGNAME"), QDir::homePath()};
    marks.names.removeDuplicates();
    return marks;
}

} // namespace Gatewatch
