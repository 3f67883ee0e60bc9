// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/namedsecret.h>
#include <core/types.h>
#include <engine/secrets/environment.h>
#include <engine/secrets/keychain.h>

#include <QSet>
#include <QTimer>

#include <map>
#include <optional>

namespace Gatewatch {

struct SecretLimits {
    Millis answer{10000}; ///< how long a check waits for the keychain; a later answer is still taken
    Millis retry{15000}; ///< how often a keychain that did not give everything is looked at again
};

/// The only place where secrets are read. Values are kept in memory, never written anywhere but into the keychain.
/// Lives on the net thread; nothing waits.
///
///   value() ─ unread ─► reading ─► settled with a value, or with a problem ─ retry, refresh() ─► reading …
class SecretStore final : public QObject {
    Q_OBJECT
public:
    explicit SecretStore(QObject* parent = nullptr);
    /// With another keychain than the system's; null for none.
    explicit SecretStore(std::shared_ptr<Keychain> keychain, SecretLimits limits = {}, QObject* parent = nullptr);

    /// The value when it is known. Otherwise it is being read and settled() follows, or problemOf() says why not.
    std::optional<QByteArray> value(const SecretName& name);
    /// What is known now, however old; reads nothing.
    [[nodiscard]] std::optional<QByteArray> known(const SecretName& name) const;
    [[nodiscard]] bool isReading(const SecretName& name) const;
    [[nodiscard]] SecretProblem problemOf(const SecretName& name) const;

    /// Forgets all but these, and reads these anew when they are needed next. Where that fails, what was known stays.
    void refresh(const QSet<SecretName>& used);
    /// Stores the value in the keychain; ends in written(). Where that fails the value is used until the program ends.
    void write(const QString& entry, Secret value);
    /// Removes the entry from the keychain; ends in removed().
    void remove(const QString& entry);

signals:
    /// Reading has ended; never from inside value().
    void settled(const Gatewatch::SecretName& name, bool known);
    void written(const QString& entry, Gatewatch::SecretProblem problem);
    void removed(const QString& entry, Gatewatch::SecretProblem problem);

private:
    enum class Phase { Unread, Reading, Settled };
    struct Entry {
        Phase phase = Phase::Unread;
        std::optional<Secret> value;
        SecretProblem problem = SecretProblem::None;
        bool asked = false; ///< the keychain owes an answer
        bool sessionOnly = false; ///< typed here, and the keychain did not take it
        int wait = 0; ///< which wait for an answer the limit belongs to
    };

    Keychain* keychain();
    void read(const QString& name);
    void answered(const QString& name, Keychain::Answer answer, Secret value);
    void settle(const QString& name);
    void retry();
    void retryIn(Keychain::State state);

    std::shared_ptr<Keychain> m_keychain;
    bool m_looked; ///< for the system's keychain
    SecretLimits m_limits;
    std::map<QString, Entry> m_entries;
    QTimer m_retry;
};

} // namespace Gatewatch
