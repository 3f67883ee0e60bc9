// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>
#include <widgets/card.h>

class QBoxLayout;

namespace Gatewatch {

class Session;

/// The sentence about a service, and what to do about it.
class StateCard final : public Card {
    Q_OBJECT
public:
    explicit StateCard(Session& session, QWidget* parent = nullptr);
    void setService(const ServiceId& id);
    void refresh();

signals:
    void troubleshootRequested(const Gatewatch::ServiceId& id);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// The diagnosis of the present state; one of an earlier outage says nothing about this one.
    [[nodiscard]] std::optional<Diagnosis> diagnosis() const;
    [[nodiscard]] bool canBeAsked() const;
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString unknownHeadline() const;
    [[nodiscard]] QString detail() const;
    [[nodiscard]] QString downDetail() const;

    Session& m_session;
    ServiceId m_service;
    QBoxLayout* m_row;
    QLabel* m_headline;
    QLabel* m_detail;
    QPushButton* m_troubleshoot;
    QPushButton* m_mute;
};

} // namespace Gatewatch
