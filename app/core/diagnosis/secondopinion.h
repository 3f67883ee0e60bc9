// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

// What other name servers say of the name of the service, beside what this computer is told.

/// Addresses that other name servers give, each once.
QStringList othersAddresses(const World& world);
/// Whether one of them is one of ours.
bool namesOverlap(const World& world);
/// One of them says that there is no such name, and none knows better.
bool deniedByOthers(const World& world);
/// All that this computer is told are addresses of networks of one's own (RFC 1918, RFC 4193), or of this computer.
bool leadsInside(const World& world);
/// What was answered at addresses that others give, or at those that only earlier good answers came from.
QList<const HttpReply*> repliesAt(const World& world, bool givenByOthers);
/// Our own name server gives one of the addresses of the service for a name that was made up, and others do not.
bool inventsNames(const World& world);
/// The page that came says that the way to the real one is barred, and the good one that others are led to does not.
bool showsBlockPage(const World& world);

/// Who answers instead of the service, although the answer is good. No wherever nobody can have taken its place: over
/// https, through a proxy, on this computer, and where the hosts file or the others lead to the same. An address inside
/// is mostly what a company wants for names of its own.
Misled misledBy(const World& world);

/// Whether a page says that it stands in the place of one that may not be seen: "blocked by", "court order" ...
bool speaksOfBlocking(const QByteArray& body);
/// Whether two pages share fewer than three in ten of their longer words. False where one has hardly any.
bool areUnlike(const QByteArray& one, const QByteArray& other);

} // namespace Gatewatch
