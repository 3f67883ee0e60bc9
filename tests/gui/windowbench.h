// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sampledata.h"

#include <widgets/mainwindow.h>

#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

#include <memory>

namespace Gatewatch::Test {

/// A window without a backend over made-up values, and what it asked the desktop for.
struct Bench {
    explicit Bench(bool filled = true, bool demo = false)
    {
        session.setClock(sampleNow);
        if (filled)
            fillSession(session);
        ask.openUrl = [this](const QString& url) { opened << url; };
        window = std::make_unique<MainWindow>(MainWindow::Setup{session, preferences(), nullptr, ask, demo});
        window->resize(1280, 800);
        window->show();
    }
    Bench(const Bench&) = delete;
    [[nodiscard]] Preferences preferences() const { return Preferences(place.filePath(QStringLiteral("window.ini"))); }
    /// The visible button with this text.
    static QPushButton* button(const QWidget& parent, const QString& text)
    {
        for (QPushButton* one : parent.findChildren<QPushButton*>()) {
            if (one->text() == text && one->isVisible())
                return one;
        }
        return nullptr;
    }
    static QLineEdit* field(const QWidget& parent, const QString& name)
    {
        for (QLineEdit* one : parent.findChildren<QLineEdit*>()) {
            if (one->accessibleName() == name)
                return one;
        }
        return nullptr;
    }
    QTemporaryDir place;
    Session session;
    QStringList opened; ///< addresses for the browser
    Ask ask;
    std::unique_ptr<MainWindow> window;
};

} // namespace Gatewatch::Test
