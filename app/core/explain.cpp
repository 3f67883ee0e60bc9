// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/explain.h>

#include <core/bodytext.h>
#include <core/httpstatus.h>
#include <core/redirect.h>
#include <core/retryafter.h>
#include <core/timewords.h>

#include <QDateTime>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// Whom the sentence is about. Punycode: a look-alike name must not look like the real one.
QString subjectOf(const QUrl& url)
{
    if (kindOf(url) != CheckKind::Dns) // the % before the link of an address is written as %25 in URLs alone (RFC 6874)
        return url.host(QUrl::FullyEncoded).replace("%25"_L1, "%"_L1);
    const QString name = url.path();
    return name.startsWith(u'/') ? name.sliced(1) : name;
}

/// The words that sentences are made of, taken from one exchange.
struct Facts {
    CheckKind asked = CheckKind::Http;
    QString host;
    QString server; ///< the name server that was chosen for a question; empty: the system's
    int port = 0;
    QString time;
    int status = 0;
    qint64 bytes = 0; ///< -1 when unknown
    qint64 announced = -1; ///< Content-Length; -1 when unknown
    QString usual; ///< the usual time; empty when it does not matter
    std::optional<Seconds> wait; ///< that the server asks for
};

Facts factsOf(const Exchange& exchange)
{
    constexpr int longestHost = 60;
    const QUrl& url = exchange.finalUrl.isEmpty() ? exchange.url : exchange.finalUrl;
    Facts facts;
    facts.asked = kindOf(url);
    facts.host = subjectOf(url);
    if (facts.asked == CheckKind::Dns)
        facts.server = url.host();
    if (facts.host.isEmpty())
        facts.host = u"the server"_s;
    if (facts.host.size() > longestHost)
        facts.host = facts.host.left(longestHost - 1) + u'…';
    facts.port = url.port(url.scheme() == "https"_L1 ? 443 : 80);
    facts.time = shortTime(exchange.total);
    facts.status = exchange.status();
    facts.bytes = exchange.bytes;
    if (exchange.response) {
        bool ok = false;
        const qint64 length = exchange.response->header("content-length").toLongLong(&ok);
        if (ok && length >= 0)
            facts.announced = length;
        facts.wait = readRetryAfter(*exchange.response, exchange.at);
    }
    return facts;
}

QString bytesSoFar(const Facts& facts)
{
    if (facts.announced > 0)
        return u"%1 of %2 bytes"_s.arg(facts.bytes).arg(facts.announced);
    return u"%1 bytes"_s.arg(facts.bytes);
}

/// "%1" is the time.
QString goodWords(CheckKind asked)
{
    switch (asked) {
    case CheckKind::Http:
        return u"Answered in %1"_s;
    case CheckKind::Tcp:
        return u"Connected in %1"_s;
    case CheckKind::Dns:
        return u"The name service answered in %1"_s;
    case CheckKind::Ping:
        return u"Echo after %1"_s;
    }
    Q_UNREACHABLE();
}

QString tooOften(const Facts& facts)
{
    const auto words = u"It is there, but we are asking too often (429)"_s;
    return facts.wait ? words + u"; it wants to be left alone for %1"_s.arg(waitText(*facts.wait)) : words;
}

QString explainGood(const Facts& facts, const Judgement& judgement)
{
    const Outcome outcome = judgement.outcome;
    const bool other = facts.asked != CheckKind::Http;
    if (outcome == Outcome::NotMeasured || (facts.status == 0 && !other))
        return u"Not measured"_s;
    if (other)
        return goodWords(facts.asked).arg(facts.time) + (outcome == Outcome::Slow ? u", which is slow"_s : QString());
    if (facts.status == 429 && !judgement.detail.isEmpty()) // otherwise it is what is expected
        return tooOften(facts);
    const QString reason = reasonOf(facts.status);
    const QString answer = reason.isEmpty() ? QString::number(facts.status) : u"%1 %2"_s.arg(facts.status).arg(reason);
    if (outcome == Outcome::Slow)
        return facts.usual.isEmpty() ? u"%1, but slow: %2"_s.arg(answer, facts.time)
                                     : u"%1, but slow: usually %2, now %3"_s.arg(answer, facts.usual, facts.time);
    return u"%1 in %2"_s.arg(answer, facts.time);
}

QString explainStatus(const Exchange& exchange, const Facts& facts)
{
    const bool headKnown = facts.bytes >= 0; // a stored run forgot it
    if (headKnown && isRedirect(facts.status)
        && redirectionOf(exchange.finalUrl, *exchange.response) == Redirection::None)
        return u"%1 redirects without a usable target"_s.arg(facts.host);
    const QString words = u"%1 (%2 from %3)"_s.arg(meaningOf(facts.status)).arg(facts.status).arg(facts.host);
    return facts.status == 503 && facts.wait ? words + u"; it asks for %1"_s.arg(waitText(*facts.wait)) : words;
}

/// Names whose letters were looked at when the certificate was read.
QString explainName(const Exchange& exchange, const Facts& facts)
{
    constexpr qsizetype most = 3;
    constexpr qsizetype longest = 60;
    const auto words = u"The certificate is not for %1"_s.arg(facts.host);
    if (!exchange.certificate || exchange.certificate->names.isEmpty())
        return words;
    const QStringList& all = exchange.certificate->names;
    QStringList names;
    for (const QString& name : all.first(std::min(most, all.size())))
        names.append(name.size() > longest ? name.left(longest - 1) + u'…' : name);
    const QString list = u" but for %1"_s.arg(names.join(u", "_s));
    return all.size() > most ? words + list + u" and others"_s : words + list;
}

QString explainDate(const Exchange& exchange, const Facts& facts)
{
    const auto day = [](TimePoint at) { return toIso(at).left(10); };
    const auto& certificate = exchange.certificate;
    if (certificate && certificate->notAfter && *certificate->notAfter < exchange.at)
        return u"The certificate of %1 expired on %2"_s.arg(facts.host, day(*certificate->notAfter));
    if (certificate && certificate->notBefore && *certificate->notBefore > exchange.at)
        return u"The certificate of %1 is not valid before %2; is this clock right?"_s.arg(
            facts.host, day(*certificate->notBefore));
    return u"The certificate of %1 has expired or is not valid yet"_s.arg(facts.host);
}

QString explainBrokenAnswer(const Exchange& exchange, const Facts& facts, Failure failure)
{
    const bool head = exchange.response.has_value();
    const bool begun = head || exchange.phases.wait; // of a head that did not end, only the time is known
    const bool counted = facts.bytes >= 0;
    if (failure == Failure::HttpResponseInvalid)
        return begun ? u"The answer from %1 breaks the rules of HTTP"_s.arg(facts.host)
                     : u"Whatever answers on %1 port %2 is not a web server"_s.arg(facts.host).arg(facts.port);
    if (failure == Failure::HttpResponseIncomplete)
        return head
            ? (counted ? u"The answer from %1 was cut off after %2"_s.arg(facts.host, bytesSoFar(facts))
                       : u"The answer from %1 was cut off"_s.arg(facts.host))
            : u"The answer from %1 was cut off before its head was complete"_s.arg(facts.host);
    if (failure == Failure::HttpResponseTimedOut) {
        if (facts.asked == CheckKind::Tcp)
            return u"%1 is connected but did not say what is expected within %2"_s.arg(facts.host, facts.time);
        if (!begun && exchange.viaProxy) // which of the two is silent cannot be told
            return u"No answer from %1 came through the %2 within %3"_s.arg(
                facts.host, proxyWords(exchange), facts.time);
        if (!head)
            return begun ? u"The head of the answer from %1 did not end within %2"_s.arg(facts.host, facts.time)
                         : u"%1 is connected but gave no answer within %2"_s.arg(facts.host, facts.time);
        if (!counted)
            return u"The answer from %1 did not end within %2"_s.arg(facts.host, facts.time);
        return u"The answer from %1 stopped: %2 after %3"_s.arg(facts.host, bytesSoFar(facts), facts.time);
    }
    if (head && !counted)
        return u"The answer from %1 is larger than the limit"_s.arg(facts.host);
    return head
        ? u"The answer from %1 is larger than the limit; stopped after %2 bytes"_s.arg(facts.host).arg(facts.bytes)
        : u"The head of the answer from %1 is longer than the limit"_s.arg(facts.host);
}

QString whatDiffers(const Exchange& exchange, const Judgement& judgement)
{
    const QString reason = whyUnreadable(exchange);
    return reason.isEmpty() || judgement.detail != reason ? u"not with what is expected"_s : reason;
}

QString explainRefusedRedirect(const Exchange& exchange, const QString& host)
{
    if (!exchange.response)
        return u"A redirect led to %1 in a private network and was not followed"_s.arg(host);
    const QUrl& from = exchange.finalUrl.isEmpty() ? exchange.url : exchange.finalUrl;
    switch (redirectionOf(from, *exchange.response)) {
    case Redirection::None: // a stored run, which forgot it
        return u"%1 redirects to an address that is not followed"_s.arg(host);
    case Redirection::Usable:
        return u"%1 redirects what this request sends to somebody else, which is not followed"_s.arg(host);
    case Redirection::NoTarget:
        return u"%1 redirects without a usable target"_s.arg(host);
    case Redirection::Contradictory:
        return u"%1 redirects to two places at once"_s.arg(host);
    case Redirection::OtherScheme:
        return u"%1 redirects to a kind of address that is not followed"_s.arg(host);
    case Redirection::Unprotected:
        return u"%1 redirects to an unprotected address, which is not followed"_s.arg(host);
    }
    Q_UNREACHABLE();
}

QString explainProxy(const Exchange& exchange, const Facts& facts)
{
    if (exchange.connectStatus)
        return u"The %1 could not connect to %2 (%3)"_s.arg(proxyWords(exchange), facts.host)
            .arg(*exchange.connectStatus);
    return u"The %1 for %2 cannot be used; check the proxy setting"_s.arg(proxyWords(exchange), facts.host);
}

} // namespace

QString explain(const Exchange& exchange, const Judgement& judgement)
{
    Facts facts = factsOf(exchange);
    if (judgement.usual)
        facts.usual = shortTime(*judgement.usual);
    const QString& host = facts.host;
    if (exchange.flaw != Flaw::None && judgement.failure == exchange.failure)
        return sentenceOfFlaw(exchange, host);
    switch (judgement.failure) {
    case Failure::Ok:
        return explainGood(facts, judgement);
    case Failure::DnsUnreachable:
        if (!facts.server.isEmpty())
            return u"The name server %1 did not answer the question for %2"_s.arg(facts.server, host);
        return u"No name service answered the question for %1; is the network connected?"_s.arg(host);
    case Failure::DnsNameNotResolved:
        if (facts.bytes < 0) // a stored run, which forgot whether the name exists
            return u"The name %1 does not exist or has no %2; check the spelling"_s.arg(
                host, facts.asked == CheckKind::Dns ? u"such record"_s : u"such address"_s);
        return u"The name %1 does not exist; check the spelling"_s.arg(host);
    case Failure::DnsFailed:
        if (!facts.server.isEmpty())
            return u"The name server %1 answered the question for %2 with an error"_s.arg(facts.server, host);
        return u"The name service answered the question for %1 with an error"_s.arg(host);
    case Failure::TcpTimedOut:
        if (facts.asked == CheckKind::Ping)
            return u"No echo from %1 within %2"_s.arg(host, facts.time);
        return u"No reaction from %1 on port %2 within %3"_s.arg(host).arg(facts.port).arg(facts.time);
    case Failure::TcpRefused:
        return u"%1 is there but refuses on port %2"_s.arg(host).arg(facts.port);
    case Failure::TcpReset:
        return u"%1 broke off the connection before any answer"_s.arg(host);
    case Failure::TcpClosed:
        return u"%1 closed the connection before any answer"_s.arg(host);
    case Failure::TcpAborted:
        return u"The connection to %1 was aborted before any answer"_s.arg(host);
    case Failure::TcpAddressInvalid:
        if (facts.asked == CheckKind::Ping)
            return u"%1 is the address of a whole network, not of one computer"_s.arg(host);
        return u"%1 has no address that can be connected to"_s.arg(host);
    case Failure::TcpAddressUnreachable:
        return judgement.outcome == Outcome::NotMeasured
            ? u"This computer has no route to %1"_s.arg(host)
            : u"%1 cannot be reached: the network on the way there says so"_s.arg(host);
    case Failure::TcpFailed:
        return u"No connection to %1 on port %2 could be made"_s.arg(host).arg(facts.port);
    case Failure::TlsVersionOrCipherMismatch:
        return u"%1 offers only encryption that is outdated or unknown here"_s.arg(host);
    case Failure::TlsBadClientAuthCert:
        return u"%1 asks for a client certificate"_s.arg(host);
    case Failure::TlsCertNameInvalid:
        return explainName(exchange, facts);
    case Failure::TlsCertDateInvalid:
        if (judgement.outcome == Outcome::NotMeasured)
            return u"The certificate of %1 cannot be judged: this computer's clock is wrong"_s.arg(host);
        return explainDate(exchange, facts);
    case Failure::TlsCertAuthorityInvalid:
        return u"The certificate of %1 comes from an issuer that is not trusted here"_s.arg(host);
    case Failure::TlsCertInvalid:
        return u"The certificate of %1 is not valid"_s.arg(host);
    case Failure::TlsCertRevoked:
        return u"The certificate of %1 was revoked"_s.arg(host);
    case Failure::TlsProtocolError:
        return u"%1 does not speak TLS on port %2; try %3://"_s.arg(host)
            .arg(facts.port)
            .arg(facts.asked == CheckKind::Tcp ? u"tcp"_s : u"http"_s);
    case Failure::TlsFailed:
        return u"No encrypted connection to %1 could be made"_s.arg(host);
    case Failure::TlsTimedOut:
        return u"%1 did not finish the encryption setup within %2"_s.arg(host, facts.time);
    case Failure::HttpError:
        if (judgement.outcome == Outcome::NotMeasured)
            return tooOften(facts);
        return explainStatus(exchange, facts);
    case Failure::HttpProtocolError:
        return u"The answer from %1 breaks the rules of its HTTP version"_s.arg(host);
    case Failure::HttpResponseInvalid:
    case Failure::HttpResponseIncomplete:
    case Failure::HttpResponseTimedOut:
    case Failure::HttpResponseTooLarge:
        return explainBrokenAnswer(exchange, facts, judgement.failure);
    case Failure::HttpResponseRedirectLoop:
        return u"Too many redirects, the last of them from %1; stopped after %2"_s.arg(host).arg(exchange.redirects);
    case Failure::HttpResponseRedirectRefused:
        return explainRefusedRedirect(exchange, host);
    case Failure::HttpResponseMismatch:
        if (facts.status == 0)
            return u"%1 answered, but %2"_s.arg(host, whatDiffers(exchange, judgement));
        return u"%1 answered %2, but %3"_s.arg(host).arg(facts.status).arg(whatDiffers(exchange, judgement));
    case Failure::HttpChallenged:
        return u"A bot check answered instead of %1; a browser may be fine"_s.arg(host);
    case Failure::ProxyFailed:
        return explainProxy(exchange, facts);
    case Failure::ProxyAuthRequired:
        return u"The %1 for %2 asks for a password"_s.arg(proxyWords(exchange), host);
    case Failure::LocalOffline:
        return u"This computer is offline"_s;
    case Failure::LocalCaptivePortal:
        return u"The network wants you to sign in first; open a browser"_s;
    case Failure::Abandoned:
        if (!exchange.detail.isEmpty())
            return u"This computer could not check %1: %2"_s.arg(host, exchange.detail);
        return u"The check of %1 was stopped before it was finished"_s.arg(host);
    case Failure::Unknown:
        return u"The check of %1 failed for a reason we do not know; see the details"_s.arg(host);
    }
    Q_UNREACHABLE();
}

QString explain(const Sample& sample, const QUrl& url)
{
    Exchange exchange;
    exchange.at = sample.at;
    exchange.url = url;
    exchange.total = sample.total;
    exchange.phases = sample.phases;
    exchange.bytes = -1;
    if (sample.status != 0)
        exchange.response = ResponseHead{sample.status, {}, {}, {}};
    return explain(exchange, Judgement{sample.outcome, sample.failure, {}, sample.usual});
}

} // namespace Gatewatch
