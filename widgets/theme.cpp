// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/theme.h>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontInfo>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QStyleFactory>
#include <QWidget>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QColor rgb(unsigned value)
{
    return QColor(QRgb(0xff000000u | value));
}

const QString portalService = u"org.freedesktop.portal.Desktop"_s;
const QString portalPath = u"/org/freedesktop/portal/desktop"_s;
const QString portalSettings = u"org.freedesktop.portal.Settings"_s;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString colorScheme = u"color-scheme"_s;

} // namespace

const Theme& Theme::light()
{
    static const Theme theme{
        .dark = false,
        .page = rgb(0xF4F5F7),
        .card = rgb(0xFFFFFF),
        .border = rgb(0xDFE2E7),
        .hover = rgb(0xECEEF1),
        .text = rgb(0x1C2126),
        .dim = rgb(0x5E6670),
        .accent = rgb(0x2563C9),
        .accentText = rgb(0xFFFFFF),
        .accentSoft = rgb(0xE3ECFB),
        .grid = rgb(0xE6E8EC),
        .band = rgb(0xE3EAF7),
        .gapTrack = rgb(0xE1E4E8),
        .up = rgb(0x1B964E),
        .slow = rgb(0xAE7901),
        .down = rgb(0x801000),
        .maintenance = rgb(0x13316F),
        .unknown = rgb(0x5C5C5C),
        .paused = rgb(0x5C5C5C),
        .onState = rgb(0xFFFFFF),
    };
    return theme;
}

const Theme& Theme::darkness()
{
    static const Theme theme{
        .dark = true,
        .page = rgb(0x1F2226),
        .card = rgb(0x272B30),
        .border = rgb(0x3A3F46),
        .hover = rgb(0x30353B),
        .text = rgb(0xE8EAED),
        .dim = rgb(0xA2A8B0),
        .accent = rgb(0x6EA8FE),
        .accentText = rgb(0x0E1726),
        .accentSoft = rgb(0x31425E),
        .grid = rgb(0x353A41),
        .band = rgb(0x31435F),
        .gapTrack = rgb(0x3E444C),
        .up = rgb(0x6DFFAA),
        .slow = rgb(0xFFCD06),
        .down = rgb(0xF7573E),
        .maintenance = rgb(0x538AEE),
        .unknown = rgb(0x949494),
        .paused = rgb(0x949494),
        .onState = rgb(0x1F2226),
    };
    return theme;
}

const Theme& Theme::of(const QWidget* widget)
{
    const QPalette palette = widget ? widget->palette() : QApplication::palette();
    return palette.color(QPalette::Window).lightness() < 128 ? darkness() : light();
}

QColor Theme::color(State state) const
{
    switch (state) {
    case State::Down:
        return down;
    case State::Slow:
        return slow;
    case State::Unknown:
        return unknown;
    case State::Maintenance:
        return maintenance;
    case State::Up:
        return up;
    case State::Paused:
        return paused;
    }
    return unknown;
}

QColor Theme::color(Outcome outcome) const
{
    switch (outcome) {
    case Outcome::Up:
        return up;
    case Outcome::Slow:
        return slow;
    case Outcome::Down:
        return down;
    case Outcome::NotMeasured:
        return gapTrack;
    }
    return gapTrack;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, page);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, card);
    p.setColor(QPalette::AlternateBase, page);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, card);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, down);
    p.setColor(QPalette::Highlight, accent);
    p.setColor(QPalette::HighlightedText, accentText);
    p.setColor(QPalette::ToolTipBase, card);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::PlaceholderText, dim);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::Light, dark ? hover : card);
    p.setColor(QPalette::Midlight, hover);
    p.setColor(QPalette::Mid, border);
    p.setColor(QPalette::Dark, dark ? page : border);
    p.setColor(QPalette::Shadow, dark ? Qt::black : dim);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, dark ? rgb(0x8B9199) : rgb(0x767D86));
    return p;
}

QFont fontFor(TextRole role, const QFont& base)
{
    const int px = std::max(11, QFontInfo(base).pixelSize());
    QFont font = base;
    const auto size = [&](double factor) { font.setPixelSize(std::max(11, qRound(px * factor))); };
    switch (role) {
    case TextRole::Body:
    case TextRole::Dim:
    case TextRole::Bad:
        size(1.0);
        break;
    case TextRole::Strong:
        size(1.0);
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Small:
        size(11.0 / 13);
        break;
    case TextRole::Overline:
        size(11.0 / 13);
        font.setWeight(QFont::DemiBold);
        font.setCapitalization(QFont::AllUppercase);
        font.setLetterSpacing(QFont::AbsoluteSpacing, 0.4);
        break;
    case TextRole::Lead:
        size(15.5 / 13);
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Title:
        size(20.0 / 13);
        font.setWeight(QFont::Bold);
        break;
    case TextRole::Verdict:
        size(22.0 / 13);
        font.setWeight(QFont::Bold);
        break;
    }
    return font;
}

void paintState(QPainter& painter, const QRectF& rect, State state, const Theme& theme, bool outline)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(rect.width(), rect.height());
    QRectF r(0, 0, side, side);
    r.moveCenter(rect.center());
    const QColor color = theme.color(state);
    const double line = std::max(1.4, side / 9);
    const QColor sign = outline ? color : theme.onState;
    painter.setBrush(outline ? QBrush(Qt::NoBrush) : QBrush(color));
    painter.setPen(outline ? QPen(color, line) : QPen(Qt::NoPen));
    const double inset = outline ? line / 2 : 0;
    const QRectF body =
        r.adjusted(side * 0.06 + inset, side * 0.06 + inset, -side * 0.06 - inset, -side * 0.06 - inset);
    const QPen signPen(sign, line, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    const QPointF c = body.center();

    switch (state) {
    case State::Up:
        painter.drawEllipse(body.adjusted(side * 0.04, side * 0.04, -side * 0.04, -side * 0.04));
        break;
    case State::Slow: {
        const QPolygonF triangle{
            {c.x(), body.top()},
            {body.right(), body.bottom() - side * 0.04},
            {body.left(), body.bottom() - side * 0.04}};
        if (!outline)
            painter.setPen(QPen(color, side * 0.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolygon(triangle);
        painter.setPen(QPen(sign, line, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(c.x(), body.top() + side * 0.32), QPointF(c.x(), body.top() + side * 0.54));
        painter.drawPoint(QPointF(c.x(), body.bottom() - side * 0.15));
        break;
    }
    case State::Down: {
        painter.drawRoundedRect(body, side * 0.14, side * 0.14);
        painter.setPen(signPen);
        const double arm = side * 0.17;
        painter.drawLine(c + QPointF(-arm, -arm), c + QPointF(arm, arm));
        painter.drawLine(c + QPointF(-arm, arm), c + QPointF(arm, -arm));
        break;
    }
    case State::Maintenance: {
        QPainterPath diamond(QPointF(c.x(), body.top()));
        diamond.lineTo(body.right(), c.y());
        diamond.lineTo(c.x(), body.bottom());
        diamond.lineTo(body.left(), c.y());
        diamond.closeSubpath();
        painter.drawPath(diamond);
        // The wrench is legible from 20 px on; below that the diamond alone is the shape.
        if (side >= 20) {
            painter.setPen(QPen(sign, line * 1.1, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(c + QPointF(-side * 0.14, side * 0.14), c + QPointF(side * 0.06, -side * 0.06));
            painter.setPen(QPen(sign, line));
            painter.setBrush(Qt::NoBrush);
            painter.drawArc(
                QRectF(c.x() + side * 0.01, c.y() - side * 0.19, side * 0.18, side * 0.18), 100 * 16, 250 * 16);
        }
        break;
    }
    case State::Unknown: {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, line));
        painter.drawEllipse(r.adjusted(side * 0.1, side * 0.1, -side * 0.1, -side * 0.1));
        QFont font = painter.font();
        font.setPixelSize(std::max(7, qRound(side * 0.58)));
        font.setWeight(QFont::Bold);
        painter.setFont(font);
        painter.drawText(r, Qt::AlignCenter, u"?"_s);
        break;
    }
    case State::Paused: {
        const double w = side * 0.2;
        painter.drawRoundedRect(QRectF(c.x() - side * 0.27, c.y() - side * 0.32, w, side * 0.64), 1, 1);
        painter.drawRoundedRect(QRectF(c.x() + side * 0.07, c.y() - side * 0.32, w, side * 0.64), 1, 1);
        break;
    }
    }
    painter.restore();
}

QIcon stateIcon(State state, const Theme& theme, bool outline)
{
    QIcon icon;
    for (const int size : {16, 32, 48}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintState(painter, QRectF(0, 0, size, size), state, theme, outline);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

State shapeOf(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return State::Up;
    case Indicator::UnderMaintenance:
        return State::Maintenance;
    case Indicator::DegradedPerformance:
    case Indicator::PartialOutage:
        return State::Slow;
    case Indicator::MajorOutage:
        return State::Down;
    case Indicator::Unknown:
        return State::Unknown;
    }
    return State::Unknown;
}

ThemeControl::ThemeControl(QApplication& app, QObject* parent)
    : QObject(parent)
    , m_app(app)
    , m_font(app.font())
    , m_paletteDark(app.palette().color(QPalette::Window).lightness() < 128)
    , m_desktopDark(m_paletteDark)
{
    app.setStyle(QStyleFactory::create(u"Fusion"_s));
    apply();
    askPortal();
}

void ThemeControl::choose(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

const Theme& ThemeControl::theme() const
{
    const bool dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::Desktop && m_desktopDark);
    return dark ? Theme::darkness() : Theme::light();
}

void ThemeControl::askPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(
        portalService, portalPath, portalSettings, u"SettingChanged"_s, this,
        SLOT(portalChanged(QString, QString, QVariant)));
    QDBusMessage call = QDBusMessage::createMethodCall(portalService, portalPath, portalSettings, u"Read"_s);
    call.setArguments({appearance, colorScheme});
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<QVariant> reply = *done;
        if (reply.isValid())
            portalChanged(appearance, colorScheme, reply.value());
    });
}

void ThemeControl::portalChanged(const QString& space, const QString& key, const QVariant& value)
{
    if (space != appearance || key != colorScheme)
        return;
    // Read() wraps its answer twice, the signal once.
    QVariant inner = value;
    while (inner.canConvert<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    bool ok = false;
    const uint scheme = inner.toUInt(&ok);
    if (!ok)
        return;
    m_desktopDark = scheme == 0 ? m_paletteDark : scheme == 1; // 0: no preference
    apply();
}

void ThemeControl::apply()
{
    const Theme& now = theme();
    if (m_applied && m_appliedDark == now.dark)
        return;
    m_applied = true;
    m_appliedDark = now.dark;
    m_app.setPalette(now.palette());
    m_app.setStyleSheet(now.styleSheet(m_font));
    emit changed();
}

} // namespace Gatewatch
