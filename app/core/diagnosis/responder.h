// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

/// What is known about an answer besides its bytes.
struct ResponderContext {
    /// Whether the request went through a forward proxy; empty when that is not known (a saved response).
    std::optional<bool> viaProxy;
    /// The answer is a forward proxy's own reply to CONNECT: nothing in it can come from the site.
    bool connectReply = false;
    /// False after HEAD or when the body was not kept: then an empty body proves nothing.
    bool bodyExpected = true;
    /// A good answer of the same site: what changed between the two is stronger evidence than either alone.
    std::optional<ResponseHead> good;
};

/// Who wrote this response, and who was seen on the way. Never guesses: without a mark that only a product's own errors
/// have, `authored` is false (a mark of forwarding was found) or empty. Confidence: certain from 0.95, likely from
/// 0.75, possible from 0.6; below that the id is only a candidate.
Responder identifyResponder(const ResponseHead& head, const QByteArray& body, const ResponderContext& context = {});

/// The responder of an exchange; an unknown one when no response came.
Responder responderOf(const Exchange& exchange, const std::optional<ResponseHead>& good = std::nullopt);

/// The role words in plain language: "cdn" → "content network", "reverse_proxy" → "front door" …
QString plainRole(const QString& role);

} // namespace Gatewatch
