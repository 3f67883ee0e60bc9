// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>
#include <core/statuspage/statusreport.h>

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPalette>
#include <QRectF>

class QApplication;
class QPainter;
class QWidget;

namespace Gatewatch {

/// What the user wants: as the desktop says, or always one of the two.
enum class ThemeChoice { Desktop, Light, Dark };

/// The part a piece of text plays. Sizes follow the font of the desktop and are never below 11 px.
enum class TextRole {
    Body,
    Strong, ///< body size, bold
    Dim, ///< body size, secondary
    Small, ///< secondary, a little smaller
    Overline, ///< small bold capitals above a group
    Lead, ///< bold, a little larger: the sentence of a card
    Title, ///< 20 px: the name of a page
    Verdict, ///< 22 px: the sentence of a verdict
    Bad, ///< body size in the colour of Down
};

/// Every colour of the program, light and dark. A value: a widget asks `Theme::of(this)` while it paints and repaints
/// on QEvent::PaletteChange.
struct Theme {
    bool dark = false;
    QColor page, card, border, hover; ///< hover also fills the tracks of bars and unselected pills
    QColor text, dim;
    QColor accent, accentText, accentSoft; ///< accentSoft: selected rows and pills
    QColor grid, band, gapTrack; ///< charts: grid lines, p50–p95 band, "nothing was measured"
    QColor up, slow, down, maintenance, unknown, paused; ///< as the palette of the icons
    QColor onState; ///< signs inside a filled state shape

    static const Theme& light();
    static const Theme& darkness();
    /// The theme that the widget's palette was made from.
    static const Theme& of(const QWidget* widget);

    [[nodiscard]] QColor color(State state) const;
    [[nodiscard]] QColor color(Outcome outcome) const;
    [[nodiscard]] QPalette palette() const;
    /// The one style sheet of the application. `base` is the desktop's font.
    [[nodiscard]] QString styleSheet(const QFont& base) const;
};

/// The font of a role, from the desktop's font. Figures are tabular where the font has them in all roles.
QFont fontFor(TextRole role, const QFont& base);

/// The shape of a state, never colour alone: circle, triangle with !, square with ×, diamond, hollow circle with ?, two
/// bars. `outline` is for what a provider claims. `rect` is the square to fill.
void paintState(QPainter& painter, const QRectF& rect, State state, const Theme& theme, bool outline = false);
/// The same as an icon, for menus and lists.
QIcon stateIcon(State state, const Theme& theme, bool outline = false);
/// How a provider's word is drawn: always with `outline`.
State shapeOf(Indicator indicator);

/// Keeps the application in the chosen theme. Follows org.freedesktop.appearance over the portal without waiting for
/// it; where there is no portal, the lightness of the palette that the desktop gave.
class ThemeControl final : public QObject {
    Q_OBJECT
public:
    explicit ThemeControl(QApplication& app, QObject* parent = nullptr);

    void choose(ThemeChoice choice);
    [[nodiscard]] const Theme& theme() const;

signals:
    void changed();

private slots:
    void portalChanged(const QString& space, const QString& key, const QVariant& value);

private:
    void askPortal();
    void apply();

    QApplication& m_app;
    QFont m_font;
    ThemeChoice m_choice = ThemeChoice::Desktop;
    bool m_paletteDark = false; ///< what the palette said that the desktop gave
    bool m_desktopDark = false;
    bool m_applied = false;
    bool m_appliedDark = false;
};

} // namespace Gatewatch
