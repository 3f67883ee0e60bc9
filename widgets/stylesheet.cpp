// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that need words of Qt's style sheets: borders, focus rings, sizes. Colours come from the theme.
#include <widgets/theme.h>

#include <QHash>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

const QString rules = uR"(
QToolTip { color: @text; background: @card; border: 1px solid @border; padding: 4px 6px; }
QPushButton, QToolButton#button {
  color: @text; background: @card; border: 1px solid @border; border-radius: 6px; padding: 5px 12px; min-height: 16px;
  outline: none; }
QPushButton:hover, QToolButton#button:hover { background: @hover; }
QPushButton:pressed { background: @border; }
QPushButton:disabled { color: @disabled; background: @page; }
QPushButton:focus, QToolButton#button:focus { border: 2px solid @accent; padding: 4px 11px; }
QPushButton::menu-indicator { width: 0px; image: none; }
QPushButton[kind="primary"] { color: @accentText; background: @accent; border: 1px solid @accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[kind="primary"]:disabled { color: @disabled; background: @hover; border-color: @border; }
QPushButton[kind="primary"]:focus { border: 2px solid @focusOnAccent; }
QPushButton[kind="pill"] { background: @hover; border: 2px solid transparent; border-radius: 12px; padding: 1px 9px;
  min-height: 20px; }
QPushButton[kind="pill"]:hover { background: @border; }
QPushButton[kind="pill"]:checked { background: @accentSoft; font-weight: 600; }
QPushButton[kind="pill"]:focus { border: 2px solid @accent; padding: 1px 9px; }
QPushButton[kind="link"] { color: @accent; background: transparent; border: 2px solid transparent; padding: 2px 4px;
  min-height: 20px; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid @accent; border-radius: 4px; padding: 2px 4px; }
QLineEdit, QSpinBox, QTimeEdit, QPlainTextEdit {
  color: @text; background: @card; border: 1px solid @border; border-radius: 6px; padding: 4px 10px; min-height: 18px;
  selection-background-color: @accent; selection-color: @accentText; }
QLineEdit:focus, QSpinBox:focus, QTimeEdit:focus, QPlainTextEdit:focus {
  border: 2px solid @accent; padding: 3px 9px; }
QLineEdit[wrong="true"] { border: 2px solid @down; padding: 3px 9px; }
QLineEdit:disabled, QSpinBox:disabled, QTimeEdit:disabled { color: @disabled; background: @page; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button { width: 0px; border: none; }
QMenuBar { background: @card; color: @text; border: none; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @card; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea { border: none; }
QScrollArea, QScrollArea > QWidget > QWidget#page { background: @page; }
QSplitter::handle { background: @border; }
QWidget#bar { background: @card; border-bottom: 1px solid @border; }
QWidget#footer { background: @card; border-top: 1px solid @border; }
QWidget#notice { background: @accentSoft; border-bottom: 1px solid @border; }
QWidget#side { background: @card; }
QFrame#hairline { background: @border; border: none; }
QFrame#palette { background: @card; border: 1px solid @border; border-radius: 10px; }
QFrame#palette QListWidget { background: @card; outline: none; }
QFrame#inset { background: @hover; border: none; border-radius: 8px; }
QLabel { background: transparent; }
QLabel[role="dim"], QLabel[role="small"], QLabel[role="overline"] { color: @dim; }
QLabel[role="bad"] { color: @down; }
QLabel[role="link"] { color: @accent; }
QLabel#badge { color: @text; background: @accentSoft; border-radius: 7px; padding: 1px 8px; font-weight: 600; }
QLabel#ribbon { color: @onState; background: @maintenance; padding: 3px 16px; font-weight: 600; }
)"_s;

} // namespace

QString Theme::styleSheet(const QFont& base) const
{
    Q_UNUSED(base) // sizes of text are fonts, set per role; the rules name distances only
    // Longest first, so that @accent does not eat the beginning of @accentSoft.
    const QList<std::pair<QString, QColor>> colors{
        {u"@focusOnAccent"_s, text},
        {u"@accentHover"_s, dark ? accent.lighter(112) : accent.darker(115)},
        {u"@accentText"_s, accentText},
        {u"@accentSoft"_s, accentSoft},
        {u"@maintenance"_s, maintenance},
        {u"@disabled"_s, palette().color(QPalette::Disabled, QPalette::Text)},
        {u"@onState"_s, onState},
        {u"@accent"_s, accent},
        {u"@border"_s, border},
        {u"@handle"_s, dark ? border.lighter(140) : border.darker(118)},
        {u"@hover"_s, hover},
        {u"@page"_s, page},
        {u"@card"_s, card},
        {u"@text"_s, text},
        {u"@down"_s, down},
        {u"@dim"_s, dim}};
    QString sheet = rules;
    for (const auto& [name, color] : colors)
        sheet.replace(name, color.name());
    return sheet;
}

} // namespace Gatewatch
