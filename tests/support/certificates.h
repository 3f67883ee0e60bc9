// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QTemporaryFile>

#include <chrono>
#include <memory>

using X509 = struct x509_st;
using EVP_PKEY = struct evp_pkey_st;
using SSL_CTX = struct ssl_ctx_st;

namespace Gatewatch {

/// A certificate with its key, made at test time and never stored.
struct Certificate {
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;

    /// The certificate without its key.
    [[nodiscard]] QByteArray pem() const;
    /// The key alone.
    [[nodiscard]] QByteArray keyPem() const;
};

struct CertificateWish {
    QByteArray commonName = "Gatewatch test"; ///< empty: without one
    QByteArray organisation{}; ///< empty: without one
    QByteArrayList names{}; ///< "DNS:shop.test", "IP:127.0.0.1"
    std::chrono::days from{-1}; ///< validity, counted from now
    std::chrono::days until{90};
    const char* digest = "SHA256";
    int rsaBits = 0; ///< 0: a key on the curve P-256
    bool authority = false;
    QByteArray issuerAt{}; ///< where the certificate of its issuer can be fetched; empty: it does not say
};

/// Issued by `issuer`; signed by itself when there is none.
Certificate makeCertificate(const CertificateWish& wish, const Certificate* issuer = nullptr);
/// For 127.0.0.1.
Certificate makeServerCertificate(const Certificate& issuer);

/// An authority that a test trusts, with its certificate in a file as a ProbeRequest wants it.
class TestAuthority final {
public:
    explicit TestAuthority(const QByteArray& name = "Test authority");
    [[nodiscard]] const Certificate& certificate() const { return m_certificate; }
    [[nodiscard]] QByteArray file() const;

private:
    Certificate m_certificate;
    QTemporaryFile m_file;
};

/// What a server presents and insists on.
struct TlsWish {
    Certificate own{}; ///< without one, only ciphers without certificates are left
    QList<Certificate> chain{};
    int minVersion = 0; ///< TLS1_VERSION …; 0: OpenSSL's
    int maxVersion = 0;
    const char* ciphers = nullptr; ///< OpenSSL's list for TLS 1.2 and older
    bool wantsClientCertificate = false;
    Certificate clientAuthority{}; ///< who issues those that are good enough
    QByteArray alpn{}; ///< the one protocol that is spoken, e.g. "h2"
    QByteArray ocspAnswer{}; ///< stapled, in DER
};
std::shared_ptr<SSL_CTX> serverContext(const TlsWish& wish);

enum class OcspVerdict { Good, Revoked };
/// The answer that the issuer's own responder would give about a certificate, in DER.
QByteArray ocspAnswer(const Certificate& subject, const Certificate& issuer, OcspVerdict verdict);

} // namespace Gatewatch
