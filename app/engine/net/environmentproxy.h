// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUrl>

namespace Gatewatch {

/// The proxy that the environment names for this address, as curl reads it: http_proxy, https_proxy, all_proxy (and,
/// but for http, in capitals), unless no_proxy names the host. Empty: none.
QByteArray environmentProxy(const QUrl& url);

/// Whether a list such as that of no_proxy names the host: by its name, a domain above it, its address, or a network
/// that the address is in ("192.0.2.0/24"). A single "*" names all.
bool isExempt(const QString& host, const QString& list);

/// The host and port at which curl looks for this proxy, without its login. Empty where the address of the proxy is not
/// well formed.
QString proxyName(const QByteArray& proxy);

/// The scheme of a proxy's address as curl reads it: http where it has none.
QByteArray proxyScheme(const QByteArray& proxy);

/// What libcurl says of a proxy, without the login that stands in its address. Where that is not well formed, parts of
/// the login are taken for the host or the port.
QByteArray withoutLogin(const QByteArray& text, const QByteArray& proxy);

} // namespace Gatewatch
