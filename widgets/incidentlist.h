// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/incident.h>
#include <widgets/card.h>

namespace Gatewatch {

class Session;

/// Our incidents of one service, newest first.
class IncidentList final : public Card {
    Q_OBJECT
public:
    explicit IncidentList(Session& session, QWidget* parent = nullptr);
    void setIncidents(const QList<Incident>& incidents);

private:
    QWidget* makeRow(const Incident& incident);

    Session& m_session;
    QWidget* m_rows = nullptr;
};

} // namespace Gatewatch
