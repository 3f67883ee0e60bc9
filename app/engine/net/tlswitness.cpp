// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/tlswitness.h>

#include <engine/net/readcertificate.h>

#include <openssl/ocsp.h>
#include <openssl/ssl.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Shared = std::shared_ptr<TlsWitness>;

/// Where a context keeps its witness.
int slot()
{
    static const int index = SSL_CTX_get_ex_new_index(
        0, nullptr, nullptr, nullptr,
        [](void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<Shared*>(kept); });
    return index;
}

TlsWitness* witnessOf(const SSL* tls)
{
    return static_cast<Shared*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(tls), slot()))->get();
}

int onVerified(int good, X509_STORE_CTX* store)
{
    const X509* faulty = X509_STORE_CTX_get_current_cert(store);
    const auto* tls = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (good == 0 && faulty && tls) {
        TlsWitness* witness = witnessOf(tls);
        witness->refusedFor = X509_STORE_CTX_get_error(store);
        witness->certificate = readCertificate(faulty);
        witness->certificate->weakness = weaknessOf(faulty, witness->refusedFor);
        witness->flaw = chainFlaw(faulty, witness->refusedFor, X509_STORE_CTX_get_error_depth(store));
    }
    return good;
}

void onEvent(const SSL* tls, int where, int value)
{
    constexpr int description = 0xff;
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT) {
        witnessOf(tls)->verdictLater = false;
        if ((value & description) == SSL_AD_CLOSE_NOTIFY)
            witnessOf(tls)->closed = true;
        else
            witnessOf(tls)->alert = value & description;
    }
    if ((where & SSL_CB_HANDSHAKE_DONE) == 0)
        return;
    const unsigned char* protocol = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(tls, &protocol, &length);
    witnessOf(tls)->http2 = QByteArrayView(protocol, length) == "h2";
    if (const X509* own = SSL_get0_peer_certificate(tls)) {
        witnessOf(tls)->certificate = readCertificate(own);
        witnessOf(tls)->certificate->tlsVersion = QString::fromLatin1(SSL_get_version(tls));
        witnessOf(tls)->commonNameOnly = X509_get_ext_by_NID(own, NID_subject_alt_name, -1) < 0;
    }
}

/// Called with the head of each record and each message of a handshake, decrypted. libcurl 7.88 reads on for as long as
/// empty frames of HTTP/2 come, and looks at no clock meanwhile; so ours says that the other side has ended.
void onRecord(int written, int, int type, const void* bytes, size_t size, SSL* tls, void*)
{
    TlsWitness* witness = witnessOf(tls);
    if (witness->deadline.hasExpired())
        SSL_set_shutdown(tls, SSL_get_shutdown(tls) | SSL_RECEIVED_SHUTDOWN);
    if (written != 0 || type != SSL3_RT_HANDSHAKE || size == 0)
        return;
    const auto message = *static_cast<const unsigned char*>(bytes);
    if (message == SSL3_MT_CERTIFICATE_REQUEST) {
        witness->certificateWanted = true;
        witness->certificateShown = SSL_get_certificate(tls) != nullptr;
        witness->verdictLater = SSL_version(tls) >= TLS1_3_VERSION;
    }
    if (message == SSL3_MT_NEWSESSION_TICKET) // which nobody gets who was not let in
        witness->verdictLater = false;
}

/// Whether `basic`, signed by the issuer or on its behalf, says of the server's certificate that it is revoked.
bool saysRevoked(OCSP_BASICRESP* basic, SSL* tls)
{
    STACK_OF(X509)* chain = SSL_get0_verified_chain(tls);
    if (sk_X509_num(chain) < 2 || OCSP_basic_verify(basic, chain, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(tls)), 0) != 1)
        return false;
    const std::unique_ptr<OCSP_CERTID, decltype(&OCSP_CERTID_free)> id(
        OCSP_cert_to_id(nullptr, sk_X509_value(chain, 0), sk_X509_value(chain, 1)), OCSP_CERTID_free);
    int status = V_OCSP_CERTSTATUS_UNKNOWN;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    constexpr long clockSkew = 300; // seconds
    return OCSP_resp_find_status(basic, id.get(), &status, nullptr, nullptr, &from, &until) == 1
        && status == V_OCSP_CERTSTATUS_REVOKED && OCSP_check_validity(from, until, clockSkew, -1) == 1;
}

/// Called with whatever the server stapled to its certificate, also with nothing. 0 ends the handshake.
int onStapled(SSL* tls, void*)
{
    const unsigned char* der = nullptr;
    const long size = SSL_get_tlsext_status_ocsp_resp(tls, &der);
    if (!der || size <= 0)
        return 1;
    const std::unique_ptr<OCSP_RESPONSE, decltype(&OCSP_RESPONSE_free)> response(
        d2i_OCSP_RESPONSE(nullptr, &der, size), OCSP_RESPONSE_free);
    const std::unique_ptr<OCSP_BASICRESP, decltype(&OCSP_BASICRESP_free)> basic(
        response ? OCSP_response_get1_basic(response.get()) : nullptr, OCSP_BASICRESP_free);
    witnessOf(tls)->revoked = basic && saysRevoked(basic.get(), tls);
    return witnessOf(tls)->revoked ? 0 : 1;
}

} // namespace

void watchHandshake(SSL_CTX* context, const std::shared_ptr<TlsWitness>& witness)
{
    SSL_CTX_set_ex_data(context, slot(), new Shared(witness));
    SSL_CTX_clear_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF); // newer libcurl sets it
    SSL_CTX_set_msg_callback(context, onRecord);
    SSL_CTX_set_info_callback(context, onEvent);
    if (SSL_CTX_get_verify_mode(context) == SSL_VERIFY_NONE)
        return;
    SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), onVerified);
    SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(context, onStapled);
}

} // namespace Gatewatch
