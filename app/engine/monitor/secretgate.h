// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/namedsecret.h>
#include <engine/net/prepare.h>

#include <QHash>
#include <QObject>
#include <QSet>

namespace Gatewatch {

class SecretStore;

/// Checks that name a secret wait here until it has been read, and stay here while it cannot be had.
class SecretGate final : public QObject {
    Q_OBJECT
public:
    explicit SecretGate(SecretStore& secrets, QObject* parent = nullptr);

    /// The request of the check; empty while its secrets are being read – ready() follows – or where one is missing.
    std::optional<CheckRequest> pass(const CheckId& id, const Check& check, const QString& userAgent);
    /// For requests beside the checks, which have read what there is.
    [[nodiscard]] SecretLookup known() const;
    /// What came of the check, without the values that were sent with it.
    [[nodiscard]] Exchange withoutSecrets(const Check& check, const Exchange& exchange) const;
    /// Another configuration: what lacked something is told anew.
    void restart() { m_lacking.clear(); }

signals:
    /// These can be asked for again.
    void ready(const QSet<Gatewatch::CheckId>& checks);
    /// Without its secret the request would be a different one, so that it is not sent. `news`: not told before.
    void missing(const Gatewatch::CheckId& check, const QList<Gatewatch::MissingSecret>& secrets, bool news);

private:
    void settled(bool known);

    SecretStore& m_secrets;
    QSet<CheckId> m_awaiting; ///< to be measured as soon as what they name has been read
    QHash<CheckId, QList<MissingSecret>> m_lacking; ///< and what was told of it
};

} // namespace Gatewatch
