// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

class QColor;
class QPainter;
class QPointF;

namespace Gatewatch {

/// Draws the sign of a place – computer, radio waves, globe, door, server – about 20 px wide around `center`.
void paintPlace(QPainter& painter, QPointF center, Place place, const QColor& color);

} // namespace Gatewatch
