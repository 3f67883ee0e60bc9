// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/check.h>

#include <QHashFunctions>
#include <QMetaType>

namespace Gatewatch {

inline size_t qHash(const SecretName& name, size_t seed = 0)
{
    return qHashMulti(seed, static_cast<int>(name.source), name.text);
}

/// Why a secret cannot be used. A locked keychain is not an empty one: the name stays in the configuration whatever
/// reading it gave.
enum class SecretProblem {
    None,
    NotSet, ///< no such variable in the environment
    NotFound, ///< the keychain is open and has no such entry
    Locked, ///< the keychain is locked, or the question to unlock it was refused
    NoKeychain, ///< no keychain service on this computer, or none that this session reaches
    NoAnswer, ///< the keychain was asked and is silent, for instance because it waits for a password
    Failed, ///< any other trouble of the keychain
    Unusable, ///< read, but a header field cannot carry it
};

struct MissingSecret {
    SecretName name;
    SecretProblem why = SecretProblem::None;
    bool operator==(const MissingSecret&) const = default;
};

/// What is wrong with it and what helps, to be put behind "… is not measured: ". Without a full stop.
QString explain(const MissingSecret& missing);
/// The same for several, in one line.
QString explain(const QList<MissingSecret>& missing);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::MissingSecret)
