// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QStringList>

namespace Gatewatch {

/// What a body says as text, by the encoding that its Content-Type names (RFC 9110 section 8.3.1).
struct BodyText {
    enum class Legibility {
        Plain,
        Guessed, ///< letters beyond ASCII may be others
        Foreign, ///< what is not found may be there nevertheless
        Packed, ///< nothing of it can be read
    };
    QStringList readings; ///< the likeliest first; none of what is packed
    Legibility legibility = Legibility::Plain;

    [[nodiscard]] bool contains(const QString& word) const;
    /// Whether `word` may be there although no reading has it.
    [[nodiscard]] bool mayHide(const QString& word) const;
};

/// Reads UTF-8, UTF-16, UTF-32, Latin-1 and whatever else this Qt knows. A body without a named encoding is UTF-8 or,
/// when it is not, Latin-1 by guess, as browsers have it. Nothing is unpacked.
BodyText textOf(const Exchange& exchange);

/// Why a rule cannot be checked on the body, for a person, without a full stop; empty when it can.
QString whyUnreadable(const Exchange& exchange);

} // namespace Gatewatch
