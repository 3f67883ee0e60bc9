// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/secrets/secretstore.h>

#include <algorithm>

namespace Gatewatch {
namespace {

SecretProblem problemIn(Keychain::Answer answer)
{
    switch (answer) {
    case Keychain::Answer::Done:
        return SecretProblem::None;
    case Keychain::Answer::NotFound:
        return SecretProblem::NotFound;
    case Keychain::Answer::Locked:
        return SecretProblem::Locked;
    case Keychain::Answer::Absent:
        return SecretProblem::NoKeychain;
    case Keychain::Answer::Failed:
        return SecretProblem::Failed;
    }
    Q_UNREACHABLE();
}

bool isEntry(const SecretName& name)
{
    return name.source == HeaderSetting::Source::Keychain;
}

} // namespace

SecretStore::SecretStore(QObject* parent)
    : SecretStore(nullptr, {}, parent)
{
    m_looked = false;
}

SecretStore::SecretStore(std::shared_ptr<Keychain> keychain, SecretLimits limits, QObject* parent)
    : QObject(parent)
    , m_keychain(std::move(keychain))
    , m_looked(true)
    , m_limits(limits)
    , m_retry(this)
{
    m_retry.setInterval(m_limits.retry);
    connect(&m_retry, &QTimer::timeout, this, &SecretStore::retry);
}

/// Loaded only when a secret is needed, and once: what is not installed does not appear while the program runs.
Keychain* SecretStore::keychain()
{
    if (!std::exchange(m_looked, true))
        m_keychain = systemKeychain();
    return m_keychain.get();
}

std::optional<QByteArray> SecretStore::value(const SecretName& name)
{
    if (!isEntry(name))
        return environmentSecret(name);
    if (m_entries[name.text].phase == Phase::Unread)
        read(name.text);
    return isReading(name) ? std::nullopt : known(name);
}

std::optional<QByteArray> SecretStore::known(const SecretName& name) const
{
    if (!isEntry(name))
        return environmentSecret(name);
    const auto it = m_entries.find(name.text);
    return it == m_entries.end() || !it->second.value ? std::nullopt : std::optional(it->second.value->reveal());
}

bool SecretStore::isReading(const SecretName& name) const
{
    const auto it = m_entries.find(name.text);
    return isEntry(name) && it != m_entries.end() && it->second.phase == Phase::Reading;
}

SecretProblem SecretStore::problemOf(const SecretName& name) const
{
    if (!isEntry(name))
        return environmentSecret(name) ? SecretProblem::None : SecretProblem::NotSet;
    const auto it = m_entries.find(name.text);
    return it == m_entries.end() ? SecretProblem::None : it->second.problem;
}

void SecretStore::read(const QString& name)
{
    Entry& entry = m_entries[name];
    entry.phase = Phase::Reading;
    QTimer::singleShot(m_limits.answer, this, [this, name, wait = ++entry.wait] {
        const auto it = m_entries.find(name);
        if (it == m_entries.end() || it->second.phase != Phase::Reading || it->second.wait != wait)
            return;
        it->second.problem = SecretProblem::NoAnswer;
        settle(name);
    });
    if (std::exchange(entry.asked, true))
        return; // a second question would only queue behind the first
    if (Keychain* const asked = keychain())
        asked->read(this, name, [this, name](Keychain::Answer answer, Secret value) {
            answered(name, answer, std::move(value));
        });
    else
        QMetaObject::invokeMethod(
            this, [this, name] { answered(name, Keychain::Answer::Absent, {}); }, Qt::QueuedConnection);
}

void SecretStore::answered(const QString& name, Keychain::Answer answer, Secret value)
{
    const auto it = m_entries.find(name);
    if (it == m_entries.end())
        return; // no longer used
    Entry& entry = it->second;
    entry.asked = false;
    entry.problem = problemIn(answer);
    if (answer == Keychain::Answer::Done) {
        entry.value = std::move(value);
        entry.sessionOnly = false;
    } else if (answer == Keychain::Answer::NotFound && !entry.sessionOnly) {
        entry.value.reset(); // taken out of an open keychain; any other failure says nothing about the value
    }
    settle(name);
}

void SecretStore::settle(const QString& name)
{
    Entry& entry = m_entries[name];
    entry.phase = Phase::Settled;
    if (!entry.value && !m_retry.isActive())
        m_retry.start();
    emit settled({HeaderSetting::Source::Keychain, name}, entry.value.has_value());
}

/// Reading may make the desktop ask for a password, so that a locked keychain is only looked at.
void SecretStore::retry()
{
    const bool lacking = std::ranges::any_of(m_entries, [](const auto& each) { return !each.second.value; });
    if (!lacking)
        return m_retry.stop();
    if (Keychain* const asked = keychain())
        asked->askState(this, [this](Keychain::State state) { retryIn(state); });
}

void SecretStore::retryIn(Keychain::State state)
{
    QStringList again;
    for (const auto& [name, entry] : m_entries) {
        const bool appeared = entry.problem == SecretProblem::NoKeychain && state != Keychain::State::Absent
            && state != Keychain::State::Locked;
        if (!entry.value && entry.phase == Phase::Settled && (state == Keychain::State::Open || appeared))
            again.append(name);
    }
    for (const QString& name : std::as_const(again))
        read(name);
}

void SecretStore::refresh(const QSet<SecretName>& used)
{
    std::erase_if(m_entries, [&used](const auto& each) {
        return !used.contains({HeaderSetting::Source::Keychain, each.first});
    });
    for (auto& [name, entry] : m_entries) {
        if (entry.phase == Phase::Settled)
            entry.phase = Phase::Unread;
    }
}

void SecretStore::write(const QString& entry, Secret value)
{
    const auto done = [this, entry](Keychain::Answer answer) {
        if (const auto it = m_entries.find(entry); it != m_entries.end()) {
            it->second.problem = problemIn(answer);
            it->second.sessionOnly = answer != Keychain::Answer::Done;
        }
        emit written(entry, problemIn(answer));
    };
    if (Keychain* const asked = keychain())
        asked->write(this, entry, value, done);
    else
        QMetaObject::invokeMethod(
            this, [done] { done(Keychain::Answer::Absent); }, Qt::QueuedConnection);
    // Used at once: whether the keychain takes it does not change what was typed.
    Entry& kept = m_entries[entry];
    kept.value = std::move(value);
    kept.sessionOnly = true; // until it is stored
    settle(entry);
}

void SecretStore::remove(const QString& entry)
{
    m_entries.erase(entry);
    const auto done = [this, entry](Keychain::Answer answer) { emit removed(entry, problemIn(answer)); };
    if (Keychain* const asked = keychain())
        asked->remove(this, entry, done);
    else
        QMetaObject::invokeMethod(
            this, [done] { done(Keychain::Answer::Absent); }, Qt::QueuedConnection);
}

} // namespace Gatewatch
