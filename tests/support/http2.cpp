// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/http2.h>

#include <QtEndian>

namespace Gatewatch::Http2 {

QByteArray frame(Frame type, quint8 flags, quint32 stream, QByteArrayView payload)
{
    QByteArray bytes = number(static_cast<quint32>(payload.size())).sliced(1); // the length has 24 bits
    bytes.append(static_cast<char>(type));
    bytes.append(static_cast<char>(flags));
    bytes.append(number(stream));
    return bytes.append(payload);
}

QByteArray number(quint32 value)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray field(QByteArrayView name, QByteArrayView value)
{
    QByteArray bytes(1, '\0');
    for (const QByteArrayView part : {name, value}) {
        bytes.append(static_cast<char>(part.size()));
        bytes.append(part);
    }
    return bytes;
}

bool takeRequest(HostilePeer& peer)
{
    constexpr qsizetype preface = 24;
    constexpr qsizetype head = 9;
    if (!peer.send(frame(Frame::Settings, 0, 0, {})))
        return false;
    QByteArray received;
    for (qsizetype at = preface;;) {
        while (received.size() >= at + head) {
            const auto length = static_cast<qsizetype>(qFromBigEndian<quint32>(received.constData() + at) >> 8);
            const auto type = static_cast<Frame>(received.at(at + 3));
            at += head + length;
            if (type == Frame::Headers)
                return peer.send(frame(Frame::Settings, acknowledge, 0, {}));
        }
        const QByteArray more = peer.read();
        if (more.isEmpty())
            return false;
        received += more;
    }
}

} // namespace Gatewatch::Http2
