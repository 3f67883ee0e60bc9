// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/savedresponse.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// Where the head ends: position after the empty line, or -1. Accepts LF only, as people's editors save it.
qsizetype endOfHead(const QByteArray& raw, qsizetype from)
{
    const qsizetype crlf = raw.indexOf("\r\n\r\n", from);
    const qsizetype lf = raw.indexOf("\n\n", from);
    if (crlf < 0 && lf < 0)
        return -1;
    return crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf + 2;
}

void readStatusLine(ResponseHead& head, const QByteArray& line)
{
    head.version = line.mid(5).split(' ').value(0);
    head.status = line.split(' ').value(1).toInt();
    head.reason = line.split(' ').mid(2).join(' ');
}

ResponseHead readHead(const QByteArray& text)
{
    ResponseHead head;
    const QList<QByteArray> lines = text.split('\n');
    readStatusLine(head, lines.value(0).trimmed());
    for (const QByteArray& line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            head.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    return head;
}

/// Puts chunks together; what is broken is kept as it is.
QByteArray dechunked(const QByteArray& body)
{
    QByteArray whole;
    for (qsizetype at = 0; at < body.size();) {
        const qsizetype end = body.indexOf("\r\n", at);
        bool ok = false;
        const qlonglong size = end < 0 ? 0 : body.mid(at, end - at).split(';').value(0).trimmed().toLongLong(&ok, 16);
        if (!ok || size < 0)
            return whole.isEmpty() ? body : whole;
        if (size == 0)
            break;
        whole += body.mid(end + 2, qsizetype(size));
        at = end + 2 + qsizetype(std::min<qlonglong>(size, body.size())) + 2;
    }
    return whole;
}

} // namespace

SavedResponse parseSavedResponse(const QByteArray& raw)
{
    SavedResponse saved;
    qsizetype at = 0;
    while (raw.mid(at, 5) == "HTTP/") {
        const qsizetype end = endOfHead(raw, at);
        saved.head = readHead(end < 0 ? raw.mid(at) : raw.mid(at, end - at));
        at = end < 0 ? raw.size() : end;
    }
    saved.body = raw.mid(at);
    if (saved.head.header("Transfer-Encoding").toLower().contains("chunked"))
        saved.body = dechunked(saved.body);
    return saved;
}

} // namespace Gatewatch
