// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/service.h>

namespace Gatewatch {

// The rules that a value of the configuration must meet, whoever typed it: the file, a form, or the command line.

/// Why an address cannot be asked ("must begin with http:// or https://"); empty when it can. Only http and https, a
/// host, no user name or password, a port from 1 to 65535.
QString problemOfUrl(const QString& text);
/// Strictly parsed; only meaningful when problemOfUrl() is empty.
QUrl strictUrl(const QString& text);

/// RFC 9110 section 5.6.2: a field name is a token.
bool isHeaderName(QStringView name);
/// RFC 9110 section 5.5, stricter: no control characters at all but the tab.
bool isHeaderValue(QStringView value);
/// Host, Content-Length, Transfer-Encoding and Connection belong to the transport.
bool isForbiddenHeader(QStringView name);
/// Headers whose value is nearly always a secret, such as Authorization.
bool isSecretHeader(QStringView name);

/// "GET", "HEAD", "POST", "OPTIONS".
const QStringList& allowedMethods();

/// "auto", "1.1", "2": in the order of HttpVersion.
const QStringList& httpVersionWords();
/// "auto", "4", "6": in the order of IpFamily.
const QStringList& ipFamilyWords();

/// Reads "200-299,401"; empty when it is not of that form, a number is outside 100 to 599, or a range is backwards.
std::optional<QList<StatusRange>> parseStatusRanges(const QString& text);
QString writeStatusRanges(const QList<StatusRange>& ranges);

/// A numeric address with or without a port: "192.0.2.7", "127.0.0.1:8443", "::1", "[::1]:8443".
bool isPinnedAddress(const QString& text);
/// "system", "none", or an http, https, socks5 or socks5h address without user name.
bool isProxy(const QString& text);
/// A host name (of any script) or a numeric address, without port.
bool isHost(const QString& text);
/// A name that can be asked for: labels of 1 to 63 letters, digits, '-' and '_', at most 253 in all (RFC 1035 section
/// 2.3.4; the underscore as in RFC 8552). Names of other scripts are taken by their ASCII form.
bool isDnsName(const QString& text);
/// Empty, the name of an interface ("eth0"), or a numeric address of ours.
bool isInterface(const QString& text);
/// "GET, HEAD or POST": the words that a rule allows, one at least.
QString oneOf(const QStringList& words);
/// Letters, digits, '-', '_' and '.', at most 100.
bool isId(const QString& text);

} // namespace Gatewatch
