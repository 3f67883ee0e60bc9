// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/certificatedates.h>

namespace Gatewatch {

QString ranOutSentence(const World& world)
{
    const std::optional<PeerCertificate> certificate = world.certificate();
    if (world.failure() != Failure::TlsCertDateInvalid || !certificate || !certificate->notAfter
        || *certificate->notAfter > world.now)
        return {};
    const QString day = toIso(*certificate->notAfter).left(10);
    const QString doubt = world.clockAhead() ? QString() : QStringLiteral(", if this computer's date is right");
    return QStringLiteral("The proof of identity of this site ran out on %1%2.").arg(day, doubt);
}

QString certificateDates(const PeerCertificate& certificate, const World& world)
{
    const auto text = [](const std::optional<TimePoint>& at) { return at ? toIso(*at) : QStringLiteral("unknown"); };
    const std::optional<Seconds> ahead = world.clockAhead();
    const QString clock = ahead ? QStringLiteral("%1 s ahead of the Date fields").arg(ahead->count())
                                : QStringLiteral("no Date field to compare it with");
    return QStringLiteral("notBefore %1; notAfter %2; judged by this computer's clock, %3 (%4)")
        .arg(text(certificate.notBefore), text(certificate.notAfter), toIso(world.now), clock);
}

} // namespace Gatewatch
