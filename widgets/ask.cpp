// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/ask.h>

#include <QDesktopServices>
#include <QFileDialog>
#include <QUrl>

namespace Gatewatch {

using namespace Qt::StringLiterals;

Ask Ask::real()
{
    Ask ask;
    ask.openFile = [](QWidget* parent, const QString& title, const QString& filter, Answer answer) {
        auto* dialog = new QFileDialog(parent, title, {}, filter);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        QObject::connect(dialog, &QFileDialog::fileSelected, parent, [answer](const QString& file) { answer(file); });
        dialog->open();
    };
    ask.openUrl = [](const QString& url) {
        const QUrl address(url);
        // Only what a browser is for: a status page cannot make the desktop open anything else.
        if (address.scheme() == u"https"_s || address.scheme() == u"http"_s)
            QDesktopServices::openUrl(address);
    };
    return ask;
}

} // namespace Gatewatch
