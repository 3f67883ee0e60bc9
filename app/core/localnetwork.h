// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/exchange.h>

namespace Gatewatch {

/// What our own network can do, by documents whose answer is known.
enum class LocalNetwork {
    Online,
    CaptivePortal,
    OnlyByNumber, ///< the internet is there, but the name servers are silent or fail
    NoNameService, ///< the same of the name servers, so that nothing else can be found out
    Offline,
    Unknown
};

/// True for all but Online and Unknown: what it explains and is found out meanwhile says nothing about a service.
bool isLost(LocalNetwork network);
/// Whether it is known that names cannot be looked up here.
bool lacksNames(LocalNetwork network);

/// What an exchange tells of who was at its other end.
struct Peer {
    bool here = false; ///< this computer itself, which needs no network
    bool nearby = false; ///< its address is inside our own network: what it answers, or refuses, needs no internet
    bool numbered = false; ///< asked by address and not by name: no sign-in page can have given another one
    bool proved = false; ///< by a certificate that was verified: nobody on the way answers in its place
};

/// Whether our own network being like that can be why a check ended with `failure`, which is what its outcome was
/// judged to be. A dead line keeps everything away, or breaks it off; a sign-in page also answers in the place of
/// others.
bool mayExplain(LocalNetwork network, Failure failure, const Peer& peer);
/// Whether any state of our own network can be: then it is asked.
bool mayBeOurs(Failure failure, const Peer& peer);

/// A right 204 means online. A wrong answer where the right one is known means that somebody on the way answered: a
/// sign-in page (other 2xx, 3xx, 511), unless more of them are right: then one of those servers has changed. No
/// answer at all means offline, or only that names are not found, where that is why. Without checks nothing is known.
LocalNetwork judgeConnectivity(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers);
/// Whether one of these is a right 204, which no sign-in page gives.
bool provesOnline(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers);
/// Whether somebody was found by name, which only name servers that are well make possible. An address needs none, and
/// a proxy asks its own.
bool provesNames(const QList<Exchange>& answers);
/// Whether these answers settle it, whatever is still to come: we are online, and names are found, or nobody who is
/// asked by name is left.
bool settles(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers);
/// An address at which a browser meets the sign-in page: a page can only take the place of an unencrypted one. Empty
/// when the settings name none.
QUrl signInAddress(const QList<ConnectivityCheck>& checks);

} // namespace Gatewatch
