// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/nginx.h>
#include <widgets/mainwindow.h>
#include <widgets/session.h>

#include <QTemporaryDir>

namespace Gatewatch {

/// One service, asked every second, and a diagnosis that contacts nobody else.
inline Config watching(const QUrl& url, bool openPanel)
{
    HttpCheck http;
    http.url = url;
    Check check;
    check.id = QStringLiteral("web");
    check.how = http;
    check.interval = Seconds(1);
    check.timeout = Seconds(5);
    Service service;
    service.id = QStringLiteral("shop");
    service.name = QStringLiteral("Corner Shop");
    service.endpoints = {check};
    Config config = defaultConfig();
    config.services = {service};
    config.diagnosis.connectivityChecks.clear();
    config.diagnosis.controlSites.clear();
    config.diagnosis.resolvers.clear();
    config.diagnosis.openPanelOn502 = openPanel;
    return config;
}

/// A gateway without its application, and the whole program watching it.
struct BadGatewayWorld {
    TestOrigin origin;
    TestNginx nginx;
    QTemporaryDir dir;
    Backend backend{{dir.filePath(QStringLiteral("config.json")), dir.filePath(QStringLiteral("data"))}};
    Session session;
    MainWindow window{attached()};

    MainWindow::Setup attached()
    {
        session.attach(backend);
        return {session, Preferences(dir.filePath(QStringLiteral("ui.ini")))};
    }
    bool start(bool openPanel)
    {
        if (!nginx.start(origin.port()))
            return false;
        window.show();
        backend.start();
        backend.saveConfig(watching(nginx.url(), openPanel));
        return true;
    }
};

} // namespace Gatewatch
