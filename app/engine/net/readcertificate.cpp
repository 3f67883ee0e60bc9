// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/readcertificate.h>

#include <QHostAddress>

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace Gatewatch {
namespace {

constexpr int mostNames = 20;
constexpr qsizetype mostOfText = 300;

std::optional<TimePoint> timeOf(const ASN1_TIME* time)
{
    tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return std::nullopt;
    return TimePoint(Seconds(timegm(&parts)));
}

/// Without what cannot be seen, and what changes the direction of text.
QString shown(QByteArrayView utf8)
{
    QString text = QString::fromUtf8(utf8).left(mostOfText);
    return text.removeIf([](QChar each) { return !each.isPrint(); });
}

QString textOf(const X509_NAME* name)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    X509_NAME_print_ex(
        memory.get(), name, 0, XN_FLAG_SEP_SPLUS_SPC | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return shown({data, static_cast<qsizetype>(size)});
}

QByteArrayView bytesOf(const ASN1_STRING* text)
{
    return {ASN1_STRING_get0_data(text), ASN1_STRING_length(text)};
}

/// A host name as certificates have it: letters, digits, hyphens, dots and a star (RFC 9525 section 6.3).
QString hostName(QByteArrayView bytes)
{
    constexpr int longest = 253;
    const bool fits = bytes.size() <= longest && std::ranges::all_of(bytes, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
                              || c == '.' || c == '*' || c == '_';
                      });
    return fits ? QString::fromLatin1(bytes) : QString();
}

QString ipAddress(QByteArrayView bytes)
{
    constexpr int ofIpv4 = 4;
    constexpr int ofIpv6 = 16;
    const auto* data = reinterpret_cast<const quint8*>(bytes.data());
    if (bytes.size() == ofIpv6)
        return QHostAddress(data).toString();
    if (bytes.size() != ofIpv4)
        return {};
    return QHostAddress((quint32(data[0]) << 24) | (quint32(data[1]) << 16) | (quint32(data[2]) << 8) | data[3])
        .toString();
}

QStringList namesOf(const X509* certificate)
{
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    QStringList names;
    for (int i = 0; i < sk_GENERAL_NAME_num(all.get()) && names.size() < mostNames; ++i) {
        const GENERAL_NAME* each = sk_GENERAL_NAME_value(all.get(), i);
        const QString name = each->type == GEN_DNS ? hostName(bytesOf(each->d.dNSName))
            : each->type == GEN_IPADD              ? ipAddress(bytesOf(each->d.iPAddress))
                                                   : QString();
        if (!name.isEmpty())
            names.append(name);
    }
    return names;
}

/// The first part of that kind; empty when there is none.
QString partOf(const X509_NAME* name, int kind)
{
    const int place = X509_NAME_get_index_by_NID(name, kind, -1);
    if (place < 0)
        return {};
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place)));
    const QString part = shown(QByteArrayView(text, std::max(size, 0)));
    OPENSSL_free(text);
    return part;
}

CertificateIssuer issuerOf(const X509* certificate)
{
    const X509_NAME* issuer = X509_get_issuer_name(certificate);
    const QString name = partOf(issuer, NID_commonName);
    return {partOf(issuer, NID_organizationName), name.isEmpty() ? textOf(issuer) : name};
}

/// Whether it tells where the certificate of its issuer is.
bool namesItsIssuersFile(const X509* certificate)
{
    const std::unique_ptr<AUTHORITY_INFO_ACCESS, decltype(&AUTHORITY_INFO_ACCESS_free)> access(
        static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)),
        AUTHORITY_INFO_ACCESS_free);
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
        if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access.get(), i)->method) == NID_ad_ca_issuers)
            return true;
    }
    return false;
}

} // namespace

PeerCertificate readCertificate(const X509* certificate)
{
    return {
        {},
        textOf(X509_get_subject_name(certificate)),
        textOf(X509_get_issuer_name(certificate)),
        timeOf(X509_get0_notBefore(certificate)),
        timeOf(X509_get0_notAfter(certificate)),
        namesOf(certificate),
        {},
        issuerOf(certificate)};
}

QString weaknessOf(const X509* certificate, long error)
{
    if (error == X509_V_ERR_CA_MD_TOO_WEAK) {
        int digest = NID_undef;
        X509_get_signature_info(const_cast<X509*>(certificate), &digest, nullptr, nullptr, nullptr);
        return digest == NID_undef ? QString() : QString::fromLatin1(OBJ_nid2sn(digest));
    }
    if (error != X509_V_ERR_EE_KEY_TOO_SMALL && error != X509_V_ERR_CA_KEY_TOO_SMALL)
        return {};
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    return key
        ? QStringLiteral("%1 %2").arg(QString::fromLatin1(EVP_PKEY_get0_type_name(key))).arg(EVP_PKEY_get_bits(key))
        : QString();
}

Flaw chainFlaw(const X509* certificate, long error, int depth)
{
    switch (error) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return Flaw::SelfSigned;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return depth == 0 && namesItsIssuersFile(certificate) ? Flaw::ChainIncomplete : Flaw::None;
    case X509_V_ERR_CA_MD_TOO_WEAK:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return Flaw::Weak;
    default:
        return Flaw::None;
    }
}

} // namespace Gatewatch
