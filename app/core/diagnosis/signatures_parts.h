// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/signatures.h>

namespace Gatewatch {

/// The parts of signatures(), in its order.
QList<Signature> cdnSignatures();
QList<Signature> cloudSignatures();
QList<Signature> platformSignatures();
QList<Signature> forwardSignatures();
QList<Signature> proxySignatures();
QList<Signature> gatewaySignatures();
QList<Signature> serverSignatures();

/// Servers that put their own name over whatever name the answer had: a stock page of another product below one of them
/// was written behind it.
inline constexpr const char* replacesServer =
    "^(cloudflare|envoy|istio-envoy|Caddy|Netlify|Vercel|Fly/|Heroku|Sucuri|AkamaiGHost|nginx|openresty|Tengine|APISIX"
    "|BunnyCDN|keycdn|railway-|Google Frontend|(Tencent)?EdgeOne|ESA$|ddos-guard|QRATOR|yunjiasu|CDN77|WP Engine"
    "|ATS/|h2o|nghttpx|Apache(/|$| ))";

} // namespace Gatewatch
