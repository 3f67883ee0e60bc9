// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/mainwindow.h>

#include <widgets/addpage.h>
#include <widgets/addresspage.h>
#include <widgets/commandpalette.h>
#include <widgets/controls.h>
#include <widgets/diagnosispanel.h>
#include <widgets/emptypage.h>
#include <widgets/eventpage.h>
#include <widgets/footer.h>
#include <widgets/icons.h>
#include <widgets/noticebar.h>
#include <widgets/servicelist.h>
#include <widgets/servicemodel.h>
#include <widgets/servicepage.h>
#include <widgets/session.h>
#include <widgets/settingspage.h>
#include <widgets/telling.h>
#include <widgets/topbar.h>
#include <widgets/troubleshooting.h>
#include <widgets/windowactions.h>
#include <widgets/windowcommands.h>

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QWindow>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int narrowBelow = 760;
constexpr int listWidth = 372;

/// The first widget inside that Tab would reach; null when there is none.
QWidget* firstFocusable(const QWidget* pane)
{
    for (QWidget* next = pane->nextInFocusChain(); next != pane; next = next->nextInFocusChain()) {
        if (pane->isAncestorOf(next) && next->isVisible() && next->isEnabled() && !next->focusProxy()
            && (next->focusPolicy() & Qt::TabFocus))
            return next;
    }
    return nullptr;
}

/// A web address, as a browser or a text gives it. Invalid when it is none.
QUrl droppedAddress(const QMimeData& dropped)
{
    const QList<QUrl> urls = dropped.urls();
    return Troubleshooting::addressFrom(
        urls.isEmpty() ? dropped.text().left(4000) : urls.constFirst().toString(QUrl::FullyEncoded));
}

} // namespace

MainWindow::MainWindow(Setup setup, QWidget* parent)
    : QWidget(parent)
    , m_setup(std::move(setup))
    , m_session(m_setup.session)
    , m_preferences(m_setup.preferences.load())
    , m_model(new ServiceModel(m_session, this))
    , m_telling(new Telling(m_session, *m_model, this))
    , m_actions(new WindowActions(this))
{
    setWindowTitle(m_setup.demo ? tr("Demo – Gatewatch") : tr("Gatewatch"));
    setWindowIcon(programIcon());
    build();
    connectPages();
    connectActions();
    connectSession();
    setAcceptDrops(true);
    resize(1280, 800);
    setMinimumSize(480, 480); // below that, the ranges of the chart and the steps of a diagnosis have no room
    if (!m_preferences.geometry.isEmpty())
        restoreGeometry(m_preferences.geometry);
    if (!m_preferences.splitter.isEmpty())
        m_splitter->restoreState(m_preferences.splitter);
    m_page->setRange(m_preferences.rangeIndex);
    m_panel->setExpert(m_preferences.expert);
    m_footer->setSeenUntil(m_preferences.lastSeenEvent);
    if (m_session.configLoaded() || !m_session.config().services.isEmpty())
        configChanged();
    arrange();
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    m_bar = new TopBar(m_session, *m_model, this);
    m_notice = new NoticeBar(this);
    m_list = new ServiceList(m_session, *m_model, this);
    m_page = new ServicePage(m_session, this);
    m_empty = makeEmptyPage(*m_actions, this);
    m_right = new QStackedWidget(this);
    m_right->addWidget(m_empty);
    m_right->addWidget(m_page);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setFocusProxy(m_list);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({listWidth, 1280 - listWidth});
    m_list->setMinimumWidth(300);
    m_right->setMinimumWidth(460);
    m_add = new AddPage(m_session, m_setup.ask, this);
    m_settings = new SettingsPage(m_session, m_preferences, this);
    m_events = new EventPage(m_session, this);
    m_address = new AddressPage(m_session, this);
    m_panel = new DiagnosisPanel(this);
    m_troubleshooting = new Troubleshooting(m_session, *m_panel, m_setup.ask, this);
    m_stack = new QStackedWidget(this);
    for (QWidget* page : std::initializer_list<QWidget*>{m_splitter, m_add, m_settings, m_events, m_address, m_panel})
        m_stack->addWidget(page);
    m_footer = new Footer(m_session, this);
    m_palette =
        new CommandPalette([this](const QString& typed) { return windowCommands(*this, m_session, typed); }, this);
    m_bar->setMenus(m_actions->menu(), m_actions->pauseMenu());
    auto* ribbon = plainLabel(
        tr("Demo: everything here is made up and runs inside this program. Nothing is kept."), TextRole::Strong, this,
        true);
    ribbon->setObjectName(u"ribbon"_s);
    ribbon->setVisible(m_setup.demo);
    if (m_setup.demo)
        m_panel->setReportNote(tr("Demo: this report is about services that are made up."));
    m_telling->setDemo(m_setup.demo);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(ribbon); // above every page, also those without the bar
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer);
}

void MainWindow::configChanged()
{
    const QList<Service>& services = m_session.config().services;
    if (m_firstConfig && (m_session.configLoaded() || !services.isEmpty())) {
        m_firstConfig = false;
        if (services.isEmpty())
            showAdd(true); // which has the focus then: the search of the picker
        else
            m_list->select(m_preferences.selectedService), m_list->focusList();
    }
    const auto pageIsGone = [this] { return !m_session.config().find(m_page->service()); };
    if (!services.isEmpty() && pageIsGone())
        m_list->move(0);
    if (!services.isEmpty() && pageIsGone()) { // the list shows none of those that are left
        m_bar->clearSearch();
        m_list->showAllStates();
        m_list->move(0);
    }
    m_list->select(m_page->service());
    m_right->setCurrentWidget(services.isEmpty() ? m_empty : static_cast<QWidget*>(m_page));
    m_actions->setPaused(m_session.paused());
    enableActions();
}

ServiceId MainWindow::shownService() const
{
    ServiceId id;
    if (m_stack->currentWidget() == m_panel)
        id = m_troubleshooting->shown().service;
    else if (m_stack->currentWidget() == m_splitter)
        id = narrow() && m_listInFront ? m_list->selected() : m_page->service();
    return m_session.config().find(id) ? id : ServiceId();
}

void MainWindow::enableActions()
{
    const bool any = !shownService().isEmpty();
    for (QAction* action : {m_actions->checkThis, m_actions->troubleshoot, m_actions->mute, m_actions->copyRow})
        action->setEnabled(any);
    for (QAction* action : {m_actions->rename, m_actions->remove})
        action->setEnabled(any && m_stack->currentWidget() == m_splitter);
}

bool MainWindow::isTyping() const
{
    const QWidget* focus = focusWidget();
    return isActiveWindow() && (qobject_cast<const QLineEdit*>(focus) || qobject_cast<const QAbstractSpinBox*>(focus));
}

void MainWindow::badGateway(const ServiceId& id)
{
    if (!m_session.config().diagnosis.openPanelOn502 || m_session.mutedUntil(id))
        return;
    const Service* service = m_session.config().find(id);
    // Somebody who is typing is not interrupted; the way there is offered instead.
    const QWidget* page = m_stack->currentWidget();
    if ((page == m_splitter || page == m_events) && !isTyping())
        troubleshoot(id);
    else if (service)
        m_notice->tell(
            tr("%1 answers with 502.").arg(service->name), tr("Troubleshoot"), [this, id] { troubleshoot(id); });
}

void MainWindow::present(const QString& token)
{
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8()); // read by Qt's Wayland plugin when a window is activated
    show();
    setWindowState(windowState() & ~Qt::WindowMinimized);
    raise();
    activateWindow();
}

void MainWindow::openService(const ServiceId& id)
{
    if (!m_session.config().find(id))
        return;
    m_listInFront = false;
    showPage(m_splitter);
    m_list->select(id);
    if (m_list->selected() != id) { // hidden by a search or a state that has served its turn
        m_bar->clearSearch();
        m_list->showAllStates();
        m_list->select(id);
    }
    m_page->setService(id);
    m_right->setCurrentWidget(m_page);
    enableActions();
}

void MainWindow::offerAddress(const QUrl& url)
{
    m_troubleshooting->listEarlier();
    showPage(m_address);
    if (url.isEmpty())
        m_address->begin();
    else
        m_address->begin(url);
}

/// An address that is dragged here, from a browser say.
void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (droppedAddress(*event->mimeData()).isValid())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    if (const QUrl url = droppedAddress(*event->mimeData()); url.isValid())
        offerAddress(url);
}

void MainWindow::troubleshoot(const ServiceId& id)
{
    m_troubleshooting->openService(id);
}

void MainWindow::troubleshootAddress(const QUrl& url)
{
    m_troubleshooting->openUrl(url);
}

void MainWindow::showAdd(bool first)
{
    showPage(m_add);
    m_add->begin(first);
}

void MainWindow::showSettings()
{
    m_settings->refresh(m_preferences, m_telling->tray().isInTray());
    showPage(m_settings);
}

void MainWindow::showEvents()
{
    m_events->refresh(m_preferences.lastSeenEvent);
    showPage(m_events);
    if (!m_session.events().isEmpty())
        m_preferences.lastSeenEvent = m_session.events().constFirst().at.time_since_epoch().count();
    m_footer->setSeenUntil(m_preferences.lastSeenEvent);
}

void MainWindow::showServices()
{
    showPage(m_splitter);
}

void MainWindow::goBack()
{
    if (m_stack->currentWidget() == m_address && m_address->leaveComparison())
        return;
    if (m_stack->currentWidget() == m_splitter)
        m_listInFront = true;
    showPage(m_splitter);
}

void MainWindow::showPage(QWidget* page)
{
    m_stack->setCurrentWidget(page);
    arrange();
    page->setFocus(Qt::OtherFocusReason); // to its proxy, where it has one
}

bool MainWindow::narrow() const
{
    return width() < narrowBelow;
}

void MainWindow::arrange()
{
    const bool elsewhere = m_stack->currentWidget() != m_splitter;
    m_list->setVisible(!narrow() || m_listInFront);
    m_right->setVisible(!narrow() || !m_listInFront);
    m_bar->setNarrow(narrow(), elsewhere || (narrow() && !m_listInFront), elsewhere);
    m_bar->setVisible(m_stack->currentWidget() != m_panel); // the panel has a bar of its own
    enableActions();
}

void MainWindow::nextPane()
{
    QList<QWidget*> panes{m_bar, m_stack->currentWidget()};
    if (m_stack->currentWidget() == m_splitter)
        panes = {m_bar, m_list, m_right};
    panes.removeIf([](const QWidget* pane) { return !firstFocusable(pane); });
    if (panes.isEmpty())
        return;
    const auto now =
        std::ranges::find_if(panes, [this](const QWidget* pane) { return pane->isAncestorOf(focusWidget()); });
    QWidget* next = now == panes.end() || now + 1 == panes.end() ? panes.constFirst() : *(now + 1);
    if (next == m_list)
        m_list->focusList();
    else
        firstFocusable(next)->setFocus(Qt::TabFocusReason);
}

void MainWindow::showQuietly()
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    show();
    setAttribute(Qt::WA_ShowWithoutActivating, false);
}

void MainWindow::explainClosing()
{
    if (m_preferences.closingExplained || m_telling->tray().isInTray())
        return;
    m_preferences.closingExplained = true;
    m_notice->tell(tr("Closing this window ends Gatewatch: this desktop has no tray to wait in."));
}

void MainWindow::savePreferences()
{
    m_preferences.geometry = saveGeometry();
    m_preferences.splitter = m_splitter->saveState();
    m_setup.preferences.save(m_preferences);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    // When the program ends, Qt closes its windows as well; only the user's closing may mean something else.
    const bool inTray = m_telling->tray().isInTray();
    const bool hides = event->spontaneous() && inTray && m_preferences.closeHides;
    savePreferences();
    if (hides) {
        hide();
        event->ignore();
        return;
    }
    event->accept();
    QCoreApplication::quit();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    // Esc leaves a page; what was typed there stays in its fields.
    if (event->key() == Qt::Key_Escape && m_stack->currentWidget() != m_splitter)
        goBack();
    else
        QWidget::keyPressEvent(event);
}

} // namespace Gatewatch
