// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/pathstops.h>

#include <QWidget>

namespace Gatewatch {

/// You – your network – internet – front door – service, with a broken line where it breaks. Mirrored from right to
/// left; one below the other where a word would not fit below its place.
class PathView final : public QWidget {
    Q_OBJECT
public:
    explicit PathView(QWidget* parent = nullptr);
    void setStops(const PathStops& stops);
    [[nodiscard]] const PathStops& stops() const { return m_stops; }
    /// Whether all words of every place fit into that many pixels side by side.
    [[nodiscard]] bool fitsSideBySide(int width) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] double columnOf(int width) const;
    /// The height of the highest name, and of the highest note, in columns of this width.
    [[nodiscard]] double highestName(double column) const;
    [[nodiscard]] double highestNote(double column) const;
    [[nodiscard]] double rowHeight() const;
    [[nodiscard]] QPointF centerOf(qsizetype index) const;
    [[nodiscard]] QColor colorOf(const PathStop& stop) const;
    void paintLink(QPainter& painter, qsizetype from) const;
    void paintRing(QPainter& painter, qsizetype index) const;
    void paintWords(QPainter& painter, qsizetype index) const;

    PathStops m_stops;
};

} // namespace Gatewatch
