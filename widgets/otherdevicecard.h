// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/facts.h>
#include <widgets/card.h>

#include <QUrl>

namespace Gatewatch {

/// "Try another device": the address as a code for a phone's camera, and what the user saw there.
class OtherDeviceCard final : public Card {
    Q_OBJECT
public:
    explicit OtherDeviceCard(QWidget* parent = nullptr);

    /// Shows it for this address; what may be secret in it is left out. Its focus is that of the first thing to press.
    void offer(const QUrl& address);

    /// What the code says: no user name, no password, no fragment, and no query, for its values may be secret.
    [[nodiscard]] static QUrl withoutSecrets(const QUrl& address);

signals:
    void answered(const Gatewatch::OtherDeviceFact& fact);

private:
    void answer(bool works);

    QWidget* m_code;
    QLabel* m_address;
    CheckBox* m_sameNetwork;
};

} // namespace Gatewatch
