// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QLabel;

namespace Gatewatch {

class EpisodeChart;

/// "How long?": how long it has lasted, how long earlier ones did, and what that means for this one. Hidden where there
/// is nothing to wait for.
class DurationCard final : public QWidget {
    Q_OBJECT
public:
    explicit DurationCard(QWidget* parent = nullptr);
    void setExpectation(const DurationExpectation& expectation, bool nothingWrong, TimePoint now);

private:
    QLabel* m_big;
    QLabel* m_basis;
    EpisodeChart* m_chart;
    QLabel* m_text;
};

} // namespace Gatewatch
