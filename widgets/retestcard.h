// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/retest.h>
#include <widgets/card.h>

class QBoxLayout;

namespace Gatewatch {

/// Both results side by side: what was found before something was changed, and now; above them what follows, below them
/// in what they differ.
class RetestCard final : public Card {
    Q_OBJECT
public:
    explicit RetestCard(QWidget* parent = nullptr);

    /// `now` is empty while it is being tested. `at` is the present, for the time of the one before.
    void setTrials(const Trial& before, const std::optional<Trial>& now, const QString& advice, TimePoint at);
    /// Nothing is compared.
    void clear();
    void setExpert(bool expert);
    void setNarrow(bool narrow);

private:
    struct Side {
        QLabel* when = nullptr;
        QLabel* where = nullptr;
        StateMark* mark = nullptr;
        QLabel* headline = nullptr;
        QLabel* place = nullptr;
    };
    Side makeSide(const QString& name);
    static void fill(const Side& side, const Diagnosis& diagnosis);
    void showDifferences();

    QLabel* m_conclusion;
    QBoxLayout* m_sides;
    Side m_before;
    Side m_now;
    QLabel* m_differences;
    QPushButton* m_all;
    Retest m_retest;
    bool m_expert = false;
};

} // namespace Gatewatch
