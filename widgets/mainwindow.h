// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/ask.h>
#include <widgets/preferences.h>

#include <core/types.h>

#include <QWidget>

#include <memory>

class QSplitter;
class QStackedWidget;

namespace Gatewatch {

class AddPage;
class AddressPage;
class CommandPalette;
class DiagnosisPanel;
class EventPage;
class Footer;
class NoticeBar;
class ServiceList;
class ServiceModel;
class ServicePage;
class Session;
class SettingsPage;
class Telling;
class ThemeControl;
class TopBar;
class Troubleshooting;
class WindowActions;

/// The one window: list left, page right; in a narrow window one of the two. Owns the pages and places the actions.
class MainWindow final : public QWidget {
    Q_OBJECT
public:
    struct Setup {
        Session& session;
        Preferences preferences;
        ThemeControl* theme = nullptr; ///< null: nobody to tell
        Ask ask = Ask::real();
        bool demo = false;
    };
    explicit MainWindow(Setup setup, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Brings the window to the user. `token` is the desktop's leave to do so (xdg-activation); may be empty.
    void present(const QString& token = {});
    void openService(const ServiceId& id);
    void troubleshoot(const ServiceId& id);
    void troubleshootAddress(const QUrl& url);
    /// Opens "Troubleshoot an address", with this one filled in where there is one. Asks nobody anything by itself.
    void offerAddress(const QUrl& url = {});
    void showAdd(bool first);
    void showSettings();
    void showEvents();
    void showServices();
    /// Says once, where there is no tray, that closing ends the program.
    void explainClosing();
    [[nodiscard]] ServicePage& servicePage() { return *m_page; }
    [[nodiscard]] DiagnosisPanel& panel() { return *m_panel; }
    [[nodiscard]] AddPage& addPage() { return *m_add; }
    [[nodiscard]] Telling& telling() { return *m_telling; }
    [[nodiscard]] WindowActions& actions() { return *m_actions; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    void connectPages();
    void connectActions();
    void connectSession();
    void configChanged();
    /// The service that the actions are about: the one whose page or diagnosis is shown. Empty on other pages.
    [[nodiscard]] ServiceId shownService() const;
    void enableActions();
    [[nodiscard]] bool isTyping() const;
    /// Comes back without taking the keys from another window.
    void showQuietly();
    void badGateway(const ServiceId& id);
    void goBack();
    void showPage(QWidget* page);
    void arrange();
    void nextPane();
    void savePreferences();
    [[nodiscard]] bool narrow() const;

    Setup m_setup;
    Session& m_session;
    UiPreferences m_preferences;
    bool m_firstConfig = true;
    bool m_listInFront = true; ///< in a narrow window
    ServiceModel* m_model;
    Telling* m_telling;
    WindowActions* m_actions;
    TopBar* m_bar;
    NoticeBar* m_notice;
    QStackedWidget* m_stack;
    QSplitter* m_splitter;
    ServiceList* m_list;
    QStackedWidget* m_right;
    QWidget* m_empty;
    ServicePage* m_page;
    AddPage* m_add;
    SettingsPage* m_settings;
    EventPage* m_events;
    AddressPage* m_address;
    DiagnosisPanel* m_panel;
    Troubleshooting* m_troubleshooting;
    Footer* m_footer;
    CommandPalette* m_palette;
};

} // namespace Gatewatch
