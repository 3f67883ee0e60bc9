// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sidebyside.h>

#include <QWidget>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace Gatewatch {

class Card;
class Session;

/// Two kept sessions side by side, the older one first: what each says, marked where they differ, and the findings that
/// came, went or changed sides.
class ComparisonPage final : public QWidget {
    Q_OBJECT
public:
    explicit ComparisonPage(Session& session, QWidget* parent = nullptr);

    /// Reads both from the history and shows them. Says so where one cannot be read any more.
    void compare(const QString& first, const QString& second);
    /// Shows these; `first` and `second` may be the same.
    void setSessions(const SavedSession& first, const SavedSession& second);

signals:
    /// That one is to be opened as it was.
    void requested(const QString& id);
    void left();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void ask();
    void take(const SavedSession& session);
    void showRead();
    void say(const QString& sentence);
    void fill();
    QWidget* makeHead(const SavedSession& session, bool first);
    void addLine(QGridLayout* table, const ComparedLine& line);
    void addFindings(QVBoxLayout* column);
    [[nodiscard]] bool narrow() const;

    Session& m_session;
    QStringList m_wanted; ///< ids that are being read
    QList<SavedSession> m_read; ///< those of them that have come; both, once they are shown
    SideBySide m_both;
    Card* m_card;
    QLabel* m_conclusion;
    QWidget* m_rows = nullptr;
    bool m_narrow = false; ///< how the rows are arranged
};

} // namespace Gatewatch
