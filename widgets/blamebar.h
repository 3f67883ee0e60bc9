// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/pathstops.h>

#include <QWidget>

namespace Gatewatch {

/// A part of the bar: a place with a share worth its name, or all others together.
struct BlamePart {
    std::optional<Place> place; ///< empty: the others
    double share = 0; ///< 0 to 1
    int percent = 0; ///< whole; those of all parts make 100
};
/// From near to far, the others last. Places below 8 % are among the others, and so are those that do not lie on the
/// way (`onTheWay`, all when it is empty); others below half a percent are none.
QList<BlamePart> partsOf(const Blame& blame, const QList<Place>& onTheWay = {});

/// How the blame is shared among the places, as one bar with a label for each of its parts. The tool tip and assistive
/// technology get every place.
class BlameBar final : public QWidget {
    Q_OBJECT
public:
    explicit BlameBar(QWidget* parent = nullptr);
    /// In the colours of the picture of the way, in which `stops` stand.
    void setBlame(const Diagnosis& diagnosis, const PathStops& stops);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Segment {
        BlamePart part;
        double left = 0;
        double width = 0;
        QString label;
        double labelLeft = 0;
        double labelWidth = 0;
    };
    [[nodiscard]] QString labelOf(const BlamePart& part) const;
    [[nodiscard]] QFont labelFont(const BlamePart& part) const;
    [[nodiscard]] bool labelsFit(int width) const;
    [[nodiscard]] QString allLabels() const;
    [[nodiscard]] QList<Segment> segments() const;
    void placeLabels(QList<Segment>& segments) const;
    [[nodiscard]] QColor colorOf(const BlamePart& part) const;

    QList<BlamePart> m_parts;
    QList<Place> m_suspects; ///< less likely than the one that the verdict names
    VerdictPlace m_verdict = VerdictPlace::Inconclusive;
    QString m_caption;
};

} // namespace Gatewatch
