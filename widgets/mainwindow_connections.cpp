// SPDX-License-Identifier: GPL-3.0-or-later
// Who calls whom in the main window; what the calls do is in mainwindow.cpp.
#include <widgets/mainwindow.h>

#include <widgets/addpage.h>
#include <widgets/addresspage.h>
#include <widgets/commandpalette.h>
#include <widgets/comparisonpage.h>
#include <widgets/diagnosispanel.h>
#include <widgets/earliersessions.h>
#include <widgets/eventpage.h>
#include <widgets/footer.h>
#include <widgets/noticebar.h>
#include <widgets/notifier.h>
#include <widgets/servicelist.h>
#include <widgets/servicemodel.h>
#include <widgets/servicepage.h>
#include <widgets/session.h>
#include <widgets/settingspage.h>
#include <widgets/telling.h>
#include <widgets/topbar.h>
#include <widgets/troubleshooting.h>
#include <widgets/windowactions.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>

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
        enableActions();
    });
    connect(m_list, &ServiceList::opened, this, &MainWindow::openService);
    connect(m_page, &ServicePage::troubleshootRequested, this, &MainWindow::troubleshoot);
    connect(m_page, &ServicePage::openUrlRequested, this, [this](const QString& url) { m_setup.ask.openUrl(url); });
    connect(m_page, &ServicePage::rangeChosen, this, [this](int index) { m_preferences.rangeIndex = index; });
    connect(m_add, &AddPage::left, this, &MainWindow::showServices);
    connect(m_add, &AddPage::added, this, [this](const QList<ServiceId>& ids) { openService(ids.constFirst()); });
    connect(m_address, &AddressPage::left, this, &MainWindow::showServices);
    connect(m_address, &AddressPage::requested, m_troubleshooting, &Troubleshooting::openUrl);
    connect(&m_address->earlier(), &EarlierSessions::requested, m_troubleshooting, &Troubleshooting::openSession);
    connect(&m_address->comparison(), &ComparisonPage::requested, m_troubleshooting, &Troubleshooting::openSession);
    connect(
        &m_address->earlier(), &EarlierSessions::importRequested, m_troubleshooting, &Troubleshooting::importSession);
    connect(
        &m_address->earlier(), &EarlierSessions::removeRequested, m_troubleshooting, &Troubleshooting::removeSession);
    connect(m_troubleshooting, &Troubleshooting::removed, this, [this](const SavedSession& saved) {
        m_notice->tell(
            tr("The session about %1 was removed.").arg(saved.diagnosis.serviceName), tr("Undo"),
            [this, saved] { m_troubleshooting->restoreSession(saved); });
    });
    connect(m_troubleshooting, &Troubleshooting::earlierReady, this, [this](const QList<SessionSummary>& sessions) {
        m_address->earlier().setSessions(sessions, m_session.now());
    });
    connect(m_events, &EventPage::serviceRequested, this, &MainWindow::openService);
    connect(m_footer, &Footer::eventsRequested, this, &MainWindow::showEvents);
    connect(m_footer, &Footer::signInRequested, this, [this](const QString& url) { m_setup.ask.openUrl(url); });
    connect(m_panel, &DiagnosisPanel::closeRequested, this, &MainWindow::showServices);
    connect(m_panel, &DiagnosisPanel::expertChanged, this, [this](bool expert) { m_preferences.expert = expert; });
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
    const auto onShown = [this, on](QAction* action, auto run) {
        on(action, [this, run] {
            if (const ServiceId id = shownService(); !id.isEmpty())
                run(id);
        });
    };
    on(m_actions->add, [this] { showAdd(false); });
    on(m_actions->import, [this] {
        m_setup.ask.openFile(
            this, tr("Import services"), tr("Configuration files (*.json);;All files (*)"),
            [this](const QString& file) { m_session.importFile(file); });
    });
    on(m_actions->quit, [] { QCoreApplication::quit(); });
    onShown(m_actions->checkThis, [this](const ServiceId& id) { m_session.checkNow(id); });
    on(m_actions->checkAll, [this] { m_session.checkNow(); });
    onShown(m_actions->troubleshoot, [this](const ServiceId& id) { troubleshoot(id); });
    on(m_actions->troubleshootAddress, [this] { offerAddress(); });
    onShown(m_actions->mute, [this](const ServiceId& id) { m_session.mute(id, std::chrono::hours(1)); });
    onShown(m_actions->copyRow, [this](const ServiceId& id) {
        const auto* label = qobject_cast<const QLabel*>(focusWidget()); // with a part of its text selected
        QApplication::clipboard()->setText(
            label && label->hasSelectedText()
                ? label->selectedText()
                : m_model->index(m_model->indexOf(id)).data(Qt::AccessibleTextRole).toString());
    });
    on(m_actions->copyReport, [this] { m_troubleshooting->copyReport(); });
    onShown(m_actions->rename, [this](const ServiceId& id) {
        openService(id);
        m_page->rename();
    });
    onShown(m_actions->remove, [this](const ServiceId& id) { m_session.removeService(id); });
    on(m_actions->undo, [this] { m_session.undoRemove(); });
    on(m_actions->services, [this] { showServices(); });
    on(m_actions->events, [this] { showEvents(); });
    on(m_actions->settings, [this] { showSettings(); });
    on(m_actions->filter, [this] { m_bar->focusSearch(); });
    on(m_actions->jump, [this] { m_palette->open(m_preferences.recentCommands); });
    connect(m_palette, &CommandPalette::chosen, this, [this](const QString& id) {
        QStringList& recent = m_preferences.recentCommands;
        recent.removeAll(id);
        recent.prepend(id);
        recent.resize(std::min(recent.size(), CommandPalette::recentKept));
    });
    on(m_actions->next, [this] { m_list->move(1); });
    on(m_actions->previous, [this] { m_list->move(-1); });
    on(m_actions->nextPane, [this] { nextPane(); });
    on(m_actions->back, [this] { goBack(); });
    on(m_actions->resume, [this] { m_session.resume(); });
    for (const QAction* pause : std::as_const(m_actions->pauses))
        connect(
            pause, &QAction::triggered, this, [this, pause] { m_session.pause(Seconds(pause->data().toLongLong())); });
    for (int tab = 0; tab < m_actions->tabs.size(); ++tab)
        on(m_actions->tabs.at(tab), [this, tab] { m_page->setTab(static_cast<ServicePage::Tab>(tab)); });
}

void MainWindow::connectSession()
{
    connect(&m_session, &Session::configChanged, this, &MainWindow::configChanged);
    connect(&m_session, &Session::trouble, this, [this](const QString& text) { m_notice->tell(text, {}, {}, true); });
    connect(&m_session, &Session::secretWanted, this, [this](const QString& text, const QString& entry) {
        const auto ask = [this, entry] {
            m_setup.ask.secret(
                this, tr("Enter secret"), tr("Value of \"%1\". It is stored in this computer's keychain.").arg(entry),
                [this, entry](const QString& value) { m_session.storeSecret(entry, value); });
        };
        m_notice->tell(text, tr("Enter secret…"), ask, true);
    });
    connect(&m_session, &Session::removed, this, [this](const QString& name) {
        m_page->setTab(ServicePage::Now); // of its neighbour, where a second click removes nothing
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
    connect(&m_telling->notifier(), &Notifier::unavailable, this, [this] {
        if (m_stack->currentWidget() == m_settings) // where it was asked for
            m_notice->tell(tr("This desktop shows no notifications; the events are listed in the window."));
    });
    // A hidden window can be reached through the tray only. Some trays go without a word, so that it is looked after.
    auto* trayWatch = new QTimer(this);
    connect(trayWatch, &QTimer::timeout, this, [this] {
        if (isHidden() && !m_telling->tray().isInTray())
            showQuietly();
    });
    trayWatch->start(std::chrono::seconds(3));
    // However the program is asked to end: by its menu, by the session, by a signal.
    connect(qApp, &QCoreApplication::aboutToQuit, this, &MainWindow::savePreferences);
    connect(qApp, &QCoreApplication::aboutToQuit, &m_telling->notifier(), &Notifier::withdrawAll);
    if (m_session.backend())
        connect(&m_session.backend()->engine(), &Engine::badGatewayConfirmed, this, &MainWindow::badGateway);
}

} // namespace Gatewatch
