// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/card.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_body(new QVBoxLayout)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(16, 12, 16, 14);
    outer->setSpacing(8);
    m_body->setSpacing(8);
    outer->addLayout(m_body);
    if (!title.isEmpty())
        setTitle(title);
}

QHBoxLayout* Card::titleRow()
{
    if (!m_titleRow) {
        m_titleRow = new QHBoxLayout;
        m_titleRow->setSpacing(8);
        static_cast<QVBoxLayout*>(layout())->insertLayout(0, m_titleRow);
    }
    return m_titleRow;
}

void Card::setTitle(const QString& title)
{
    if (!m_title) {
        m_title = plainLabel(title, TextRole::Strong, this);
        titleRow()->insertWidget(0, m_title);
    }
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::setEdge(std::optional<State> state)
{
    m_edge = state;
    update();
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_edge ? theme.color(*m_edge) : theme.border, 1));
    painter.setBrush(theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

QFrame* hairline(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setObjectName(u"hairline"_s);
    line->setFixedHeight(1);
    return line;
}

} // namespace Gatewatch
