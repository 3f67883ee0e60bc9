// SPDX-License-Identifier: GPL-3.0-or-later
// The words for each failure of the closed list.
#include <widgets/wording.h>

#include <QCoreApplication>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Wording", text);
}

QString reasonPhrase(int status)
{
    switch (status) {
    case 400:
        return u"Bad Request"_s;
    case 401:
        return u"Unauthorized"_s;
    case 403:
        return u"Forbidden"_s;
    case 404:
        return u"Not Found"_s;
    case 408:
        return u"Request Timeout"_s;
    case 410:
        return u"Gone"_s;
    case 429:
        return u"Too Many Requests"_s;
    case 500:
        return u"Internal Server Error"_s;
    case 501:
        return u"Not Implemented"_s;
    case 502:
        return u"Bad Gateway"_s;
    case 503:
        return u"Service Unavailable"_s;
    case 504:
        return u"Gateway Timeout"_s;
    default: // any other number stands alone
        return {};
    }
}

} // namespace

QString shortWordOf(Failure failure, int status)
{
    switch (failure) {
    case Failure::Ok:
        return say("ok");
    case Failure::DnsUnreachable:
    case Failure::DnsFailed:
        return say("DNS");
    case Failure::DnsNameNotResolved:
        return say("no name");
    case Failure::TcpTimedOut:
    case Failure::TlsTimedOut:
    case Failure::HttpResponseTimedOut:
        return say("timeout");
    case Failure::TcpRefused:
        return say("refused");
    case Failure::TcpReset:
    case Failure::TcpClosed:
    case Failure::TcpAborted:
        return say("cut off");
    case Failure::TcpAddressInvalid:
    case Failure::TcpAddressUnreachable:
    case Failure::TcpFailed:
        return say("no way");
    case Failure::TlsVersionOrCipherMismatch:
    case Failure::TlsProtocolError:
    case Failure::TlsFailed:
    case Failure::TlsBadClientAuthCert:
        return say("TLS");
    case Failure::TlsCertNameInvalid:
    case Failure::TlsCertDateInvalid:
    case Failure::TlsCertAuthorityInvalid:
    case Failure::TlsCertInvalid:
    case Failure::TlsCertRevoked:
        return say("certificate");
    case Failure::HttpError:
        return status > 0 ? QString::number(status) : say("error");
    case Failure::HttpProtocolError:
    case Failure::HttpResponseInvalid:
        return say("garbled");
    case Failure::HttpResponseIncomplete:
        return say("cut short");
    case Failure::HttpResponseTooLarge:
        return say("too large");
    case Failure::HttpResponseRedirectLoop:
    case Failure::HttpResponseRedirectRefused:
        return say("redirect");
    case Failure::HttpResponseMismatch:
        return say("content");
    case Failure::HttpChallenged:
        return say("bot wall");
    case Failure::ProxyFailed:
    case Failure::ProxyAuthRequired:
        return say("proxy");
    case Failure::LocalOffline:
        return say("offline");
    case Failure::LocalCaptivePortal:
        return say("sign in");
    case Failure::Abandoned:
        return say("stopped");
    case Failure::Unknown:
        return say("error");
    }
    return {};
}

QString phraseOf(Failure failure, int status)
{
    switch (failure) {
    case Failure::Ok:
        return say("answered");
    case Failure::DnsUnreachable:
        return say("the name server does not answer");
    case Failure::DnsNameNotResolved:
        return say("there is no such name");
    case Failure::DnsFailed:
        return say("the name could not be looked up");
    case Failure::TcpTimedOut:
        return say("no answer to the connection");
    case Failure::TcpRefused:
        return say("connection refused");
    case Failure::TcpReset:
        return say("connection reset");
    case Failure::TcpClosed:
    case Failure::TcpAborted:
        return say("connection closed too early");
    case Failure::TcpAddressInvalid:
        return say("the address is not valid");
    case Failure::TcpAddressUnreachable:
        return say("no way to the address");
    case Failure::TcpFailed:
        return say("no connection");
    case Failure::TlsVersionOrCipherMismatch:
        return say("no common encryption");
    case Failure::TlsBadClientAuthCert:
        return say("it wants a certificate from us");
    case Failure::TlsCertNameInvalid:
        return say("the certificate is for another name");
    case Failure::TlsCertDateInvalid:
        return say("the certificate is out of date");
    case Failure::TlsCertAuthorityInvalid:
        return say("the certificate's issuer is unknown");
    case Failure::TlsCertInvalid:
        return say("the certificate is not valid");
    case Failure::TlsCertRevoked:
        return say("the certificate was withdrawn");
    case Failure::TlsProtocolError:
    case Failure::TlsFailed:
        return say("the encrypted connection failed");
    case Failure::TlsTimedOut:
        return say("no answer while encrypting");
    case Failure::HttpError: {
        const QString reason = reasonPhrase(status);
        if (status <= 0)
            return say("an error answer");
        return reason.isEmpty() ? say("status %1").arg(status) : QString::number(status) + u' ' + reason;
    }
    case Failure::HttpProtocolError:
    case Failure::HttpResponseInvalid:
        return say("the answer is garbled");
    case Failure::HttpResponseIncomplete:
        return say("the answer ends too early");
    case Failure::HttpResponseTimedOut:
        return say("no answer in time");
    case Failure::HttpResponseTooLarge:
        return say("the answer is too large");
    case Failure::HttpResponseRedirectLoop:
        return say("it redirects in circles");
    case Failure::HttpResponseRedirectRefused:
        return say("it redirects where we do not follow");
    case Failure::HttpResponseMismatch:
        return say("the answer is not the expected one");
    case Failure::HttpChallenged:
        return say("a bot wall answers; a browser may be fine");
    case Failure::ProxyFailed:
        return say("the proxy does not work");
    case Failure::ProxyAuthRequired:
        return say("the proxy wants a password");
    case Failure::LocalOffline:
        return say("this computer is offline");
    case Failure::LocalCaptivePortal:
        return say("this network wants you to sign in first");
    case Failure::Abandoned:
        return say("this computer could not ask");
    case Failure::Unknown:
        return say("an unknown fault");
    }
    return {};
}

QString whyNotMeasured(Failure failure)
{
    return failure == Failure::HttpError ? say("it wants to be asked less often") : phraseOf(failure, 0);
}

} // namespace Gatewatch
