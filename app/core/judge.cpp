// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/judge.h>

#include <core/bodytext.h>
#include <core/botwall.h>
#include <core/redirect.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace Gatewatch {

QString idOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Up:
        return QStringLiteral("up");
    case Outcome::Slow:
        return QStringLiteral("slow");
    case Outcome::Down:
        return QStringLiteral("down");
    case Outcome::NotMeasured:
        return QStringLiteral("not_measured");
    }
    Q_UNREACHABLE();
}

bool accepts(const QList<StatusRange>& ranges, int status)
{
    if (ranges.isEmpty())
        return status >= 200 && status <= 299;
    return std::ranges::any_of(
        ranges, [status](const StatusRange& range) { return status >= range.first && status <= range.last; });
}

namespace {

QJsonValue valueAt(const QJsonDocument& document, const QString& path)
{
    QJsonValue value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    for (const QString& part : path.split(u'.', Qt::SkipEmptyParts)) {
        bool isIndex = false;
        const int index = part.toInt(&isIndex);
        value = value.isArray() && isIndex ? value.toArray().at(index) : value.toObject().value(part);
    }
    return value;
}

QString jsonMismatch(const Exchange& exchange, const BodyText& body, const JsonExpectation& expected)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body.readings.value(0).toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        return body.legibility == BodyText::Legibility::Plain ? QStringLiteral("the body is not JSON")
                                                              : whyUnreadable(exchange);
    if (valueAt(document, expected.path) != expected.equals)
        return QStringLiteral("the JSON value at \"%1\" differs").arg(expected.path);
    return {};
}

/// Which part of the expectation the body does not meet; empty when it meets all. What cannot be read meets none.
QString bodyMismatch(const Exchange& exchange, const Expectation& expectation)
{
    if (expectation.keyword.isEmpty() && expectation.notKeyword.isEmpty() && !expectation.json)
        return {};
    const BodyText body = textOf(exchange);
    if (!expectation.keyword.isEmpty() && !body.contains(expectation.keyword))
        return body.mayHide(expectation.keyword) ? whyUnreadable(exchange)
                                                 : QStringLiteral("keyword \"%1\" is missing").arg(expectation.keyword);
    if (!expectation.notKeyword.isEmpty() && body.contains(expectation.notKeyword))
        return QStringLiteral("keyword \"%1\" is there").arg(expectation.notKeyword);
    if (!expectation.notKeyword.isEmpty() && body.mayHide(expectation.notKeyword))
        return whyUnreadable(exchange);
    return expectation.json ? jsonMismatch(exchange, body, *expectation.json) : QString();
}

/// An IPv6 address as RFC 5952 writes it; anything else as it is.
QString canonical(const QString& value)
{
    in6_addr address{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_pton(AF_INET6, value.toLatin1().constData(), &address) != 1)
        return value;
    return QString::fromLatin1(inet_ntop(AF_INET6, &address, text.data(), text.size()));
}

/// Which expected values are not among the records of a name server's answer; names count alike with and without the
/// dot at their end, in any letter case (RFC 4343), and addresses however they are written.
QString answerMismatch(const Exchange& exchange, const Expectation& expectation)
{
    const auto plain = [](QString value) {
        value = value.trimmed().toLower();
        return canonical(value.endsWith(u'.') ? value.chopped(1) : value);
    };
    QStringList records;
    for (const QString& record : exchange.records())
        records.append(plain(record));
    for (const QString& wanted : expectation.answers) {
        if (!records.contains(plain(wanted)))
            return QStringLiteral("no record \"%1\"").arg(wanted);
    }
    return {};
}

/// What is wrong with the status, if anything; a wire failure is not.
std::optional<Judgement> judgeStatus(const Exchange& exchange, const Expectation& expectation)
{
    const int status = exchange.status();
    // A 304 stands for the 200 that would send the same as before (RFC 9110 section 15.4.5).
    const bool accepted = accepts(expectation.status, status) || (status == 304 && accepts(expectation.status, 200));
    // Some walls answer with 200 or 202; a refusal that is wanted, though, is as good from a wall.
    const bool asWanted = accepted && status >= 300;
    if (!asWanted && isChallenge(exchange))
        return Judgement{
            Outcome::NotMeasured, Failure::HttpChallenged, QStringLiteral("a bot wall answered with %1").arg(status)};
    if (accepted)
        return std::nullopt;
    // RFC 6585 section 6: 511 comes from the network on the way, never from the service. A 407 likewise (RFC 9110).
    if (status == 511)
        return Judgement{Outcome::NotMeasured, Failure::LocalCaptivePortal, {}};
    if (status == 407)
        return Judgement{Outcome::NotMeasured, Failure::ProxyAuthRequired, {}};
    // A service that tells us to ask less often is there (RFC 6585 section 4).
    if (status == 429)
        return Judgement{Outcome::Up, Failure::Ok, QStringLiteral("it asks to be checked less often (429)")};
    return Judgement{Outcome::Down, Failure::HttpError, QStringLiteral("status %1").arg(status)};
}

} // namespace

Judgement judge(const Exchange& exchange, const Expectation& expectation)
{
    switch (exchange.failure) {
    case Failure::Ok:
        break;
    case Failure::Abandoned:
    case Failure::LocalOffline:
    case Failure::LocalCaptivePortal:
    case Failure::ProxyFailed:
    case Failure::ProxyAuthRequired:
        return {Outcome::NotMeasured, exchange.failure, exchange.detail};
    case Failure::TcpAddressUnreachable:
        return {exchange.lacksRoute ? Outcome::NotMeasured : Outcome::Down, exchange.failure, exchange.detail};
    case Failure::HttpResponseRedirectRefused:
        return {refusedByRule(exchange) ? Outcome::NotMeasured : Outcome::Down, exchange.failure, exchange.detail};
    default:
        return {Outcome::Down, exchange.failure, exchange.detail};
    }
    if (kindOf(exchange.url) == CheckKind::Http) {
        if (const auto judgement = judgeStatus(exchange, expectation))
            return *judgement;
    }
    if (const QString mismatch = answerMismatch(exchange, expectation); !mismatch.isEmpty())
        return {Outcome::Down, Failure::HttpResponseMismatch, mismatch};
    if (const QString mismatch = bodyMismatch(exchange, expectation); !mismatch.isEmpty())
        return {Outcome::Down, Failure::HttpResponseMismatch, mismatch};
    if (expectation.maxMs && exchange.total > Millis(*expectation.maxMs))
        return {Outcome::Slow, Failure::Ok, QStringLiteral("slower than %1 ms").arg(*expectation.maxMs)};
    // A certificate that will end is a chore, not a fault: the service is as well as ever.
    if (const auto days = certificateDaysShort(exchange, expectation))
        return {Outcome::Up, Failure::Ok, QStringLiteral("the certificate has %1 days left").arg(*days)};
    return {Outcome::Up, Failure::Ok, {}};
}

std::optional<int> certificateDaysShort(const Exchange& exchange, const Expectation& expectation)
{
    if (!expectation.certificateDays || !exchange.certificate || !exchange.certificate->notAfter)
        return std::nullopt;
    const auto left = std::chrono::floor<std::chrono::days>(*exchange.certificate->notAfter - exchange.at).count();
    return left < *expectation.certificateDays ? std::optional(static_cast<int>(left)) : std::nullopt;
}

Sample sampleOf(const CheckId& check, const Exchange& exchange, const Judgement& judgement)
{
    return {check,           exchange.at,   judgement.outcome, judgement.failure, exchange.status(),
            exchange.phases, exchange.total};
}

} // namespace Gatewatch
