// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/emptypage.h>

#include <widgets/controls.h>
#include <widgets/windowactions.h>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("EmptyPage", text);
}

} // namespace

QWidget* makeEmptyPage(WindowActions& actions, QWidget* parent)
{
    auto* page = new QWidget(parent);
    auto* mark = new StateMark(40, page);
    mark->setState(State::Up, true);
    auto* title = plainLabel(say("Nothing is watched yet"), TextRole::Title, page);
    auto* text = plainLabel(
        say("Choose what you depend on, and Gatewatch tells you when it breaks and whose fault it is."), TextRole::Dim,
        page, true);
    text->setAlignment(Qt::AlignCenter);
    text->setMaximumWidth(420);
    auto* add = makeButton(say("Add a service"), ButtonKind::Primary, page);
    auto* address = makeButton(say("Troubleshoot an address"), ButtonKind::Normal, page);
    QObject::connect(add, &QPushButton::clicked, actions.add, &QAction::trigger);
    QObject::connect(address, &QPushButton::clicked, actions.troubleshootAddress, &QAction::trigger);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(add);
    buttons->addWidget(address);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(20, 20, 20, 20);
    layout->setSpacing(12);
    layout->addStretch(1);
    layout->addWidget(mark, 0, Qt::AlignHCenter);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    auto* textRow = new QHBoxLayout;
    textRow->addWidget(text);
    layout->addLayout(textRow);
    layout->addLayout(buttons);
    layout->addStretch(2);
    return page;
}

} // namespace Gatewatch
