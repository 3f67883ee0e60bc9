// SPDX-License-Identifier: GPL-3.0-or-later
// What can be seen of options that name something on this computer before anybody is asked.
#include <cli/target.h>

#include <QFile>
#include <QFileInfo>
#include <QNetworkInterface>
#include <QUdpSocket>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

QString problemOfFile(QLatin1StringView option, const QString& name)
{
    if (name.isEmpty())
        return {};
    QString why;
    QFile file(name);
    if (!QFileInfo::exists(name))
        why = u"there is no such file"_s;
    else if (!QFileInfo(name).isFile())
        why = u"it is not a file"_s;
    else if (!file.open(QIODevice::ReadOnly))
        why = file.errorString();
    return why.isEmpty() ? QString()
                         : u"--%1 must name a file that can be read, is \"%2\": %3"_s.arg(option, name, why);
}

/// The kind of addresses that are asked for: of the host where it is one, or as --ip-family says; Any where both may
/// be.
QAbstractSocket::NetworkLayerProtocol protocolOf(const QString& host, IpFamily family)
{
    const QHostAddress address(host);
    if (!address.isNull())
        return address.protocol();
    if (family == IpFamily::Auto)
        return QAbstractSocket::AnyIPProtocol;
    return family == IpFamily::V4 ? QAbstractSocket::IPv4Protocol : QAbstractSocket::IPv6Protocol;
}

QString problemOfInterface(const QString& name, QAbstractSocket::NetworkLayerProtocol asked)
{
    const QHostAddress address(name);
    if (name.isEmpty() || (address.isNull() && QNetworkInterface::interfaceFromName(name).isValid()))
        return {};
    if (address.isNull())
        return u"--interface: this computer has no interface \"%1\""_s.arg(name);
    // Not a list of our addresses: there all of 127.0.0.0/8 is one.
    if (QUdpSocket socket; !socket.bind(address))
        return u"--interface: %1 is not an address of this computer"_s.arg(name);
    if (asked != QAbstractSocket::AnyIPProtocol && asked != address.protocol())
        return u"--interface: from %1 no %2 address can be reached"_s.arg(
            name, asked == QAbstractSocket::IPv4Protocol ? u"IPv4"_s : u"IPv6"_s);
    return {};
}

template <typename Kind>
QString problemHere(const Kind& check, const QString& host)
{
    if (const QString problem = problemOfInterface(check.interface, protocolOf(host, check.ipFamily));
        !problem.isEmpty())
        return problem;
    const TlsFiles& files = check.tls;
    if (files.certificate.isEmpty() && (!files.key.isEmpty() || files.keyPassword))
        return u"--%1 needs --client-certificate"_s.arg(
            files.key.isEmpty() ? "client-key-password-env"_L1 : "client-key"_L1);
    for (const QString& problem :
         {problemOfFile("ca-file"_L1, files.authorities), problemOfFile("client-certificate"_L1, files.certificate),
          problemOfFile("client-key"_L1, files.key)}) {
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace

QString problemOnThisComputer(const Check& check)
{
    if (const HttpCheck* http = check.http())
        return problemHere(*http, http->url.host());
    if (const auto* tcp = std::get_if<TcpCheck>(&check.how))
        return problemHere(*tcp, tcp->host);
    return {};
}

} // namespace Gatewatch::Cli
