// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <array>
#include <optional>

namespace Gatewatch {

/// Upper ends of the bars in minutes; the last bar has none: 1, 2, 5, 8, 15, 30, 60, > 60.
constexpr int episodeBinCount = 8;
/// How many earlier episodes ended in each bar.
std::array<int, episodeBinCount> binEpisodes(const QList<int>& seconds);
/// The bar that an episode of this length falls into.
int binOf(int seconds);

/// How long earlier episodes lasted, with the bar in which the present one is; without earlier ones a scale from a
/// minute to hours with the usual span marked.
class EpisodeChart final : public QWidget {
    Q_OBJECT
public:
    explicit EpisodeChart(QWidget* parent = nullptr);
    void setEpisodes(const QList<int>& pastSeconds, std::optional<int> nowSeconds, const QString& bracket);
    [[nodiscard]] QSize sizeHint() const override { return {360, 96}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 96}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBars(QPainter& painter) const;
    void paintScale(QPainter& painter) const;

    QList<int> m_past;
    std::optional<int> m_now;
    QString m_bracket;
};

} // namespace Gatewatch
