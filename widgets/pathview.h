// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

namespace Gatewatch {

/// One of the five places between the reader and the service, as the picture shows it.
struct PathStop {
    enum class Look { Fine, Suspect, Culprit, Unclear, NotReached };
    Place place = Place::Device;
    Look look = Look::Unclear;
    QString note; ///< one or two words below the name
    bool operator==(const PathStop&) const = default;
};

using PathStops = std::array<PathStop, placeCount>;

/// What the picture says about a diagnosis, from near to far. Behind the place at fault nothing can be seen from here.
PathStops pathOf(const Diagnosis& diagnosis);

/// You – your network – internet – front door – service, with a broken line where it breaks. Mirrored from right to
/// left.
class PathView final : public QWidget {
    Q_OBJECT
public:
    explicit PathView(QWidget* parent = nullptr);
    void setDiagnosis(const Diagnosis& diagnosis);
    [[nodiscard]] const PathStops& stops() const { return m_stops; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QPointF centerOf(int index) const;
    [[nodiscard]] QColor colorOf(const PathStop& stop) const;
    void paintLink(QPainter& painter, int from) const;
    void paintStop(QPainter& painter, int index) const;

    PathStops m_stops;
};

} // namespace Gatewatch
