// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/controls.h>

#include <widgets/wording.h>

#include <QApplication>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QTextDocument>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(TextRole role)
{
    switch (role) {
    case TextRole::Body:
    case TextRole::Strong:
    case TextRole::Lead:
    case TextRole::Title:
    case TextRole::Verdict:
        return u"body"_s;
    case TextRole::Dim:
        return u"dim"_s;
    case TextRole::Small:
        return u"small"_s;
    case TextRole::Overline:
        return u"overline"_s;
    case TextRole::Bad:
        return u"bad"_s;
    }
    return u"body"_s;
}

/// The chosen pill is bold, which the style does not count in when it asks how wide the pill wants to be.
void keepRoomForBold(QPushButton* pill)
{
    constexpr int paddingAndBorder = 2 * (9 + 2) + 2;
    const QFontMetrics bold(fontFor(TextRole::Strong, QApplication::font()));
    pill->setMinimumWidth(bold.horizontalAdvance(pill->text()) + paddingAndBorder);
}

/// A pill is bold while it is chosen; it has room for that all the time, so that nothing moves or is cut off.
class Pill final : public QPushButton {
public:
    using QPushButton::QPushButton;
    [[nodiscard]] QSize sizeHint() const override
    {
        ensurePolished();
        QFont bold = font();
        bold.setWeight(QFont::Bold);
        return {QFontMetrics(bold).horizontalAdvance(text()) + 24, std::max(26, fontMetrics().height() + 8)};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
};

/// Wraps between words. One long word, such as an address, would ask for its whole width and push the page aside.
class WrappedLabel final : public QLabel {
public:
    using QLabel::QLabel;
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        constexpr int narrowest = 120;
        const QSize hint = QLabel::minimumSizeHint();
        return {std::min(hint.width(), narrowest), hint.height()};
    }
};

/// Lets the wheel pass to what is behind a field, unless the field is in use.
class WheelGuard final : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(object)->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

} // namespace

QLabel* plainLabel(const QString& text, TextRole role, QWidget* parent, bool wrap)
{
    QLabel* label = wrap ? new WrappedLabel(parent) : new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(wrap);
    setRole(label, role);
    return label;
}

void setRole(QWidget* label, TextRole role)
{
    label->setFont(fontFor(role, QApplication::font()));
    label->setProperty("role", nameOf(role));
    label->style()->unpolish(label);
    label->style()->polish(label);
}

QString plainToolTip(const QString& text)
{
    if (!Qt::mightBeRichText(text))
        return text; // shown as it is, and read so by assistive technology
    return u"<qt>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</qt>"_s;
}

void keepWheelForScrolling(QWidget* field)
{
    field->setFocusPolicy(Qt::StrongFocus); // by itself it would also take the focus from the wheel
    field->installEventFilter(new WheelGuard(field));
}

QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent)
{
    auto* button = kind == ButtonKind::Pill ? new Pill(text, parent) : new QPushButton(text, parent);
    button->setAutoDefault(false);
    button->setCursor(kind == ButtonKind::Link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    switch (kind) {
    case ButtonKind::Normal:
        break;
    case ButtonKind::Primary:
        button->setProperty("kind", u"primary"_s);
        break;
    case ButtonKind::Pill:
        button->setProperty("kind", u"pill"_s);
        button->setCheckable(true);
        keepRoomForBold(button);
        break;
    case ButtonKind::Link:
        button->setProperty("kind", u"link"_s);
        break;
    }
    return button;
}

ElidedLabel::ElidedLabel(const QString& text, TextRole role, QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setRole(this, role);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFullText(text);
}

void ElidedLabel::setFullText(const QString& text)
{
    if (m_full == text)
        return;
    m_full = text;
    setAccessibleName(text);
    elide();
    updateGeometry();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(u"……"_s), QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_full) + 2, fontMetrics().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        elide();
}

void ElidedLabel::elide()
{
    const QString shown = fontMetrics().elidedText(m_full, Qt::ElideRight, width());
    if (shown != text())
        setText(shown);
    setToolTip(shown == m_full ? QString() : plainToolTip(m_full));
}

StateMark::StateMark(int size, QWidget* parent)
    : QWidget(parent)
    , m_size(size)
{
    setFixedSize(size, size);
    setState(State::Unknown);
}

void StateMark::setState(State state, bool outline)
{
    m_state = state;
    m_outline = outline;
    setAccessibleName(wordOf(state));
    setToolTip(wordOf(state));
    update();
}

void StateMark::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintState(painter, rect(), m_state, Theme::of(this), m_outline);
}

CheckBox::CheckBox(const QString& text, QWidget* parent)
    : QCheckBox(text, parent)
{
    setAttribute(Qt::WA_Hover);
}

QSize CheckBox::sizeHint() const
{
    const int words = text().isEmpty() ? 0 : 8 + fontMetrics().horizontalAdvance(text()) + 4;
    return {24 + words, std::max(26, fontMetrics().height() + 6)};
}

QSize CheckBox::minimumSizeHint() const
{
    return {text().isEmpty() ? 24 : 80, sizeHint().height()};
}

void CheckBox::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF box(2, (height() - 18) / 2.0, 18, 18);
    if (layoutDirection() == Qt::RightToLeft)
        box.moveRight(width() - 2);
    const bool on = isChecked();
    const QColor edge = !isEnabled() ? theme.border : on ? theme.accent : theme.dim;
    painter.setPen(QPen(edge, 1.2));
    painter.setBrush(on ? (isEnabled() ? theme.accent : theme.border) : underMouse() ? theme.hover : theme.card);
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 4, 4);
    if (on) {
        painter.setPen(QPen(isEnabled() ? theme.accentText : theme.dim, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{
            box.topLeft() + QPointF(4.5, 9.3), box.topLeft() + QPointF(7.8, 12.6), box.topLeft() + QPointF(13.5, 5.8)});
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5);
    }
    painter.setPen(isEnabled() ? theme.text : theme.dim);
    const QRect words =
        layoutDirection() == Qt::RightToLeft ? rect().adjusted(0, 0, -28, 0) : rect().adjusted(28, 0, 0, 0);
    painter.drawText(
        words, int(Qt::AlignVCenter | Qt::AlignLeading | Qt::TextShowMnemonic | Qt::TextSingleLine),
        fontMetrics().elidedText(text(), Qt::ElideRight, words.width(), Qt::TextShowMnemonic));
}

PillRow::PillRow(const QStringList& texts, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (int i = 0; i < texts.size(); ++i) {
        QPushButton* button = makeButton(texts.at(i), ButtonKind::Pill, this);
        m_group->addButton(button, i);
        row->addWidget(button);
    }
    m_group->setExclusive(true);
    if (!texts.isEmpty())
        m_group->button(0)->setChecked(true);
    connect(m_group, &QButtonGroup::idClicked, this, &PillRow::chosen);
}

int PillRow::current() const
{
    return m_group->checkedId();
}

void PillRow::setCurrent(int index)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setChecked(true);
}

void PillRow::setText(int index, const QString& text)
{
    if (QPushButton* button = pill(index)) {
        button->setText(text);
        keepRoomForBold(button);
    }
}

QPushButton* PillRow::pill(int index) const
{
    return qobject_cast<QPushButton*>(m_group->button(index));
}

} // namespace Gatewatch
