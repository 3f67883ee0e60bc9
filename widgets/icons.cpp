// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/icons.h>

#include <QPainter>
#include <QSvgRenderer>

/// The resources of a static library are only there once somebody asks for them; Qt wants this outside a namespace.
static void initWidgetResources()
{
    Q_INIT_RESOURCE(widgets);
}

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString drawingOf(State state)
{
    switch (state) {
    case State::Down:
        return u"org.gatewatch.Gatewatch-down"_s;
    case State::Slow:
        return u"org.gatewatch.Gatewatch-slow"_s;
    case State::Unknown:
        return u"org.gatewatch.Gatewatch-unknown"_s;
    case State::Maintenance:
        return u"org.gatewatch.Gatewatch-maintenance"_s;
    case State::Up:
        return u"org.gatewatch.Gatewatch"_s;
    case State::Paused:
        return u"org.gatewatch.Gatewatch-paused"_s;
    }
    return u"org.gatewatch.Gatewatch"_s;
}

void paintCount(QPainter& painter, int size, int count)
{
    const QString number = count > 9 ? u"9+"_s : QString::number(count);
    QFont font = painter.font();
    font.setPixelSize(std::max(8, size * 4 / 10));
    font.setBold(true);
    painter.setFont(font);
    const double height = size * 0.5;
    const double width = std::max(height, painter.fontMetrics().horizontalAdvance(number) + size * 0.18);
    const QRectF pill(size - width, 0, width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    painter.drawRoundedRect(pill, height / 2, height / 2);
    painter.setPen(QColor(0x1C, 0x21, 0x26));
    painter.drawText(pill, Qt::AlignCenter, number);
}

} // namespace

QIcon programIcon()
{
    initWidgetResources();
    return QIcon::fromTheme(u"org.gatewatch.Gatewatch"_s, QIcon(u":/gatewatch/icons/org.gatewatch.Gatewatch.svg"_s));
}

QIcon trayIcon(State worst, int count)
{
    initWidgetResources();
    QSvgRenderer drawing(u":/gatewatch/icons/"_s + drawingOf(worst) + u".svg"_s);
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        drawing.render(&painter);
        // At 16 px a number is only dirt.
        if (count > 1 && size >= 22)
            paintCount(painter, size, count);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace Gatewatch
