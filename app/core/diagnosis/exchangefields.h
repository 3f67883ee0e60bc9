// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/answer.h>
#include <core/exchange.h>
#include <core/fields.h>
#include <core/redact.h>

namespace Gatewatch {

// The fields of an exchange as they are kept (core/fields.h).

template <>
struct LastOf<Note> {
    static constexpr Note value = Note::FamilyFailed;
};
template <>
struct LastOf<Flaw> {
    static constexpr Flaw value = Flaw::NoIpv6;
};

template <typename F>
void fields(F& f, Phases& phases)
{
    using namespace Qt::StringLiterals;
    f("resolveUs"_L1, phases.resolve);
    f("connectUs"_L1, phases.connect);
    f("tlsUs"_L1, phases.tls);
    f("waitUs"_L1, phases.wait);
    f("transferUs"_L1, phases.transfer);
}

template <typename F>
void fields(F& f, HeaderField& field)
{
    using namespace Qt::StringLiterals;
    if constexpr (F::writes)
        field = redactedHeader(field);
    f("name"_L1, field.name);
    f("value"_L1, field.value);
}

template <typename F>
void fields(F& f, ResponseHead& head)
{
    using namespace Qt::StringLiterals;
    f("status"_L1, head.status);
    f("version"_L1, head.version);
    f("reason"_L1, head.reason);
    f("headers"_L1, head.headers);
}

template <typename F>
void fields(F& f, CertificateIssuer& issuer)
{
    using namespace Qt::StringLiterals;
    f("organisation"_L1, issuer.organisation);
    f("name"_L1, issuer.name);
}

template <typename F>
void fields(F& f, PeerCertificate& certificate)
{
    using namespace Qt::StringLiterals;
    f("version"_L1, certificate.tlsVersion);
    f("subject"_L1, certificate.subject);
    f("issuer"_L1, certificate.issuer);
    f("notBefore"_L1, certificate.notBefore);
    f("notAfter"_L1, certificate.notAfter);
    f("names"_L1, certificate.names);
    f("weakness"_L1, certificate.weakness);
    f("issuedBy"_L1, certificate.issuedBy);
}

template <typename F>
void fields(F& f, AddressTried& tried)
{
    using namespace Qt::StringLiterals;
    f("address"_L1, tried.address);
    f("failure"_L1, tried.failure);
}

template <typename F>
void fields(F& f, Exchange& exchange)
{
    using namespace Qt::StringLiterals;
    // The proxy is the user's own affair; only whether it is on this computer tells something.
    if (F::writes && exchange.viaProxy && !isLoopback(exchange.address))
        exchange.address.clear();
    f("at"_L1, exchange.at);
    f("method"_L1, exchange.method);
    f("url"_L1, exchange.url);
    f("finalUrl"_L1, exchange.finalUrl);
    f("remoteAddress"_L1, exchange.address);
    f("port"_L1, exchange.port);
    f("addressesTried"_L1, exchange.addressesTried);
    f("phases"_L1, exchange.phases);
    f("totalUs"_L1, exchange.total);
    f("failure"_L1, exchange.failure);
    f("flaw"_L1, exchange.flaw);
    f("detail"_L1, exchange.detail);
    f("response"_L1, exchange.response);
    f("fragment"_L1, exchange.fragment);
    f.body(exchange.body);
    f("bytes"_L1, exchange.bytes);
    f("certificate"_L1, exchange.certificate);
    f("redirects"_L1, exchange.redirects);
    f("viaProxy"_L1, exchange.viaProxy);
    f("lacksRoute"_L1, exchange.lacksRoute);
    f("connectStatus"_L1, exchange.connectStatus);
    f("notes"_L1, exchange.notes);
}

} // namespace Gatewatch
