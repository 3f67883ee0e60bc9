// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/hostileserver.h>

namespace Gatewatch::Http2 {

enum class Frame : quint8 {
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9
};

constexpr quint8 endStream = 0x1; ///< of Data and Headers
constexpr quint8 acknowledge = 0x1; ///< of Settings and Ping
constexpr quint8 endHeaders = 0x4;

/// One frame as RFC 9113 section 4.1 lays it out; nothing is checked.
QByteArray frame(Frame type, quint8 flags, quint32 stream, QByteArrayView payload);
/// A 32-bit number as frames carry it.
QByteArray number(quint32 value);
/// A field as HPACK's plainest form, literal and not indexed (RFC 7541 section 6.2.2). Both parts below 127 bytes.
QByteArray field(QByteArrayView name, QByteArrayView value);
/// ":status: 200" from HPACK's static table.
constexpr const char* status200 = "\x88";

/// Reads until the client's request has come, acknowledges its settings and sends ours. False when the peer left.
bool takeRequest(HostilePeer& peer);

} // namespace Gatewatch::Http2
