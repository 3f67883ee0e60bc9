// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Gatewatch {

/// Something that opens encrypted connections on their way and closes them again under a certificate of its own.
struct Inspector {
    QString name; ///< of the product
    bool onThisComputer = false; ///< an antivirus program or a developer's tool; otherwise a gateway of a network
};

/// By the issuer of a certificate; empty for authorities of the internet and for those that nobody knows. The names are
/// those that the products give their authorities unless told otherwise (after "The Security Impact of HTTPS
/// Interception", Durumeric et al., NDSS 2017, and the products' manuals).
std::optional<Inspector> inspectorOf(const QString& issuer);

} // namespace Gatewatch
