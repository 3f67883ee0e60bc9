// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/flaw.h>

#include <core/check.h>
#include <core/exchange.h>
#include <core/timewords.h>

#include <QUrlQuery>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString interimSentence(const Exchange& exchange, const QString& host)
{
    switch (exchange.failure) {
    case Failure::HttpResponseTooLarge:
        return u"%1 sends nothing but interim answers"_s.arg(host);
    case Failure::HttpResponseTimedOut:
        return u"%1 sent only an interim answer and no final one in time"_s.arg(host);
    default:
        return u"%1 sent only an interim answer and ended the connection"_s.arg(host);
    }
}

/// The word that names the weak part, from the certificate that was refused.
QString weakSentence(const Exchange& exchange, const QString& host)
{
    if (!exchange.certificate || exchange.certificate->weakness.isEmpty())
        return u"The certificate of %1 is too weak"_s.arg(host);
    return u"The certificate of %1 is too weak (%2)"_s.arg(host, exchange.certificate->weakness);
}

QString noRecordSentence(const Exchange& exchange, const QString& host)
{
    if (kindOf(exchange.url) != CheckKind::Dns)
        return u"The name %1 exists but has no address"_s.arg(host);
    const QString type = QUrlQuery(exchange.url).queryItemValue(u"type"_s);
    return u"The name %1 exists but has no record of the type %2"_s.arg(host, type);
}

} // namespace

QString idOf(Flaw flaw)
{
    switch (flaw) {
    case Flaw::None:
        return {};
    case Flaw::Version:
        return u"http.version"_s;
    case Flaw::Status:
        return u"http.status"_s;
    case Flaw::StatusLine:
        return u"http.status_line"_s;
    case Flaw::Field:
        return u"http.field"_s;
    case Flaw::Length:
        return u"http.length"_s;
    case Flaw::Lengths:
        return u"http.lengths"_s;
    case Flaw::Coding:
        return u"http.transfer_coding"_s;
    case Flaw::Chunk:
        return u"http.chunk"_s;
    case Flaw::OnlyInterim:
        return u"http.only_interim"_s;
    case Flaw::Switch:
        return u"http.unasked_switch"_s;
    case Flaw::Slow:
        return u"http.slow"_s;
    case Flaw::NoHttp2:
        return u"http.no_http2"_s;
    case Flaw::SelfSigned:
        return u"tls.cert.self_signed"_s;
    case Flaw::ChainIncomplete:
        return u"tls.cert.chain_incomplete"_s;
    case Flaw::Weak:
        return u"tls.cert.weak"_s;
    case Flaw::ChainTooLarge:
        return u"tls.cert.too_large"_s;
    case Flaw::NameUnknown:
        return u"tls.alert.unrecognized_name"_s;
    case Flaw::FailedInside:
        return u"tls.alert.internal_error"_s;
    case Flaw::Stopped:
        return u"tls.stopped"_s;
    case Flaw::ClientCertificate:
        return u"tls.client_certificate_refused"_s;
    case Flaw::ProxyName:
        return u"proxy.name"_s;
    case Flaw::NoProxy:
        return u"proxy.none"_s;
    case Flaw::ProxyTarget:
        return u"proxy.target"_s;
    case Flaw::ProxyForbids:
        return u"proxy.forbids"_s;
    case Flaw::NoRecord:
        return u"dns.no_record"_s;
    case Flaw::NoIpv4:
        return u"dns.no_ipv4"_s;
    case Flaw::NoIpv6:
        return u"dns.no_ipv6"_s;
    }
    Q_UNREACHABLE();
}

QString sentenceOfFlaw(const Exchange& exchange, const QString& host)
{
    switch (exchange.flaw) {
    case Flaw::None:
        return {};
    case Flaw::Version:
        return u"%1 answered in an unknown version of HTTP"_s.arg(host);
    case Flaw::Status:
        return u"The answer from %1 has an invalid status code"_s.arg(host);
    case Flaw::StatusLine:
        return u"The answer from %1 begins with an invalid status line"_s.arg(host);
    case Flaw::Field:
        return u"The answer from %1 has a broken header"_s.arg(host);
    case Flaw::Length:
        return u"The answer from %1 announces an invalid length"_s.arg(host);
    case Flaw::Lengths:
        return u"The answer from %1 contradicts itself about its length; somebody on the way may have changed it"_s.arg(
            host);
    case Flaw::Coding:
        return u"The answer from %1 is in an unknown transfer encoding"_s.arg(host);
    case Flaw::Chunk:
        return u"The answer from %1 has a broken chunk"_s.arg(host);
    case Flaw::OnlyInterim:
        return interimSentence(exchange, host);
    case Flaw::Switch:
        return u"%1 switched to another protocol, which nobody asked for"_s.arg(host);
    case Flaw::Slow:
        return u"The answer from %1 comes so slowly that it did not end within %2"_s.arg(
            host, shortTime(exchange.total));
    case Flaw::NoHttp2:
        return u"%1 does not speak HTTP/2"_s.arg(host);
    case Flaw::SelfSigned:
        return u"%1 made its certificate itself; nobody who is trusted here vouches for it"_s.arg(host);
    case Flaw::ChainIncomplete:
        return u"The certificate of %1 comes from an issuer that is not known here; the server probably sends an "
               "incomplete chain"_s.arg(host);
    case Flaw::Weak:
        return weakSentence(exchange, host);
    case Flaw::ChainTooLarge:
        return u"The certificates of %1 are too large"_s.arg(host);
    case Flaw::NameUnknown:
        return u"The server does not know the name %1"_s.arg(host);
    case Flaw::FailedInside:
        return u"%1 failed inside during the encryption setup"_s.arg(host);
    case Flaw::Stopped:
        return u"%1 stopped the encryption setup"_s.arg(host);
    case Flaw::ClientCertificate:
        return u"%1 does not accept the client certificate that it is shown"_s.arg(host);
    case Flaw::ProxyName:
        return u"The %1 for %2 cannot be found; check the proxy setting"_s.arg(proxyWords(exchange), host);
    case Flaw::NoProxy:
        return u"What answers as the %1 for %2 is not a proxy; check the proxy setting"_s.arg(
            proxyWords(exchange), host);
    case Flaw::ProxyTarget:
        return u"The %1 could not connect to %2"_s.arg(proxyWords(exchange), host);
    case Flaw::ProxyForbids:
        return u"The %1 does not allow a connection to %2"_s.arg(proxyWords(exchange), host);
    case Flaw::NoRecord:
        return noRecordSentence(exchange, host);
    case Flaw::NoIpv4:
        return u"%1 has no IPv4 address"_s.arg(host);
    case Flaw::NoIpv6:
        return u"%1 has no IPv6 address"_s.arg(host);
    }
    Q_UNREACHABLE();
}

} // namespace Gatewatch
