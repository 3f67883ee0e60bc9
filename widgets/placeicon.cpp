// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/placeicon.h>

#include <QPainter>
#include <QPainterPath>

namespace Gatewatch {

namespace {

void paintComputer(QPainter& painter)
{
    painter.drawRoundedRect(QRectF(-9, -7, 18, 12), 1.5, 1.5);
    painter.drawLine(QPointF(-4.5, 8), QPointF(4.5, 8));
}

/// A box with two aerials: at home it stands for cable as well as for radio.
void paintRouter(QPainter& painter)
{
    painter.drawRoundedRect(QRectF(-10, 1, 20, 8), 1.5, 1.5);
    painter.drawLine(QPointF(-6, 1), QPointF(-8, -8));
    painter.drawLine(QPointF(6, 1), QPointF(8, -8));
    painter.drawLine(QPointF(-6, 5), QPointF(-5.5, 5));
    painter.drawLine(QPointF(-2, 5), QPointF(-1.5, 5));
}

void paintGlobe(QPainter& painter)
{
    painter.drawEllipse(QPointF(0, 0), 9.5, 9.5);
    painter.drawEllipse(QPointF(0, 0), 4, 9.5);
    painter.drawLine(QPointF(-9.5, 0), QPointF(9.5, 0));
}

void paintDoor(QPainter& painter)
{
    QPainterPath leaf(QPointF(-8, -9));
    leaf.lineTo(4, -9);
    leaf.lineTo(4, 9);
    leaf.lineTo(-8, 9);
    leaf.closeSubpath();
    painter.drawPath(leaf);
    painter.drawPolyline(QPolygonF{{4, -9}, {8, -6}, {8, 9}, {4, 9}});
    painter.drawLine(QPointF(0.5, -0.5), QPointF(0.5, 1.5));
}

void paintServer(QPainter& painter)
{
    for (const double top : {-8.5, 1.5}) {
        painter.drawRoundedRect(QRectF(-9, top, 18, 7), 1.5, 1.5);
        painter.drawLine(QPointF(-5.5, top + 3.5), QPointF(-5, top + 3.5));
        painter.drawLine(QPointF(1, top + 3.5), QPointF(5.5, top + 3.5));
    }
}

} // namespace

void paintPlace(QPainter& painter, QPointF center, Place place, const QColor& color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(center);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (place) {
    case Place::Device:
        paintComputer(painter);
        break;
    case Place::Network:
        paintRouter(painter);
        break;
    case Place::Path:
        paintGlobe(painter);
        break;
    case Place::Gateway:
        paintDoor(painter);
        break;
    case Place::Service:
        paintServer(painter);
        break;
    }
    painter.restore();
}

} // namespace Gatewatch
