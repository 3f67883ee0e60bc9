// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/theme.h>

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

class QButtonGroup;

namespace Gatewatch {

/// A label that shows text as it is, never as markup: what comes from outside stays text. Wraps when asked; a word that
/// is longer than the line does not make it wider.
QLabel* plainLabel(const QString& text, TextRole role = TextRole::Body, QWidget* parent = nullptr, bool wrap = false);
/// Changes the role of a label made by plainLabel().
void setRole(QWidget* label, TextRole role);

/// The same for a tool tip, which guesses at markup: give every tool tip with words from outside through this.
QString plainToolTip(const QString& text);
/// A field on a page that scrolls: the wheel changes its value only while it has the focus.
void keepWheelForScrolling(QWidget* field);

enum class ButtonKind { Normal, Primary, Pill, Link };
/// A button of at least 24 × 24 px. Pills are checkable.
QPushButton* makeButton(const QString& text, ButtonKind kind = ButtonKind::Normal, QWidget* parent = nullptr);

/// One line of plain text that ends in "…" where there is no room, and then has the whole of it as its tool tip.
class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, TextRole role = TextRole::Body, QWidget* parent = nullptr);
    void setFullText(const QString& text);
    [[nodiscard]] QString fullText() const { return m_full; }
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void elide();
    QString m_full;
};

/// The shape of a state as a small widget with its word for assistive technology.
class StateMark final : public QWidget {
    Q_OBJECT
public:
    explicit StateMark(int size = 16, QWidget* parent = nullptr);
    void setState(State state, bool outline = false);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_size;
    State m_state = State::Unknown;
    bool m_outline = false;
};

/// A check box of 24 px with a border that can be seen in both themes.
class CheckBox final : public QCheckBox {
    Q_OBJECT
public:
    explicit CheckBox(const QString& text = {}, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    [[nodiscard]] bool hitButton(const QPoint& pos) const override { return rect().contains(pos); }
};

/// A row of pills of which exactly one is chosen; arrow keys move between them.
class PillRow final : public QWidget {
    Q_OBJECT
public:
    explicit PillRow(const QStringList& texts, QWidget* parent = nullptr);
    [[nodiscard]] int current() const;
    void setCurrent(int index);
    void setText(int index, const QString& text);
    [[nodiscard]] QPushButton* pill(int index) const;

signals:
    void chosen(int index);

private:
    QButtonGroup* m_group;
};

} // namespace Gatewatch
