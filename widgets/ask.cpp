// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/ask.h>

#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

void askSecret(QWidget* parent, const QString& title, const QString& label, const Ask::Answer& answer)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* text = new QLabel(dialog);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setText(label);
    auto* field = new QLineEdit(dialog);
    field->setEchoMode(QLineEdit::Password);
    field->setAccessibleName(title);
    text->setBuddy(field);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    QPushButton* ok = buttons->button(QDialogButtonBox::Ok);
    ok->setEnabled(false);
    auto* layout = new QVBoxLayout(dialog);
    for (QWidget* part : std::initializer_list<QWidget*>{text, field, buttons})
        layout->addWidget(part);
    QObject::connect(
        field, &QLineEdit::textChanged, ok, [ok](const QString& typed) { ok->setEnabled(!typed.isEmpty()); });
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(dialog, &QDialog::accepted, parent, [field, answer] { answer(field->text()); });
    dialog->open();
}

} // namespace

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
    ask.saveFile = [](QWidget* parent, const QString& title, const QString& suggested, Answer answer) {
        auto* dialog = new QFileDialog(parent, title);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(suggested.section(u'.', -1));
        dialog->selectFile(suggested);
        QObject::connect(dialog, &QFileDialog::fileSelected, parent, [answer](const QString& file) { answer(file); });
        dialog->open();
    };
    ask.openUrl = [](const QString& url) {
        const QUrl address(url);
        // Only what a browser is for: a status page cannot make the desktop open anything else.
        if (address.scheme() == u"https"_s || address.scheme() == u"http"_s)
            QDesktopServices::openUrl(address);
    };
    ask.browsers = installedBrowsers;
    ask.openUrlIn = [](const QString& browser, const QString& url) { openIn(browser, url); };
    ask.secret = askSecret;
    return ask;
}

} // namespace Gatewatch
