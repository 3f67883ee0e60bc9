// SPDX-License-Identifier: GPL-3.0-or-later
// What can be seen of options that name something on this computer before anybody is asked.
#include <cli/target.h>
#include <engine/net/prepare.h>
#include <engine/net/tlsfiles.h>

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

/// What is in the files; asked when they are there.
QString problemOfContents(const Check& check)
{
    const PreparedCheck prepared = prepare(check, {});
    const auto* request = std::get_if<ProbeRequest>(&prepared.request);
    if (!request || !prepared.missing.isEmpty())
        return {}; // that has its own sentence
    const auto problem = unusableTlsFile(*request);
    if (!problem)
        return {};
    const auto sentence = [&problem](QLatin1StringView option, const QByteArray& name) {
        return u"--%1 \"%2\" %3"_s.arg(option, QString::fromLocal8Bit(name), problem->why);
    };
    switch (problem->file) {
    case TlsFileProblem::File::Authorities:
        return sentence("ca-file"_L1, request->caFile);
    case TlsFileProblem::File::Certificate:
        return sentence("client-certificate"_L1, request->certificateFile);
    case TlsFileProblem::File::Key:
        return request->keyFile.isEmpty() ? sentence("client-certificate"_L1, request->certificateFile)
                                          : sentence("client-key"_L1, request->keyFile);
    }
    Q_UNREACHABLE();
}

} // namespace

QString problemOnThisComputer(const Check& check)
{
    QString problem;
    if (const HttpCheck* http = check.http())
        problem = problemHere(*http, http->url.host());
    else if (const auto* tcp = std::get_if<TcpCheck>(&check.how))
        problem = problemHere(*tcp, tcp->host);
    return problem.isEmpty() ? problemOfContents(check) : problem;
}

} // namespace Gatewatch::Cli
