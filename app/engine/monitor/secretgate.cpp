// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/secretgate.h>

#include <core/redact.h>
#include <engine/secrets/secretstore.h>

namespace Gatewatch {

SecretGate::SecretGate(SecretStore& secrets, QObject* parent)
    : QObject(parent)
    , m_secrets(secrets)
{
    connect(&secrets, &SecretStore::settled, this, [this](const SecretName&, bool isKnown) { settled(isKnown); });
}

std::optional<CheckRequest> SecretGate::pass(const CheckId& id, const Check& check, const QString& userAgent)
{
    QList<MissingSecret> lacking;
    bool reading = false;
    const PreparedCheck prepared = prepare(check, userAgent, [&](const SecretName& name) {
        const std::optional<QByteArray> value = m_secrets.value(name);
        reading = reading || m_secrets.isReading(name);
        if (!value)
            lacking.append({name, m_secrets.problemOf(name)});
        return value;
    });
    if (reading) {
        m_awaiting.insert(id);
        return std::nullopt;
    }
    if (lacking.isEmpty()) { // what is missing nevertheless was there and could not be used
        for (const QString& name : prepared.missing)
            lacking.append({{HeaderSetting::Source::Keychain, name}, SecretProblem::Unusable});
    }
    if (lacking.isEmpty()) {
        m_lacking.remove(id);
        return prepared.request;
    }
    const bool news = m_lacking.value(id) != lacking;
    m_lacking.insert(id, lacking);
    emit missing(id, lacking, news);
    return std::nullopt;
}

SecretLookup SecretGate::known() const
{
    return [this](const SecretName& name) { return m_secrets.known(name); };
}

Exchange SecretGate::withoutSecrets(const Check& check, const Exchange& exchange) const
{
    return withoutValues(exchange, secretsIn(prepare(check, {}, known()).request));
}

/// Those that wait go on; those that lacked something are tried again when there is something new.
void SecretGate::settled(bool known)
{
    QSet<CheckId> checks = std::exchange(m_awaiting, {});
    if (known)
        checks.unite({m_lacking.keyBegin(), m_lacking.keyEnd()});
    emit ready(checks);
}

} // namespace Gatewatch
