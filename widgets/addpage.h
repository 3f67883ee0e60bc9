// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/catalog.h>
#include <widgets/ask.h>

#include <QSet>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace Gatewatch {

class Session;

/// "What do you depend on?": the catalogue with a search, and a field for any address. Two clicks to a watched service.
class AddPage final : public QWidget {
    Q_OBJECT
public:
    AddPage(Session& session, Ask ask, QWidget* parent = nullptr);
    /// `first` is the first start, with a word of welcome and Skip instead of Cancel. What was chosen and typed before
    /// is still there, unless it was cancelled or is watched by now.
    void begin(bool first);
    /// Puts an address into the field, as a dropped link does.
    void setAddress(const QString& text);
    /// Tests and pictures show entries of their own.
    void setEntries(const QList<CatalogEntry>& entries);

signals:
    void added(const QList<Gatewatch::ServiceId>& ids);
    void left();

protected:
    /// Enter presses the button that has the focus, and elsewhere watches what is chosen.
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fill();
    void updateButton();
    void watch();
    [[nodiscard]] QList<Service> chosen() const;

    Session& m_session;
    Ask m_ask;
    QList<CatalogEntry> m_entries;
    QSet<QString> m_chosen;
    bool m_done = true; ///< what was chosen is watched or was given up, so begin() starts anew
    QLabel *m_title, *m_subtitle, *m_problem, *m_nothing;
    QLineEdit *m_search, *m_address;
    QWidget* m_grid = nullptr;
    QWidget* m_gridHome;
    QPushButton *m_watch, *m_leave;
};

} // namespace Gatewatch
