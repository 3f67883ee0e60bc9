// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

namespace Gatewatch {

/// How the blame is shared among the five places, as one bar. Shares below 8 % have no label of their own; the tool tip
/// and assistive technology get all of them.
class BlameBar final : public QWidget {
    Q_OBJECT
public:
    explicit BlameBar(QWidget* parent = nullptr);
    void setBlame(const Blame& blame, VerdictPlace verdict);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Segment {
        Place place = Place::Device;
        double share = 0;
        double left = 0;
        double width = 0;
        QString label;
        double labelLeft = 0;
        double labelWidth = 0;
    };
    [[nodiscard]] QList<Segment> segments() const;
    void placeLabels(QList<Segment>& segments) const;

    Blame m_blame{0.2, 0.2, 0.2, 0.2, 0.2};
    VerdictPlace m_verdict = VerdictPlace::Inconclusive;
};

} // namespace Gatewatch
