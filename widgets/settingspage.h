// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <widgets/preferences.h>

#include <QWidget>

#include <functional>

class QBoxLayout;
class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace Gatewatch {

class Card;
class Session;

/// All settings on one page that can be searched; each takes effect at once and says what it does.
class SettingsPage final : public QWidget {
    Q_OBJECT
public:
    SettingsPage(Session& session, const UiPreferences& preferences, QWidget* parent = nullptr);
    /// Brings the page up to date with configuration and preferences.
    void refresh(const UiPreferences& preferences, bool hasTray);

signals:
    void preferencesChanged(const Gatewatch::UiPreferences& preferences);
    void testRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Item {
        QWidget* row;
        QString words;
    };
    Card* addSection(const QString& title);
    void addRow(Card* card, const QString& title, const QString& effect, QWidget* control);
    QCheckBox* addSwitch(
        Card* card, const QString& title, const QString& effect, std::function<bool()> get,
        std::function<void(bool)> set);
    void addNumber(
        Card* card, const QString& title, const QString& effect, int least, int most, const QString& suffix,
        std::function<int()> get, std::function<void(int)> set);
    void buildGeneral();
    void buildChecking();
    void buildTelling();
    void buildNetwork();
    void buildPrivacy();
    void buildAdvanced();
    void search(const QString& text);
    void edit(const std::function<void(Config&)>& change);

    Session& m_session;
    UiPreferences m_preferences;
    bool m_filling = false;
    QLineEdit* m_search;
    QVBoxLayout* m_page;
    QWidget* m_nothing;
    QList<std::pair<Card*, QList<Item>>> m_sections;
    QList<std::function<void()>> m_refreshers;
    QCheckBox* m_closeHides = nullptr;
    QList<QBoxLayout*> m_wideRows; ///< whose control is below its words on a narrow page
};

} // namespace Gatewatch
