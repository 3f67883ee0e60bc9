// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/controls.h>

#include <QFrame>

#include <optional>

class QHBoxLayout;
class QVBoxLayout;

namespace Gatewatch {

/// A rounded sheet with 16 px inside, 10 px corners and one hairline around it.
class Card : public QFrame {
    Q_OBJECT
public:
    /// Without a title there is no title row until titleRow() is asked for.
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    /// Where the contents go, below the title row.
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// Title left, then what is added. Add a stretch before things that belong to the right.
    QHBoxLayout* titleRow();
    void setTitle(const QString& title);
    /// Draws the border in the colour of a state; empty for the plain hairline.
    void setEdge(std::optional<State> state);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_body;
    QHBoxLayout* m_titleRow = nullptr;
    QLabel* m_title = nullptr;
    std::optional<State> m_edge;
};

/// A hairline across a card, between rows.
QFrame* hairline(QWidget* parent = nullptr);

} // namespace Gatewatch
