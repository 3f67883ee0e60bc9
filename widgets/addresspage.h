// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace Gatewatch {

/// "Troubleshoot an address…": one field and one button. Takes the address from the clipboard's owner by paste only.
class AddressPage final : public QWidget {
    Q_OBJECT
public:
    explicit AddressPage(QWidget* parent = nullptr);
    void begin();

signals:
    void requested(const QUrl& url);
    void left();

private:
    void go();
    QLineEdit* m_field;
    QLabel* m_problem;
};

} // namespace Gatewatch
