// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about answers that never came: names, connections, encryption, broken answers.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>
#include <core/timewords.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;

Holds failed(const World& w, Failure failure, const char* text)
{
    if (w.well() || w.failure() != failure || (w.symptom() && w.symptom()->response && w.byForwardProxy()))
        return std::nullopt;
    const QString detail = w.symptom() ? detailOf(*w.symptom()) : QString();
    const QString expert = idOf(failure) + (detail.isEmpty() ? QString() : QStringLiteral(": ") + detail);
    // A limit of this session is no limit of the check: that it was not met says little.
    const HttpReply* const reply = w.symptomReply();
    if (reply && reply->ownLimit && reply->exchange.total >= Micros(*reply->ownLimit) * 9 / 10)
        return Match{
            QStringLiteral("It had not answered after %1; your limit is longer").arg(shortTime(*reply->ownLimit)),
            expert, 0.7};
    return Match{QString::fromUtf8(text), expert};
}

/// Other names could be looked up, and what they lead to answered.
bool otherNamesWork(const World& w)
{
    const auto named = [](const ElsewhereFact& one) {
        const bool number = one.host.contains(u':')
            || std::none_of(one.host.begin(), one.host.end(), [](QChar each) { return each.isLetter(); });
        return one.asExpected && !number;
    };
    return w.othersAnswer()
        && (std::any_of(w.connectivity.begin(), w.connectivity.end(), named)
            || std::any_of(w.controls.begin(), w.controls.end(), named));
}

Holds lookupFailed(const World& w, Failure failure, const char* text)
{
    return otherNamesWork(w) ? std::nullopt : failed(w, failure, text);
}

/// Unrelated encrypted places are distrusted as well: somebody opens the encryption near us.
bool othersDistrusted(const World& w)
{
    return std::any_of(w.controls.begin(), w.controls.end(), [](const ElsewhereFact& one) {
        return one.failure == Failure::TlsCertAuthorityInvalid;
    });
}

/// Its answer to CONNECT tells more than that it failed.
bool proxyExplains(const World& w)
{
    return w.hop && w.byForwardProxy();
}

bool onThisComputer(const World& w)
{
    return w.proxy && w.proxy->onThisComputer;
}

QList<FindingRow> nameAndConnection()
{
    return {
        // No resolver spoke at all: that is the user's network, or this computer's setting.
        {"no_name_server",
         "answer",
         "request",
         "resolver_fault",
         {6, 13, -2, -8, -8},
         [](const World& w) {
             return w.losesPackets() ? std::nullopt
                                     : lookupFailed(w, Failure::DnsUnreachable, "No name server answered");
         }},
        // The resolver works and says there is no such name: wrong address, or given up by its owner. Resolvers of
        // companies and filters say so too of names that they hide.
        {"no_such_name",
         "answer",
         "request",
         "name_not_found",
         {2, 8, -6, -4, 6},
         [](const World& w) { return failed(w, Failure::DnsNameNotResolved, "There is no such name"); }},
        {"name_server_failed",
         "answer",
         "request",
         "resolver_fault",
         {0, 8, 0, -2, 4},
         [](const World& w) { return lookupFailed(w, Failure::DnsFailed, "The name server answered with an error"); }},
        // The same resolver finds other names: those who should know this one do not answer it.
        {"their_name_servers_fail",
         "answer",
         "request",
         "resolver_fault",
         {0, 2, -2, 0, 12},
         [](const World& w) {
             for (const Failure one : {Failure::DnsUnreachable, Failure::DnsFailed}) {
                 if (const Holds match = failed(w, one, "Other names can be looked up, but not this one");
                     match && otherNamesWork(w))
                     return match;
             }
             return Holds();
         }},
        // Their machine is there and nothing listens: the program that should answer does not run.
        {"connection_refused",
         "answer",
         "request",
         "origin_refuses_connections",
         {-3, -1, -2, 3, 9},
         [](const World& w) {
             const bool byOthers = w.refusedBy().value_or(RefusalFact::By::Farther) != RefusalFact::By::Farther;
             return byOthers ? std::nullopt
                             : failed(w, Failure::TcpRefused, "Their computer is there, but nothing listens");
         }},
        // Silence can be a dead host, a firewall or a broken way; alone it says little.
        {"connection_silent",
         "answer",
         "request",
         "outage",
         {-2, 1, 5, 3, 6},
         [](const World& w) { return failed(w, Failure::TcpTimedOut, "Nothing came back when connecting"); }},
        {"connection_reset",
         "answer",
         "request",
         "blocked_locally",
         {0, 6, 2, 3, 4},
         [](const World& w) { return failed(w, Failure::TcpReset, "The connection was broken off"); }},
        {"hung_up",
         "answer",
         "request",
         "origin_closes_early",
         {-2, 1, 0, 3, 9},
         [](const World& w) { return failed(w, Failure::TcpClosed, "It hung up without a word"); }},
        {"no_route",
         "answer",
         "request",
         "path_fault",
         {3, 6, 6, -2, -2},
         [](const World& w) { return failed(w, Failure::TcpAddressUnreachable, "There is no way to that address"); }},
        // The system would not even begin: no free socket, a rule, an address that is none.
        {"could_not_open",
         "answer",
         "request",
         nullptr,
         {6, 2, 0, -2, -2},
         [](const World& w) {
             for (const Failure one : {Failure::TcpFailed, Failure::TcpAddressInvalid}) {
                 if (const Holds match = failed(w, one, "This computer could not open the connection"))
                     return match;
             }
             return Holds();
         }},
        {"offline",
         "answer",
         "request",
         "local_network_down",
         {4, 18, -4, -8, -8},
         [](const World& w) { return failed(w, Failure::LocalOffline, "This computer is offline"); }},
        {"proxy_failed",
         "answer",
         "request",
         "local_proxy",
         {16, 2, -4, -6, -4},
         [](const World& w) {
             return onThisComputer(w) && !proxyExplains(w)
                 ? failed(w, Failure::ProxyFailed, "The proxy on this computer could not be used")
                 : std::nullopt;
         }},
        {"proxy_failed",
         "answer",
         "request",
         "company_proxy",
         {2, 14, -4, -6, -4},
         [](const World& w) {
             if (onThisComputer(w) || proxyExplains(w))
                 return Holds();
             const bool tried = w.symptom() && w.symptom()->connectStatus; // it answered the CONNECT, with an error
             return failed(
                 w, Failure::ProxyFailed, tried ? "The proxy did not get through" : "The proxy could not be used");
         }},
        {"proxy_wants_password",
         "answer",
         "request",
         "company_proxy",
         {2, 16, -4, -8, -8},
         [](const World& w) { return failed(w, Failure::ProxyAuthRequired, "Your proxy asks for a password"); }},
    };
}

bool brokenOff(const World& w)
{
    return w.symptom() && isReset(*w.symptom());
}

QList<FindingRow> encryptionAndFraming()
{
    return {
        // Certificates are the front door's. A clock that is off by an hour or more explains dates better; while nobody
        // told the time, it may be that.
        {"certificate_date",
         "answer",
         "request",
         "certificate_problem",
         {1, -4, -6, 11, 2},
         [](const World& w) {
             return w.clockAhead()
                 ? failed(w, Failure::TlsCertDateInvalid, "Their certificate has run out, or is not valid yet")
                 : std::nullopt;
         }},
        {"certificate_date",
         "answer",
         "request",
         "certificate_problem",
         {4, -4, -6, 10, 0},
         [](const World& w) {
             return w.clockAhead() ? std::nullopt
                                   : failed(
                                       w, Failure::TlsCertDateInvalid,
                                       "Their certificate has run out, or is not valid yet, if this computer's date "
                                       "is right");
         }},
        {"certificate_name",
         "answer",
         "request",
         "certificate_problem",
         {-2, 0, -2, 10, 2},
         [](const World& w) {
             return failed(w, Failure::TlsCertNameInvalid, "Their certificate is for another name");
         }},
        {"certificate_issuer",
         "answer",
         "request",
         "certificate_problem",
         {1, 3, -2, 10, 1},
         [](const World& w) {
             return failed(w, Failure::TlsCertAuthorityInvalid, "Nobody known vouches for their certificate");
         }},
        {"encryption_intercepted",
         "interception",
         "control_sites",
         "intercepted",
         {8, 18, -4, -10, -6},
         [](const World& w) {
             return othersDistrusted(w) && w.failure() == Failure::TlsCertAuthorityInvalid ? Holds(Match{
                        QStringLiteral("Unrelated places show strange certificates too"),
                        QStringLiteral("control sites: tls.cert.authority_invalid"), 1})
                                                                                           : std::nullopt;
         }},
        {"certificate_invalid",
         "answer",
         "request",
         "certificate_problem",
         {0, 0, -2, 10, 1},
         [](const World& w) { return failed(w, Failure::TlsCertInvalid, "Their certificate is not valid"); }},
        {"certificate_revoked",
         "answer",
         "request",
         "certificate_problem",
         {-4, -4, -4, 12, 1},
         [](const World& w) { return failed(w, Failure::TlsCertRevoked, "Their certificate was taken back"); }},
        {"client_certificate",
         "answer",
         "request",
         "certificate_problem",
         {6, -2, -4, 8, 2},
         [](const World& w) { return failed(w, Failure::TlsBadClientAuthCert, "It asks for a certificate of yours"); }},
        {"no_common_encryption",
         "answer",
         "request",
         "front_fault",
         {1, 1, -2, 10, 1},
         [](const World& w) {
             return failed(w, Failure::TlsVersionOrCipherMismatch, "No encryption that both sides know");
         }},
        // Something is there and answers, in another language: that is set up wrongly where it listens.
        {"encryption_not_spoken",
         "answer",
         "request",
         "front_fault",
         {-2, 0, -3, 10, 1},
         [](const World& w) {
             return failed(w, Failure::TlsProtocolError, "What answers there does not speak encryption properly");
         }},
        // Broken off at the first words of the encryption: a guard on the way does so, and a broken server as well.
        {"encryption_broken_off",
         "answer",
         "request",
         "blocked_locally",
         {0, 7, 2, 6, 2},
         [](const World& w) {
             return brokenOff(w) ? failed(w, Failure::TlsFailed, "The encrypted connection is broken off")
                                 : std::nullopt;
         }},
        {"encryption_broken",
         "answer",
         "request",
         "front_fault",
         {0, 2, 0, 9, 3},
         [](const World& w) {
             for (const Failure one : {Failure::TlsFailed, Failure::TlsTimedOut}) {
                 if (brokenOff(w))
                     return Holds();
                 if (const Holds match = failed(w, one, "The encrypted connection could not be set up"))
                     return match;
             }
             return Holds();
         }},
        // Something that speaks, but not HTTP, or not to its end, was reached.
        {"answer_unreadable",
         "answer",
         "request",
         "origin_invalid_response",
         {-4, -2, -2, 3, 9},
         [](const World& w) {
             for (const Failure one :
                  {Failure::HttpResponseInvalid, Failure::HttpProtocolError, Failure::HttpResponseTooLarge}) {
                 if (const Holds match = failed(w, one, "What answers there does not speak properly"))
                     return match;
             }
             return Holds();
         }},
        {"answer_cut_off",
         "answer",
         "request",
         "origin_closes_early",
         {-3, 0, 1, 3, 9},
         [](const World& w) { return failed(w, Failure::HttpResponseIncomplete, "The answer was cut off"); }},
        {"answer_too_late",
         "answer",
         "request",
         "origin_timeout",
         {-4, -1, 0, 3, 10},
         [](const World& w) {
             return failed(w, Failure::HttpResponseTimedOut, "It took the call, but did not answer in time");
         }},
        {"redirect_trouble",
         "answer",
         "request",
         "bad_deploy",
         {0, -2, -4, 5, 9},
         [](const World& w) {
             for (const Failure one : {Failure::HttpResponseRedirectLoop, Failure::HttpResponseRedirectRefused}) {
                 if (const Holds match = failed(w, one, "It sends visitors in circles, or to a place that is not safe"))
                     return match;
             }
             return Holds();
         }},
    };
}

} // namespace

QList<FindingRow> silenceFindings()
{
    return nameAndConnection() + encryptionAndFraming();
}

} // namespace Gatewatch
