// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/windowactions.h>

#include <QWidget>

namespace Gatewatch {

WindowActions::WindowActions(QWidget* window)
    : m_window(window)
    , m_menu(std::make_unique<QMenu>())
{
    QMenu* file = m_menu->addMenu(tr("&File"));
    QMenu* service = m_menu->addMenu(tr("&Service"));
    QMenu* view = m_menu->addMenu(tr("&View"));
    QMenu* tools = m_menu->addMenu(tr("&Tools"));

    add = make(file, tr("&Add a service…"), {Qt::CTRL | Qt::Key_N});
    import = make(file, tr("&Import services…"));
    file->addSeparator();
    quit = make(file, tr("&Quit"), {Qt::CTRL | Qt::Key_Q});

    checkThis = make(service, tr("&Check this now"), {Qt::Key_F5});
    checkAll = make(service, tr("Check &all now"), {Qt::CTRL | Qt::SHIFT | Qt::Key_F5});
    troubleshoot = make(service, tr("&Troubleshoot"), {Qt::CTRL | Qt::Key_T});
    mute = make(service, tr("&Mute for 1 hour"), {Qt::CTRL | Qt::Key_M});
    service->addSeparator();
    copyRow = make(service, tr("C&opy this line"), {Qt::CTRL | Qt::Key_C});
    copyReport = make(service, tr("Copy the &diagnosis"), {Qt::CTRL | Qt::SHIFT | Qt::Key_C});
    service->addSeparator();
    rename = make(service, tr("Re&name"), {Qt::Key_F2});
    remove = make(service, tr("&Remove"), {Qt::Key_Delete});
    remove->setAutoRepeat(false); // a key that is held down removes one, not all
    undo = make(service, tr("&Undo removing"), {Qt::CTRL | Qt::Key_Z});

    services = make(view, tr("&Services"), {Qt::CTRL | Qt::Key_1});
    events = make(view, tr("&Events"), {Qt::CTRL | Qt::Key_3});
    view->addSeparator();
    const QStringList names{tr("&Now"), tr("&History"), tr("&Incidents"), tr("&Provider"), tr("Set&up")};
    for (int i = 0; i < names.size(); ++i)
        tabs << make(view, names.at(i), {QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i))});
    view->addSeparator();
    next = make(view, tr("Ne&xt service"), {Qt::Key_J});
    previous = make(view, tr("Pre&vious service"), {Qt::Key_K});
    nextPane = make(view, tr("Next pa&ne"), {Qt::Key_F6});
    back = make(view, tr("&Back"), {Qt::Key_Backspace, Qt::Key_Back});

    m_pauseMenu = tools->addMenu(tr("&Pause watching"));
    const auto addPause = [this](const QString& text, qint64 seconds) {
        pauses << make(m_pauseMenu, text);
        pauses.last()->setData(seconds);
    };
    addPause(tr("For 15 minutes"), 15 * 60);
    addPause(tr("For 1 hour"), 60 * 60);
    addPause(tr("For 8 hours"), 8 * 60 * 60);
    addPause(tr("Until I go on"), 0);
    resume = make(tools, tr("&Go on watching"));
    setPaused(false);
    tools->addSeparator();
    filter = make(tools, tr("&Filter the list"), {Qt::CTRL | Qt::Key_F});
    jump = make(tools, tr("Search or &jump to…"), {Qt::CTRL | Qt::Key_K});
    troubleshootAddress = make(tools, tr("Troubleshoot an &address…"));
    settings = make(tools, tr("&Settings"), {Qt::CTRL | Qt::Key_Comma});
}

void WindowActions::setPaused(bool paused)
{
    m_pauseMenu->menuAction()->setVisible(!paused);
    resume->setVisible(paused);
}

QAction* WindowActions::make(QMenu* menu, const QString& text, const QList<QKeySequence>& keys)
{
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    menu->addAction(action);
    m_window->addAction(action); // so that the key works while the menu is closed
    m_all << action;
    return action;
}

} // namespace Gatewatch
