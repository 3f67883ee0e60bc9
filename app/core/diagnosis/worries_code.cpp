// SPDX-License-Identifier: GPL-3.0-or-later
// What an error is called, and what this one shows.
#include <core/diagnosis/worries.h>
#include <core/httpstatus.h>
#include <core/timewords.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

struct Meaning {
    Failure failure;
    int status; ///< of HttpError
    const char* words;
};

constexpr std::array meanings{
    Meaning{
        Failure::HttpError, 500,
        "A program failed at its work. It need not be a gateway: mostly it is the service itself."},
    Meaning{
        Failure::HttpError, 502,
        "A front door asked the server behind it and got a broken answer or none. A 504 would mean: none in time."},
    Meaning{
        Failure::HttpError, 503,
        "Somebody refuses for now: too busy, closed for work, or with nobody behind who answers."},
    Meaning{
        Failure::HttpError, 504,
        "A front door asked the server behind it and got no answer in time. A 502 would mean: a broken one, or none."},
    Meaning{Failure::HttpError, 520, "Cloudflare got an answer from the server behind it that it could not use."},
    Meaning{
        Failure::HttpError, 521,
        "The server behind Cloudflare refuses connections: it is off, or turns Cloudflare away."},
    Meaning{Failure::HttpError, 522, "The server behind Cloudflare did not react when it was called."},
    Meaning{Failure::HttpError, 523, "Cloudflare finds no way to the server behind it."},
    Meaning{Failure::HttpError, 524, "The server behind Cloudflare took the request and did not answer in time."},
    Meaning{Failure::HttpError, 525, "Cloudflare and the server behind it could not agree on encryption."},
    Meaning{Failure::HttpError, 526, "Cloudflare does not trust the certificate of the server behind it."},
    Meaning{Failure::HttpError, 530, "Cloudflare cannot find the server behind it; a finer number stands on its page."},
    Meaning{Failure::HttpError, 429, "They ask for fewer requests. It says that somebody is there, and nothing worse."},
    Meaning{
        Failure::HttpResponseTimedOut, 0,
        "The connection stands, but no answer came in time. No front door gave up either, or a 504 would have come."},
    Meaning{
        Failure::HttpResponseIncomplete, 0, "The answer broke off in the middle. Its code may have been a good one."},
    Meaning{
        Failure::TcpRefused, 0,
        "A computer is there, but nothing takes connections. No front door spoke, so there is no code."},
    Meaning{
        Failure::TcpTimedOut, 0, "Nothing reacted at that address at all. So there is no code, and nobody wrote this."},
    Meaning{Failure::TcpReset, 0, "The connection was broken off, by the other side or by something in between."},
    Meaning{Failure::TcpClosed, 0, "The other side hung up before it had answered."},
    Meaning{Failure::TcpAddressUnreachable, 0, "There is no way to that address from here."},
    Meaning{
        Failure::DnsUnreachable, 0,
        "The name servers of this network did not answer, so that the service was never called."},
    Meaning{Failure::DnsNameNotResolved, 0, "There is no such name, so that the service was never called."},
    Meaning{Failure::DnsFailed, 0, "The name server answered with an error, so that the service was never called."},
    Meaning{Failure::TlsCertDateInvalid, 0, "The certificate is out of date, or this computer's clock is wrong."},
    Meaning{Failure::TlsCertNameInvalid, 0, "The certificate that was shown is for another name."},
    Meaning{Failure::TlsCertAuthorityInvalid, 0, "Nobody whom this computer trusts vouches for the certificate."},
    Meaning{Failure::TlsCertRevoked, 0, "The certificate was taken back by whoever issued it."},
    Meaning{Failure::TlsProtocolError, 0, "What came was no proper encryption."},
    Meaning{Failure::TlsVersionOrCipherMismatch, 0, "Both sides could not agree on a kind of encryption."},
    Meaning{Failure::TlsTimedOut, 0, "The connection stands, but encryption was not set up in time."},
    Meaning{Failure::ProxyFailed, 0, "A proxy stands before the service, and failed on the way to it."},
};

QString whoWrote(const World& world)
{
    const QString& id = world.responder.id;
    if (id == u"unknown" || world.responder.name.isEmpty())
        return QStringLiteral("Who wrote it cannot be told");
    const QString name = world.responder.name;
    if (id == u"origin")
        return QStringLiteral("The service itself wrote it");
    if (!world.responder.authored)
        return QStringLiteral("It came by way of %1; whether that wrote it cannot be told").arg(name);
    return *world.responder.authored ? QStringLiteral("%1 wrote it itself").arg(name)
                                     : QStringLiteral("%1 only passed it on from behind").arg(name);
}

/// Who wrote this one and after how long.
QString thisOne(const World& world, const Exchange& bad)
{
    const Micros waited = bad.phases.wait.value_or(bad.total);
    if (!bad.response)
        return bad.total.count() > 0 ? QStringLiteral("This one ended after %1.").arg(shortTime(bad.total)) : QString();
    if (world.asked)
        return {}; // what was asked about was not seen here
    const QString when = waited < Micros(1'000'000) ? QStringLiteral("at once (%1)").arg(shortTime(waited))
                                                    : QStringLiteral("after %1").arg(shortTime(waited));
    return whoWrote(world) + QStringLiteral("; it came %1.").arg(when);
}

} // namespace

std::optional<Answer> codeAnswer(const World& world)
{
    const Exchange* const bad = world.symptom();
    const Failure failure = world.asked ? Failure::HttpError : world.failure();
    const auto row = std::ranges::find_if(meanings, [&](const Meaning& one) {
        return one.failure == failure && (one.status == 0 || one.status == world.status());
    });
    if (!bad || row == meanings.end())
        return std::nullopt;
    const QString name = row->status == 0
        ? QStringLiteral("this error")
        : QStringLiteral("%1 %2").arg(row->status).arg(reasonOf(row->status)).trimmed();
    QStringList sentences{QString::fromLatin1(row->words), thisOne(world, *bad)};
    sentences.removeAll(QString());
    QStringList expert = world.responder.markers;
    if (row->status == 0)
        expert = QStringList(idOf(failure));
    else if (world.hop)
        expert.append(world.hop->line);
    expert.removeDuplicates();
    return Answer{
        QStringLiteral("what_this_code_means"), QStringLiteral("anyone"),
        QStringLiteral("What does %1 mean?").arg(name), sentences.join(u' '), expert.join(QStringLiteral(" · "))};
}

} // namespace Gatewatch
