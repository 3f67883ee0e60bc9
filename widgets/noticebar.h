// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QPushButton;

namespace Gatewatch {

class ElidedLabel;

/// A sentence at the top of the page with at most one thing to do about it: "Removed. [Undo]". Takes no focus.
class NoticeBar final : public QWidget {
    Q_OBJECT
public:
    explicit NoticeBar(QWidget* parent = nullptr);
    /// Shown for 10 s, or until it is closed when `stays`. A new one replaces the one before.
    void tell(const QString& text, const QString& action = {}, std::function<void()> run = {}, bool stays = false);

private:
    ElidedLabel* m_text;
    QPushButton* m_action;
    std::function<void()> m_run;
    QTimer m_timer;
};

} // namespace Gatewatch
