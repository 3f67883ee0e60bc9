// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/service.h>
#include <widgets/card.h>

class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace Gatewatch {

class Session;

/// The settings of one service. Every field takes effect when it is left; a wrong value stays, with the reason below
/// it. A field that nobody changed writes nothing: it may show less than what is stored.
class SetupPage final : public Card {
    Q_OBJECT
public:
    explicit SetupPage(Session& session, QWidget* parent = nullptr);
    void setService(const ServiceId& id);
    /// Puts the keys into the name, all of it selected.
    void focusName();

private:
    QLineEdit* addLine(const QString& label, QLabel*& problem);
    QSpinBox* addNumber(const QString& label, int least, int most, const QString& suffix);
    void apply();
    [[nodiscard]] bool checkUrl(QLineEdit* field, QLabel* problem, bool mayBeEmpty) const;
    /// Remembers what the fields show now, so that only what is changed from here on is written.
    void remember();

    Session& m_session;
    ServiceId m_service;
    bool m_filling = false;
    QFormLayout* m_form;
    QLineEdit *m_name, *m_group, *m_url, *m_page;
    QLabel *m_nameProblem, *m_groupProblem, *m_urlProblem, *m_pageProblem;
    QSpinBox *m_interval, *m_timeout, *m_toDown, *m_toUp;
};

} // namespace Gatewatch
