// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/service.h>

namespace Gatewatch {

/// A service with one check, "web", of an address; named as its id.
inline Service watchedService(const QString& id, const QUrl& url, Millis timeout, Seconds interval = Seconds(1))
{
    HttpCheck http;
    http.url = url;
    Check check;
    check.id = QStringLiteral("web");
    check.how = http;
    check.interval = interval;
    check.timeout = timeout;
    Service service;
    service.id = id;
    service.name = id;
    service.endpoints = {check};
    return service;
}

} // namespace Gatewatch
