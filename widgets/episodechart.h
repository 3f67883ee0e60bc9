// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <array>
#include <optional>

namespace Gatewatch {

/// Upper ends of the bars in minutes; the last bar has none: 1, 2, 5, 8, 15, 30, 60, 60+.
constexpr int episodeBinCount = 8;
/// How many earlier episodes ended in each bar.
std::array<int, episodeBinCount> binEpisodes(const QList<int>& seconds);
/// The bar that an episode of this length falls into.
int binOf(int seconds);

/// The spans of the scale, which touch one another: under 1 min, to 5 min, to 15 min, to 1 h, longer.
constexpr int durationSpanCount = 5;
/// The span into which a duration falls, from 0.
int spanOf(int seconds);

/// How long earlier episodes lasted, with the bar in which the present one is; without earlier ones a scale from a
/// minute to hours with the expected span marked.
class EpisodeChart final : public QWidget {
    Q_OBJECT
public:
    explicit EpisodeChart(QWidget* parent = nullptr);
    /// `span` as from spanOf(); empty when nothing is expected.
    void setEpisodes(const QList<int>& pastSeconds, std::optional<int> nowSeconds, std::optional<int> span);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBars(QPainter& painter) const;
    void paintScale(QPainter& painter) const;

    QList<int> m_past;
    std::optional<int> m_now;
    std::optional<int> m_span;
};

} // namespace Gatewatch
