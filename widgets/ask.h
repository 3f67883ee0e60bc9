// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/browsers.h>

#include <QString>

#include <functional>

class QWidget;

namespace Gatewatch {

/// Every question that leaves the window goes through here. The answer comes later, by a call; it never comes when the
/// user cancels. Tests put their own functions in.
struct Ask {
    using Answer = std::function<void(const QString&)>;
    /// Which file to read. `filter` as QFileDialog writes them.
    std::function<void(QWidget* parent, const QString& title, const QString& filter, Answer answer)> openFile;
    /// Where to write a file; `suggested` is its name.
    std::function<void(QWidget* parent, const QString& title, const QString& suggested, Answer answer)> saveFile{};
    /// Shows an address in the user's browser.
    std::function<void(const QString& url)> openUrl;
    /// The same in a certain one of `browsers`.
    std::function<void(const QString& browser, const QString& url)> openUrlIn{};
    std::function<QList<Browser>()> browsers{};

    /// A secret, which is not shown while it is typed.
    std::function<void(QWidget* parent, const QString& title, const QString& label, Answer answer)> secret;

    /// The real dialogs.
    static Ask real();
};

} // namespace Gatewatch
