// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/dohquestion.h>

#include <engine/net/dnsprobe.h>

#include <QUrlQuery>

#define CARES_NO_DEPRECATED // the names that Debian 12 has
#include <ares.h>

namespace Gatewatch {
namespace {

constexpr int internet = 1; ///< the class of a question (RFC 1035 section 3.2.4)
constexpr qsizetype headBytes = 12; ///< of every message (RFC 1035 section 4.1.1)
constexpr const char* mediaType = "application/dns-message";

} // namespace

std::optional<ProbeRequest> dohQuestion(const QUrl& server, const QString& name, const QString& record)
{
    unsigned char* bytes = nullptr;
    int length = 0;
    // The id is 0, so that caches on the way can help (RFC 8484 section 4.1).
    if (ares_create_query(QUrl::toAce(name).constData(), internet, typeNumber(record), 0, 1, &bytes, &length, 0)
        != ARES_SUCCESS)
        return std::nullopt;
    const QByteArray message(reinterpret_cast<const char*>(bytes), length);
    ares_free_string(bytes);
    ProbeRequest request;
    request.url = server;
    QUrlQuery query(server);
    query.addQueryItem(
        QStringLiteral("dns"),
        QString::fromLatin1(message.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)));
    request.url.setQuery(query);
    request.headers = {{"Accept", mediaType}};
    return request;
}

DohAnswer dohAnswer(const Exchange& exchange, const QString& record)
{
    const bool message = exchange.failure == Failure::Ok && exchange.status() == 200
        && exchange.response->header("Content-Type").startsWith(mediaType) && exchange.body.size() >= headBytes;
    if (!message)
        return {Failure::DnsUnreachable, {}};
    const int code = exchange.body.at(3) & 0x0f; // RFC 1035 section 4.1.1
    const QStringList records = recordsIn(exchange.body, record);
    if (code == 0 && !records.isEmpty())
        return {Failure::Ok, records};
    return {code == 0 || code == 3 ? Failure::DnsNameNotResolved : Failure::DnsFailed, {}};
}

} // namespace Gatewatch
