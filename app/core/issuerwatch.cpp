// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/issuerwatch.h>

#include <core/politeness.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr qsizetype mostOfName = 80; // who made the certificate chose the length; RFC 5280 allows 64

/// "DigiCert Inc" and "DigiCert, Inc." are one.
QString bare(const QString& organisation)
{
    QString letters;
    for (const QChar each : organisation) {
        if (each.isLetterOrNumber())
            letters.append(each.toCaseFolded());
    }
    return letters;
}

bool isSame(const CertificateIssuer& one, const CertificateIssuer& other)
{
    if (one.organisation.isEmpty() || other.organisation.isEmpty())
        return one == other;
    return bare(one.organisation) == bare(other.organisation);
}

QString shown(const CertificateIssuer& issuer)
{
    const QString name = issuer.organisation.isEmpty() ? issuer.name : issuer.organisation;
    return name.size() > mostOfName ? name.left(mostOfName) + u'…' : name;
}

} // namespace

std::optional<Event> IssuerWatch::look(const ServiceId& service, const Exchange& exchange, TimePoint now)
{
    if (!exchange.certificate || exchange.certificate->issuedBy == CertificateIssuer{})
        return std::nullopt;
    const IssuerSeen current{serverOf(exchange.finalUrl), exchange.certificate->issuedBy};
    const auto isHere = [&](const IssuerSeen& each) { return each.server == current.server; };
    const auto isKnown = [&](const IssuerSeen& each) { return isHere(each) && isSame(each.issuer, current.issuer); };
    const QList<IssuerSeen> seen = m_seen.value(service);
    const auto before = std::ranges::find_if(seen, isHere);
    std::optional<Event> event;
    if (before != seen.end() && std::ranges::none_of(seen, isKnown)) {
        event.emplace();
        event->at = now;
        event->kind = EventKind::CertificateIssuerChanged;
        event->service = service;
        event->detail =
            QStringLiteral(
                "The certificate of %1 came from %2 and comes from %3 now: a renewal with another "
                "authority, or somebody in between who can read along, such as a company's proxy or an antivirus "
                "program.")
                .arg(exchange.finalUrl.host(), shown(before->issuer), shown(current.issuer));
    }
    QList<IssuerSeen> kept{current};
    int here = 1;
    for (const IssuerSeen& each : seen) {
        if (!isKnown(each) && (!isHere(each) || ++here <= perServer))
            kept.append(each);
    }
    m_seen.insert(service, kept.mid(0, perService));
    return event;
}

} // namespace Gatewatch
