// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/proxystatus.h>

#include <QStringList>

namespace Gatewatch {
namespace {

/// Splits at a separator that stands outside quoted strings.
QStringList splitOutsideQuotes(const QString& text, QChar separator)
{
    QStringList parts;
    QString part;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted && c == u'\\' && i + 1 < text.size()) {
            part += text[++i];
            continue;
        }
        if (c == u'"')
            quoted = !quoted;
        if (c == separator && !quoted) {
            parts.append(part.trimmed());
            part.clear();
        } else {
            part += c;
        }
    }
    parts.append(part.trimmed());
    return parts;
}

QString unquoted(QString value)
{
    if (value.size() >= 2 && value.startsWith(u'"') && value.endsWith(u'"'))
        value = value.mid(1, value.size() - 2);
    return value;
}

void readParameter(StatusHop& hop, const QString& parameter)
{
    const QString key = parameter.section(u'=', 0, 0).trimmed();
    const QString value = unquoted(parameter.section(u'=', 1).trimmed());
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    if (key == u"error")
        hop.error = value;
    else if ((key == u"received-status" || key == u"fwd-status") && isNumber)
        hop.receivedStatus = number;
    else if (key == u"details" || key == u"detail")
        hop.details = value.left(200);
    else if (key == u"hit")
        hop.hit = value.isEmpty() || value == u"?1";
}

} // namespace

QList<StatusHop> parseStatusHops(const QByteArray& field)
{
    QList<StatusHop> hops;
    for (const QString& member : splitOutsideQuotes(QString::fromLatin1(field.left(8192)), u',')) {
        const QStringList parts = splitOutsideQuotes(member, u';');
        StatusHop hop;
        hop.name = unquoted(parts.value(0));
        if (hop.name.isEmpty() || hop.name.contains(u'='))
            continue;
        for (const QString& parameter : parts.mid(1))
            readParameter(hop, parameter);
        hops.append(hop);
    }
    return hops;
}

bool onlyByIntermediaries(const QString& errorType)
{
    static const QStringList types{
        QStringLiteral("dns_timeout"),
        QStringLiteral("dns_error"),
        QStringLiteral("destination_not_found"),
        QStringLiteral("proxy_configuration_error"),
        QStringLiteral("proxy_internal_response"),
        QStringLiteral("proxy_internal_error"),
        QStringLiteral("proxy_loop_detected"),
        QStringLiteral("destination_ip_prohibited"),
        QStringLiteral("destination_ip_unroutable"),
        QStringLiteral("destination_unavailable"),
        QStringLiteral("connection_refused"),
        QStringLiteral("connection_timeout"),
        QStringLiteral("connection_limit_reached"),
        QStringLiteral("connection_terminated"),
        QStringLiteral("connection_read_timeout"),
        QStringLiteral("connection_write_timeout"),
        QStringLiteral("tls_certificate_error"),
        QStringLiteral("http_response_timeout"),
        QStringLiteral("http_request_error"),
        QStringLiteral("http_request_denied")};
    return types.contains(errorType);
}

} // namespace Gatewatch
