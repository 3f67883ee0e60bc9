// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/responderhints.h>

#include <core/diagnosis/proxystatus.h>
#include <core/diagnosis/signatures.h>

#include <QRegularExpression>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr double likely = 0.75;

QString lineOf(const ResponseHead& head, const char* field)
{
    return QString::fromLatin1(field) + QStringLiteral(": ") + QString::fromLatin1(head.header(field).left(120));
}

/// Puts the product of this hop in the place of whoever was recognised by other marks. A name that is not in the table
/// is somebody else, unless the Server field has it too: PostgREST names itself in both.
void nameHop(Responder& responder, const StatusHop& hop, const SeenResponse& response)
{
    const QString server = QString::fromLatin1(response.head.header("Server"));
    bool known = responder.id != u"unknown" && server.contains(hop.name, Qt::CaseInsensitive);
    for (const Signature& signature : signatures()) {
        const QString id = QString::fromLatin1(signature.id);
        if (id == u"origin"
            || (!hop.name.contains(id, Qt::CaseInsensitive)
                && !hop.name.contains(QLatin1StringView(signature.name), Qt::CaseInsensitive)))
            continue;
        known = true;
        if (id != responder.id) {
            responder.id = id;
            responder.role = QString::fromLatin1(signature.role);
            responder.name = nameOf(signature, response, false);
            responder.layers.append({id, responder.role});
        }
    }
    if (known)
        return;
    responder.id = QStringLiteral("unknown");
    responder.role = QStringLiteral("unknown");
    responder.name = hop.name.left(60);
}

/// The member nearest the origin that names an error is the one that met it; those after it carried the news. Without
/// an error, a hop that tells which code it received carried the whole answer.
void weighProxyStatus(Responder& responder, const SeenResponse& response)
{
    const QList<StatusHop> hops = parseStatusHops(response.head.header("Proxy-Status"));
    for (const StatusHop& hop : hops) {
        if (hop.error.isEmpty())
            continue;
        const bool sure = onlyByIntermediaries(hop.error);
        if (!sure && responder.confidence >= 0.95)
            return;
        nameHop(responder, hop, response);
        responder.authored = true;
        responder.confidence = std::max(responder.confidence, sure ? 0.97 : 0.8);
        responder.markers.prepend(lineOf(response.head, "Proxy-Status"));
        return;
    }
    for (const StatusHop& hop : hops) {
        if (hop.receivedStatus != response.head.status || responder.authored.value_or(false))
            continue;
        responder.authored = false;
        responder.confidence = std::max(responder.confidence, 0.9);
        responder.markers.append(lineOf(response.head, "Proxy-Status"));
        return;
    }
}

/// What a cache says it got from behind: then it only carried the error.
void weighCacheStatus(Responder& responder, const SeenResponse& response)
{
    for (const StatusHop& hop : parseStatusHops(response.head.header("Cache-Status"))) {
        if (hop.receivedStatus != response.head.status || responder.authored.value_or(false))
            continue;
        responder.authored = false;
        responder.confidence = std::max(responder.confidence, 0.9);
        responder.markers.append(lineOf(response.head, "Cache-Status"));
        return;
    }
}

/// True when Server-Timing has a time that was spent behind the edge: Akamai's and others' "origin", Cloudflare's
/// "cfOrigin", with more than nothing in it.
bool tellsOfOrigin(const ResponseHead& head)
{
    static const QRegularExpression spent(
        QStringLiteral("(?:^|,)\\s{0,3}(?:cf)?origin\\s{0,3};[^,]{0,60}\\bdur=(?!0(?:\\.0{1,6})?(?:[,;\\s]|$))\\d"),
        QRegularExpression::CaseInsensitiveOption);
    return spent.match(QString::fromLatin1(head.header("Server-Timing").left(2048))).hasMatch();
}

void weighTiming(Responder& responder, const SeenResponse& response)
{
    if (responder.authored || responder.role != u"cdn" || !tellsOfOrigin(response.head))
        return;
    responder.authored = false;
    responder.confidence = std::max(responder.confidence, likely);
    responder.markers.append(lineOf(response.head, "Server-Timing"));
}

/// What a good answer has because somebody behind was asked; an error without it was made before that.
QString goneSince(const ResponseHead& good, const ResponseHead& now)
{
    for (const char* field : {"x-envoy-upstream-service-time", "X-Kong-Upstream-Latency", "x-render-origin-server"}) {
        if (good.has(field) && !now.has(field))
            return QString::fromLatin1(field);
    }
    if (tellsOfOrigin(good) && !tellsOfOrigin(now))
        return QStringLiteral("Server-Timing of the origin");
    return good.has("Via") && !now.has("Via") ? QStringLiteral("Via") : QString();
}

} // namespace

void weighHops(Responder& responder, const SeenResponse& response)
{
    weighProxyStatus(responder, response);
    weighCacheStatus(responder, response);
    weighTiming(responder, response);
}

void compareWithGood(Responder& responder, const SeenResponse& response, const ResponseHead& good)
{
    const bool clear = responder.authored.has_value() && responder.confidence >= likely;
    if (clear || good.status < 200 || good.status > 299)
        return; // a redirect may be the front door's own answer: it is no good answer of the service
    const QByteArray before = good.header("Server");
    const QByteArray now = response.head.header("Server");
    const bool flipped = before != now && !before.isNull() && !now.isNull();
    const QString gone = goneSince(good, response.head);
    if (!flipped && gone.isEmpty())
        return;
    responder.authored = true;
    responder.confidence = std::max(responder.confidence, 0.8);
    responder.markers.append(
        flipped ? QStringLiteral("Server: %1 (a good answer says %2)")
                      .arg(QString::fromUtf8(now).left(60), QString::fromUtf8(before).left(60))
                : QStringLiteral("no %1 (a good answer has it)").arg(gone));
}

} // namespace Gatewatch
