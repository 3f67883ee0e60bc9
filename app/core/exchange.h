// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/failure.h>
#include <core/flaw.h>
#include <core/note.h>
#include <core/types.h>

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace Gatewatch {

/// How long each part of a request took. Empty: not reached, not needed, or reused. Never 0 for "not reached".
struct Phases {
    std::optional<Micros> resolve, connect, tls, wait, transfer;
    bool operator==(const Phases&) const = default;
};

struct HeaderField {
    QByteArray name;
    QByteArray value;
    bool operator==(const HeaderField&) const = default;
};

/// The head of a response as it came, in the order it came (RFC 9110 section 6).
struct ResponseHead {
    int status = 0;
    QByteArray version; ///< "1.0", "1.1", "2"
    QByteArray reason;
    QList<HeaderField> headers;
    bool operator==(const ResponseHead&) const = default;

    /// All values of a field joined by ", " (RFC 9110 section 5.3); null when the field is absent. Any letter case.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] QList<QByteArray> allHeaders(QByteArrayView name) const;
    [[nodiscard]] bool has(QByteArrayView name) const;
};

/// Who issued a certificate, in the parts that tell one authority from another; as the certificate says, without
/// control characters.
struct CertificateIssuer {
    QString organisation; ///< O; empty when it has none
    QString name; ///< CN; all parts when it has none
    bool operator==(const CertificateIssuer&) const = default;
};

struct PeerCertificate {
    QString tlsVersion; ///< "TLSv1.3"; empty when unknown
    QString subject;
    QString issuer;
    std::optional<TimePoint> notBefore;
    std::optional<TimePoint> notAfter;
    QStringList names{}; ///< that it is for, 20 at most: host names and addresses
    QString
        weakness{}; ///< what of it is too weak, such as "SHA1" or "RSA 1024"; empty when it was not refused for that
    CertificateIssuer issuedBy{};
    bool operator==(const PeerCertificate&) const = default;
};

/// One address to which a connection was tried, and what came of it.
struct AddressTried {
    QString address; ///< numeric
    /// Ok: connected. Timed out: it had not reacted when its share of the time was over or another one was faster.
    Failure failure = Failure::TcpTimedOut;
    bool operator==(const AddressTried&) const = default;
};

/// Observed: what happened on the wire for one request. Carries wire failures only: a 502 is a good exchange.
struct Exchange {
    TimePoint at{};
    QByteArray method = "GET";
    QUrl url; ///< asked
    QUrl finalUrl; ///< answered, after redirects
    QString address; ///< numeric address of the peer; empty when no connection was made
    int port = 0;
    /// In order, 16 at most: those that were given up, and the one that was connected. Empty where the first one was
    /// connected, and behind a proxy.
    QList<AddressTried> addressesTried;
    Phases phases;
    Micros total{0};
    Failure failure = Failure::Ok;
    Flaw flaw = Flaw::None; ///< of the failure
    QString detail; ///< the library's own words, for experts; cleaned of control characters
    std::optional<ResponseHead> response;
    std::optional<ResponseHead> fragment; ///< what came of a head without its end, or a proxy's no to CONNECT
    QByteArray body; ///< the first bytes, up to the limit of the request; also of what is no answer at all
    qint64 bytes = 0; ///< received body bytes
    std::optional<PeerCertificate> certificate;
    int redirects = 0;
    bool viaProxy = false;
    QString proxy; ///< then its host and port, without a login; empty when they are not known
    /// With tcp.address_unreachable: this computer itself knows no way there. Otherwise somebody on the way said so.
    bool lacksRoute = false;
    std::optional<int> connectStatus; ///< what a forward proxy answered to CONNECT
    QList<Note> notes; ///< of all hops, each once; an answer that failed on the wire has none of its own
    bool operator==(const Exchange&) const = default;

    [[nodiscard]] int status() const { return response ? response->status : 0; }
    /// Of a dns check: what the name server answered, as zone files write it.
    [[nodiscard]] QStringList records() const;
};

/// "proxy 192.0.2.7:3128" for sentences about the proxy of an exchange; "proxy" where it is not known.
QString proxyWords(const Exchange& exchange);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Exchange)
