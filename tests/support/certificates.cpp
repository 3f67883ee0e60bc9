// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/certificates.h>

#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QtGlobal>

#include <cstring>
#include <utility>

namespace Gatewatch {
namespace {

void require(bool condition, const char* what)
{
    if (!condition)
        qFatal("OpenSSL could not make %s", what);
}

void extend(X509* certificate, X509* issuer, int nid, const QByteArray& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    require(extension && X509_add_ext(certificate, extension, -1) == 1, "an extension");
    X509_EXTENSION_free(extension);
}

int chooseProtocol(
    SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* offered, unsigned int length,
    void* wanted)
{
    const auto* protocol = static_cast<const QByteArray*>(wanted);
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(
            &found, outLength, reinterpret_cast<const unsigned char*>(protocol->constData()),
            static_cast<unsigned int>(protocol->size()), offered, length)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = found;
    return SSL_TLSEXT_ERR_OK;
}

/// What `write` writes.
template <typename Write>
QByteArray written(Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    require(write(memory.get()) == 1, "a file");
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<qsizetype>(size)};
}

int staple(SSL* tls, void* answer)
{
    const auto* der = static_cast<const QByteArray*>(answer);
    auto* copy = static_cast<unsigned char*>(OPENSSL_malloc(static_cast<size_t>(der->size())));
    std::memcpy(copy, der->constData(), static_cast<size_t>(der->size()));
    SSL_set_tlsext_status_ocsp_resp(tls, copy, der->size());
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

QByteArray Certificate::pem() const
{
    return written([this](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
}

QByteArray Certificate::keyPem() const
{
    return written(
        [this](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

Certificate makeCertificate(const CertificateWish& wish, const Certificate* issuer)
{
    Certificate made{
        {X509_new(), X509_free},
        {wish.rsaBits > 0 ? EVP_RSA_gen(static_cast<unsigned int>(wish.rsaBits)) : EVP_EC_gen("P-256"), EVP_PKEY_free}};
    X509* certificate = made.certificate.get();
    require(certificate && made.key, "a key");
    static long serial = 1;
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_time_adj_ex(X509_getm_notBefore(certificate), static_cast<int>(wish.from.count()), 0, nullptr);
    X509_time_adj_ex(X509_getm_notAfter(certificate), static_cast<int>(wish.until.count()), 0, nullptr);
    for (const auto& [part, text] : {std::pair{"O", wish.organisation}, std::pair{"CN", wish.commonName}}) {
        if (!text.isEmpty())
            X509_NAME_add_entry_by_txt(
                X509_get_subject_name(certificate), part, MBSTRING_UTF8,
                reinterpret_cast<const unsigned char*>(text.constData()), -1, -1, 0);
    }
    X509* signer = issuer ? issuer->certificate.get() : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    X509_set_pubkey(certificate, made.key.get());
    extend(certificate, signer, NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    extend(certificate, signer, NID_subject_key_identifier, "hash");
    if (!wish.names.isEmpty())
        extend(certificate, signer, NID_subject_alt_name, wish.names.join(','));
    if (!wish.issuerAt.isEmpty())
        extend(certificate, signer, NID_info_access, "caIssuers;URI:" + wish.issuerAt);
    EVP_PKEY* key = issuer ? issuer->key.get() : made.key.get();
    require(X509_sign(certificate, key, EVP_get_digestbyname(wish.digest)) > 0, "a signature");
    return made;
}

Certificate makeServerCertificate(const Certificate& issuer)
{
    return makeCertificate({.commonName = "server", .names = {"IP:127.0.0.1"}}, &issuer);
}

TestAuthority::TestAuthority(const QByteArray& name)
    : m_certificate(makeCertificate({.commonName = name, .rsaBits = 2048, .authority = true}))
{
    require(m_file.open() && m_file.write(m_certificate.pem()) > 0 && m_file.flush(), "the file of an authority");
}

QByteArray TestAuthority::file() const
{
    return m_file.fileName().toLocal8Bit();
}

std::shared_ptr<SSL_CTX> serverContext(const TlsWish& wish)
{
    // The callbacks of OpenSSL need what they answer with for as long as the context lives.
    struct Kept {
        QByteArray alpn, ocsp;
    };
    const auto kept = std::make_shared<Kept>();
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    require(context, "a context");
    SSL_CTX_set_security_level(context, 0); // the other side has to refuse what is too weak
    SSL_CTX_set_min_proto_version(context, wish.minVersion);
    SSL_CTX_set_max_proto_version(context, wish.maxVersion);
    if (wish.ciphers)
        require(SSL_CTX_set_cipher_list(context, wish.ciphers) == 1, "the list of ciphers");
    if (wish.own.certificate) {
        require(SSL_CTX_use_certificate(context, wish.own.certificate.get()) == 1, "a server with that certificate");
        require(SSL_CTX_use_PrivateKey(context, wish.own.key.get()) == 1, "a server with that key");
    }
    for (const Certificate& each : wish.chain)
        SSL_CTX_add1_chain_cert(context, each.certificate.get());
    if (wish.wantsClientCertificate)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    if (wish.clientAuthority.certificate)
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), wish.clientAuthority.certificate.get());
    if (!wish.alpn.isEmpty()) {
        kept->alpn = static_cast<char>(wish.alpn.size()) + wish.alpn;
        SSL_CTX_set_alpn_select_cb(context, chooseProtocol, &kept->alpn);
    }
    if (!wish.ocspAnswer.isEmpty()) {
        kept->ocsp = wish.ocspAnswer;
        SSL_CTX_set_tlsext_status_cb(context, staple);
        SSL_CTX_set_tlsext_status_arg(context, &kept->ocsp);
    }
    return {context, [kept](SSL_CTX* each) { SSL_CTX_free(each); }};
}

QByteArray ocspAnswer(const Certificate& subject, const Certificate& issuer, OcspVerdict verdict)
{
    OCSP_BASICRESP* basic = OCSP_BASICRESP_new();
    OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), subject.certificate.get(), issuer.certificate.get());
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> now(X509_gmtime_adj(nullptr, -60), ASN1_TIME_free);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> next(X509_gmtime_adj(nullptr, 3600), ASN1_TIME_free);
    const bool revoked = verdict == OcspVerdict::Revoked;
    require(
        OCSP_basic_add1_status(
            basic, id, revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD, OCSP_REVOKED_STATUS_KEYCOMPROMISE,
            revoked ? now.get() : nullptr, now.get(), next.get())
            != nullptr,
        "an OCSP status");
    require(
        OCSP_basic_sign(basic, issuer.certificate.get(), issuer.key.get(), EVP_sha256(), nullptr, 0) == 1,
        "an OCSP signature");
    OCSP_RESPONSE* response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    unsigned char* der = nullptr;
    const int size = i2d_OCSP_RESPONSE(response, &der);
    const QByteArray answer(reinterpret_cast<const char*>(der), size);
    OPENSSL_free(der);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    return answer;
}

} // namespace Gatewatch
