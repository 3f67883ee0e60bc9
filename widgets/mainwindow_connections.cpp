// SPDX-License-Identifier: GPL-3.0-or-later
// Who calls whom in the main window; what the calls do is in mainwindow.cpp.
#include <widgets/mainwindow.h>

#include <widgets/addpage.h>
#include <widgets/addresspage.h>
#include <widgets/diagnosispanel.h>
#include <widgets/eventpage.h>
#include <widgets/footer.h>
#include <widgets/noticebar.h>
#include <widgets/servicelist.h>
#include <widgets/servicepage.h>
#include <widgets/session.h>
#include <widgets/settingspage.h>
#include <widgets/telling.h>
#include <widgets/topbar.h>
#include <widgets/troubleshooting.h>
#include <widgets/windowactions.h>

#include <QApplication>
#include <QClipboard>
#include <QSplitter>
#include <QStackedWidget>

namespace Gatewatch {

void MainWindow::connectPages()
{
    connect(m_bar, &TopBar::addRequested, this, [this] { showAdd(false); });
    connect(m_bar, &TopBar::checkRequested, this, [this] { m_session.checkNow(); });
    connect(m_bar, &TopBar::backRequested, this, &MainWindow::goBack);
    connect(m_bar, &TopBar::searchChanged, this, [this](const QString& text) {
        m_list->setSearch(text);
        if (text.isEmpty())
            return;
        m_listInFront = true;
        m_stack->setCurrentWidget(m_splitter); // not showPage(): the keys still belong to the search
        arrange();
    });
    connect(m_bar, &TopBar::searchEntered, this, [this] {
        const ServiceId found = m_list->bestMatch();
        if (found.isEmpty())
            return;
        m_bar->clearSearch();
        openService(found);
        m_list->focusList();
    });
    connect(m_bar, &TopBar::searchLeft, m_list, &ServiceList::focusList);
    connect(m_list, &ServiceList::selectionChanged, this, [this](const ServiceId& id) {
        m_page->setService(id);
        m_right->setCurrentWidget(m_page);
        m_preferences.selectedService = id;
    });
    connect(m_list, &ServiceList::opened, this, &MainWindow::openService);
    connect(m_page, &ServicePage::troubleshootRequested, this, &MainWindow::troubleshoot);
    connect(m_page, &ServicePage::openUrlRequested, this, [this](const QString& url) { m_setup.ask.openUrl(url); });
    connect(m_page, &ServicePage::rangeChosen, this, [this](int index) { m_preferences.rangeIndex = index; });
    connect(m_add, &AddPage::left, this, &MainWindow::showServices);
    connect(m_add, &AddPage::added, this, [this](const QList<ServiceId>& ids) { openService(ids.constFirst()); });
    connect(m_address, &AddressPage::left, this, &MainWindow::showServices);
    connect(m_address, &AddressPage::requested, m_troubleshooting, &Troubleshooting::openUrl);
    connect(m_events, &EventPage::serviceRequested, this, &MainWindow::openService);
    connect(m_footer, &Footer::eventsRequested, this, &MainWindow::showEvents);
    connect(m_panel, &DiagnosisPanel::closeRequested, this, &MainWindow::showServices);
    connect(m_settings, &SettingsPage::testRequested, m_telling, &Telling::tellTest);
    connect(m_settings, &SettingsPage::preferencesChanged, this, [this](const UiPreferences& preferences) {
        m_preferences.theme = preferences.theme;
        m_preferences.closeHides = preferences.closeHides;
        if (m_setup.theme)
            m_setup.theme->choose(preferences.theme);
        savePreferences();
    });
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction* action, auto run) { connect(action, &QAction::triggered, this, run); };
    on(m_actions->add, [this] { showAdd(false); });
    on(m_actions->import, [this] {
        m_setup.ask.openFile(
            this, tr("Import services"), tr("Configuration files (*.json);;All files (*)"),
            [this](const QString& file) { m_session.importFile(file); });
    });
    on(m_actions->quit, [this] {
        savePreferences();
        QCoreApplication::quit();
    });
    on(m_actions->checkThis, [this] { m_session.checkNow(m_list->selected()); });
    on(m_actions->checkAll, [this] { m_session.checkNow(); });
    on(m_actions->troubleshoot, [this] { troubleshoot(m_list->selected()); });
    on(m_actions->troubleshootAddress, [this] {
        showPage(m_address);
        m_address->begin();
    });
    on(m_actions->mute, [this] { m_session.mute(m_list->selected(), std::chrono::hours(1)); });
    on(m_actions->copyRow, [this] { QApplication::clipboard()->setText(m_list->selectedText()); });
    on(m_actions->copyReport, [this] { m_troubleshooting->copyReport(); });
    on(m_actions->remove, [this] { m_session.removeService(m_list->selected()); });
    on(m_actions->undo, [this] { m_session.undoRemove(); });
    on(m_actions->services, [this] { showServices(); });
    on(m_actions->events, [this] { showEvents(); });
    on(m_actions->settings, [this] { showSettings(); });
    on(m_actions->filter, [this] { m_bar->focusSearch(); });
    on(m_actions->jump, [this] { m_bar->focusSearch(); });
    on(m_actions->next, [this] { m_list->move(1); });
    on(m_actions->previous, [this] { m_list->move(-1); });
    on(m_actions->nextPane, [this] { nextPane(); });
    on(m_actions->back, [this] { goBack(); });
    for (int tab = 0; tab < m_actions->tabs.size(); ++tab)
        on(m_actions->tabs.at(tab), [this, tab] { m_page->setTab(static_cast<ServicePage::Tab>(tab)); });
}

void MainWindow::connectSession()
{
    connect(&m_session, &Session::configChanged, this, &MainWindow::configChanged);
    connect(&m_session, &Session::trouble, this, [this](const QString& text) { m_notice->tell(text, {}, {}, true); });
    connect(&m_session, &Session::removed, this, [this](const QString& name) {
        m_notice->tell(tr("%1 was removed.").arg(name), tr("Undo"), [this] { m_session.undoRemove(); });
    });
    connect(&m_session, &Session::imported, this, [this](int n) {
        m_notice->tell(n == 1 ? tr("1 service was added.") : tr("%n services were added.", nullptr, n));
        showServices();
    });
    connect(&m_session, &Session::importFailed, this, [this](const QString& reason) {
        m_notice->tell(tr("Nothing was imported: %1").arg(reason), {}, {}, true);
    });
    connect(m_troubleshooting, &Troubleshooting::opened, this, [this] { showPage(m_panel); });
    connect(m_troubleshooting, &Troubleshooting::told, this, [this](const QString& text) { m_notice->tell(text); });
    connect(m_troubleshooting, &Troubleshooting::reallyBack, m_telling, &Telling::tellReallyBack);
    connect(m_telling, &Telling::openRequested, this, [this](const ServiceId& id, const QString& token) {
        present(token);
        if (!id.isEmpty())
            openService(id);
    });
    connect(m_telling, &Telling::troubleshootRequested, this, [this](const ServiceId& id, const QString& token) {
        present(token);
        troubleshoot(id);
    });
    connect(&m_telling->tray(), &TrayPresenter::quitRequested, m_actions->quit, &QAction::trigger);
    connect(&m_telling->tray(), &TrayPresenter::trayLost, this, [this] { present(); });
    if (m_session.backend())
        connect(&m_session.backend()->engine(), &Engine::badGatewayConfirmed, this, &MainWindow::badGateway);
}

} // namespace Gatewatch
