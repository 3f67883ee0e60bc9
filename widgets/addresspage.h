// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedLayout;

namespace Gatewatch {

class ComparisonPage;
class EarlierSessions;
class Session;

/// "Troubleshoot an address…": one field and one button. Takes the address from the clipboard's owner by paste only.
/// Below it the sessions of before; two of them side by side take the place of all that.
class AddressPage final : public QWidget {
    Q_OBJECT
public:
    explicit AddressPage(Session& session, QWidget* parent = nullptr);
    void begin();
    /// The same with an address filled in, which somebody else gave: nothing is asked before the button is pressed.
    void begin(const QUrl& url);
    [[nodiscard]] EarlierSessions& earlier() const { return *m_earlier; }
    [[nodiscard]] ComparisonPage& comparison() const { return *m_comparison; }
    /// From two sessions side by side back to the list. False where the list is shown already.
    bool leaveComparison();

signals:
    void requested(const QUrl& url);
    void left();

private:
    void go();
    QLineEdit* m_field;
    QLabel* m_problem;
    EarlierSessions* m_earlier;
    QStackedLayout* m_stack;
    ComparisonPage* m_comparison;
};

} // namespace Gatewatch
