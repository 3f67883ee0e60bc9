// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/exchange.h>

#include <core/check.h>

namespace Gatewatch {

QList<QByteArray> ResponseHead::allHeaders(QByteArrayView name) const
{
    QList<QByteArray> values;
    for (const HeaderField& field : headers) {
        if (QByteArrayView(field.name).compare(name, Qt::CaseInsensitive) == 0)
            values.append(field.value);
    }
    return values;
}

QByteArray ResponseHead::header(QByteArrayView name) const
{
    const QList<QByteArray> values = allHeaders(name);
    return values.isEmpty() ? QByteArray() : values.join(", ");
}

bool ResponseHead::has(QByteArrayView name) const
{
    return !allHeaders(name).isEmpty();
}

QStringList Exchange::records() const
{
    return kindOf(url) == CheckKind::Dns ? QString::fromUtf8(body).split(u'\n', Qt::SkipEmptyParts) : QStringList();
}

QString proxyWords(const Exchange& exchange)
{
    constexpr qsizetype longest = 60;
    if (exchange.proxy.isEmpty())
        return QStringLiteral("proxy");
    const bool tooLong = exchange.proxy.size() > longest;
    return QStringLiteral("proxy %1").arg(tooLong ? exchange.proxy.left(longest - 1) + u'…' : exchange.proxy);
}

} // namespace Gatewatch
