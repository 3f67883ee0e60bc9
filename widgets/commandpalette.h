// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QKeySequence>
#include <QPointer>
#include <QStringList>

#include <functional>

class QLineEdit;
class QListWidget;

namespace Gatewatch {

/// One thing that the palette offers.
struct PaletteCommand {
    QString id; ///< stays the same between starts; what was chosen is remembered by it
    QString title;
    QString detail; ///< where it belongs: "View"
    QKeySequence key; ///< what would have been quicker
    std::function<void()> run;
};

/// Everything the window can do, by typing a few letters of it. Lies over the window until something is chosen, Escape
/// is pressed or the focus goes elsewhere.
class CommandPalette final : public QFrame {
    Q_OBJECT
public:
    /// `commands`: what there is for the words that are typed, in the order in which it is offered when nothing is.
    using Source = std::function<QList<PaletteCommand>(const QString& typed)>;
    CommandPalette(Source commands, QWidget* window);

    /// `recent`: ids of what was chosen before, the newest first.
    void open(const QStringList& recent);
    static constexpr qsizetype recentKept = 12;

signals:
    /// Before it is run.
    void chosen(const QString& id);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void place();
    void refresh();
    void runCurrent();
    void leave();
    void move(int by);

    Source m_source;
    QStringList m_recent;
    QList<PaletteCommand> m_shown; ///< in the order of the rows
    QLineEdit* m_field;
    QListWidget* m_list;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace Gatewatch
