// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/event.h>

#include <QWidget>

class QVBoxLayout;

namespace Gatewatch {

class Card;
class Session;

/// What happened and what we told about it, newest first; those since the last look are marked.
class EventPage final : public QWidget {
    Q_OBJECT
public:
    explicit EventPage(Session& session, QWidget* parent = nullptr);
    /// Fills the list anew; events newer than `seenUntil` (milliseconds since the epoch) get a mark.
    void refresh(qint64 seenUntil);

signals:
    void serviceRequested(const Gatewatch::ServiceId& id);

private:
    QWidget* makeRow(const Event& event, bool unseen);

    Session& m_session;
    Card* m_card;
    QWidget* m_rows = nullptr;
    QList<Event> m_shown;
    qint64 m_seenUntil = 0;
};

} // namespace Gatewatch
