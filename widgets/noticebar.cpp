// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/noticebar.h>

#include <widgets/controls.h>

#include <QAccessible>
#include <QHBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent)
    , m_text(new ElidedLabel({}, TextRole::Body, this))
    , m_action(makeButton({}, ButtonKind::Normal, this))
{
    setObjectName(u"notice"_s);
    setAttribute(Qt::WA_StyledBackground);
    auto* close = makeButton(tr("Close"), ButtonKind::Link, this);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 6, 12, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(close);
    m_timer.setSingleShot(true);
    m_timer.setInterval(10000);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (m_run)
            m_run();
    });
    hide();
}

void NoticeBar::tell(const QString& text, const QString& action, std::function<void()> run, bool stays)
{
    m_text->setFullText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_run = std::move(run);
    stays ? m_timer.stop() : m_timer.start();
    show();
    setAccessibleName(text);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

} // namespace Gatewatch
