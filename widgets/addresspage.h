// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace Gatewatch {

class EarlierSessions;

/// "Troubleshoot an address…": one field and one button. Takes the address from the clipboard's owner by paste only.
/// Below it the sessions of before.
class AddressPage final : public QWidget {
    Q_OBJECT
public:
    explicit AddressPage(QWidget* parent = nullptr);
    void begin();
    /// The same with an address filled in, which somebody else gave: nothing is asked before the button is pressed.
    void begin(const QUrl& url);
    [[nodiscard]] EarlierSessions& earlier() const { return *m_earlier; }

signals:
    void requested(const QUrl& url);
    void left();

private:
    void go();
    QLineEdit* m_field;
    QLabel* m_problem;
    EarlierSessions* m_earlier;
};

} // namespace Gatewatch
