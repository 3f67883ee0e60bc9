// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/responder.h>

#include <core/diagnosis/proxystatus.h>
#include <core/diagnosis/signatures.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr double possible = 0.6; ///< below this an author is a candidate only
constexpr double onPathOnly = 0.5; ///< "Server" and "Via" never prove who wrote a page

struct Shown {
    double confidence = 0;
    QStringList lines;
};

struct Candidate {
    const Signature* signature = nullptr;
    QStringList path;
    Shown own, passed;
};

Shown best(const QList<Proof>& proofs, const SeenResponse& response)
{
    Shown strongest;
    for (const Proof& proof : proofs) {
        if (proof.confidence <= strongest.confidence)
            continue;
        if (const std::optional<QStringList> lines = findAll(proof.marks, response))
            strongest = {proof.confidence, *lines};
    }
    return strongest;
}

QList<Candidate> candidates(const SeenResponse& response)
{
    QList<Candidate> found;
    for (const Signature& signature : signatures()) {
        Candidate one{&signature, {}, best(signature.own, response), best(signature.passed, response)};
        for (const Mark& mark : signature.path) {
            if (const std::optional<QString> line = find(mark, response))
                one.path.append(*line);
        }
        if (one.own.confidence > 0 || one.passed.confidence > 0 || !one.path.isEmpty())
            found.append(one);
    }
    return found;
}

/// Forward proxies stand nearest to the reader, the application farthest.
int depth(const QString& role)
{
    static const QStringList order{QStringLiteral("forward_proxy"), QStringLiteral("cdn"),
                                   QStringLiteral("load_balancer"), QStringLiteral("unknown"),
                                   QStringLiteral("reverse_proxy"), QStringLiteral("origin")};
    return int(order.indexOf(role));
}

QString nameOf(const Signature& signature, const SeenResponse& response, bool fromBodyFirst)
{
    const QString name = QString::fromLatin1(signature.name);
    if (!signature.version)
        return name;
    const QRegularExpression pattern(QString::fromLatin1(signature.version), QRegularExpression::CaseInsensitiveOption);
    QStringList places{
        QString::fromLatin1(response.head.header("Server")), QString::fromLatin1(response.head.header("Via")),
        response.text};
    if (fromBodyFirst)
        places.move(2, 0);
    for (const QString& place : places) {
        if (const QRegularExpressionMatch match = pattern.match(place); match.hasMatch())
            return name + u' ' + match.captured(1);
    }
    return name;
}

QString roleOf(const Signature& signature, const SeenResponse& response, const ResponderContext& context)
{
    const QString role = QString::fromLatin1(signature.role);
    if (role != u"unknown")
        return role;
    // Squid serves both ends. Only its failed CONNECT lacks Via, and only forward proxies are asked to CONNECT.
    if (context.connectReply || context.viaProxy.value_or(false)
        || (response.head.has("X-Squid-Error") && !response.head.has("Via")))
        return QStringLiteral("forward_proxy");
    return context.viaProxy ? QStringLiteral("reverse_proxy") : role;
}

QList<ResponderLayer> layersOf(
    const QList<Candidate>& found, const Candidate* author, const SeenResponse& response,
    const ResponderContext& context)
{
    QList<ResponderLayer> layers;
    for (const Candidate& one : found) {
        if (&one != author && (!one.path.isEmpty() || one.passed.confidence >= possible))
            layers.append({QString::fromLatin1(one.signature->id), roleOf(*one.signature, response, context)});
    }
    if (author)
        layers.append({QString::fromLatin1(author->signature->id), roleOf(*author->signature, response, context)});
    std::stable_sort(layers.begin(), layers.end(), [](const ResponderLayer& a, const ResponderLayer& b) {
        return depth(a.role) < depth(b.role);
    });
    return layers;
}

void describe(Responder& responder, const Candidate& one, const SeenResponse& response, const ResponderContext& context)
{
    const bool ownPage = responder.authored.value_or(false);
    responder.id = QString::fromLatin1(one.signature->id);
    responder.name = nameOf(*one.signature, response, ownPage);
    responder.role = roleOf(*one.signature, response, context);
}

const Candidate* strongest(const QList<Candidate>& found, Shown Candidate::*what)
{
    const Candidate* best = nullptr;
    for (const Candidate& one : found) {
        if ((one.*what).confidence > (best ? (best->*what).confidence : 0))
            best = &one;
    }
    return best;
}

/// Nobody in the table: perhaps a name in Server, perhaps the application itself.
Responder unlisted(const SeenResponse& response)
{
    Responder responder;
    const QString server = QString::fromUtf8(response.head.header("Server")).left(60);
    responder.name = server;
    if (!server.isEmpty())
        responder.markers = {QStringLiteral("Server: ") + server};
    for (const Signature& signature : signatures()) {
        const QString id = QString::fromLatin1(signature.id);
        if (id != u"origin" && server.startsWith(id, Qt::CaseInsensitive)) {
            responder.id = id;
            responder.name = nameOf(signature, response, false);
            responder.role = QString::fromLatin1(signature.role);
            responder.confidence = onPathOnly;
            responder.layers = {{id, responder.role}};
            return responder;
        }
    }
    // A page of its own with an application's fields. For 502 to 504 an unknown gateway stays thinkable.
    const bool gatewayCode = response.head.status >= 502 && response.head.status <= 504;
    const std::optional<QString> ownField = find(mark(Mark::On::OriginFields), response);
    if (!server.isEmpty() && !response.text.trimmed().isEmpty() && (ownField || !gatewayCode)) {
        responder.id = QStringLiteral("origin");
        responder.role = QStringLiteral("origin");
        responder.authored = true;
        responder.confidence = gatewayCode ? possible : 0.7;
        responder.layers = {{responder.id, responder.role}};
        if (ownField)
            responder.markers.append(*ownField);
    }
    return responder;
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

/// RFC 9209: the strongest evidence there is, rarely sent. The member nearest the origin that names an error is the one
/// that met it; those after it carried the news.
void applyProxyStatus(Responder& responder, const SeenResponse& response)
{
    for (const StatusHop& hop : parseStatusHops(response.head.header("Proxy-Status"))) {
        if (hop.error.isEmpty())
            continue;
        const bool sure = onlyByIntermediaries(hop.error);
        if (!sure && responder.confidence >= 0.95)
            return;
        nameHop(responder, hop, response);
        responder.authored = true;
        responder.confidence = std::max(responder.confidence, sure ? 0.97 : 0.8);
        responder.markers.prepend(
            QStringLiteral("Proxy-Status: ") + QString::fromLatin1(response.head.header("Proxy-Status").left(120)));
        return;
    }
}

/// What a cache says it got from behind: then it only carried the error.
void applyCacheStatus(Responder& responder, const SeenResponse& response)
{
    for (const StatusHop& hop : parseStatusHops(response.head.header("Cache-Status"))) {
        if (hop.receivedStatus != response.head.status || responder.authored.value_or(false))
            continue;
        responder.authored = false;
        responder.confidence = std::max(responder.confidence, 0.9);
        responder.markers.append(
            QStringLiteral("Cache-Status: ") + QString::fromLatin1(response.head.header("Cache-Status").left(120)));
        return;
    }
}

/// A Server that flips from the application's name to a gateway's, or a Via that vanishes, shows who wrote the bad one.
void compareWithGood(Responder& responder, const SeenResponse& response, const ResponseHead& good)
{
    if (responder.authored.has_value() || good.status < 200 || good.status > 299)
        return; // a redirect may be the front door's own answer: it is no good answer of the service
    const QByteArray before = good.header("Server");
    const QByteArray now = response.head.header("Server");
    const bool flipped = before != now && !before.isNull() && !now.isNull();
    const bool viaVanished = good.has("Via") && !response.head.has("Via");
    if (!flipped && !viaVanished)
        return;
    responder.authored = true;
    responder.confidence = std::max(responder.confidence, 0.8);
    responder.markers.append(
        flipped ? QStringLiteral("Server: %1 (a good answer says %2)")
                      .arg(QString::fromUtf8(now).left(60), QString::fromUtf8(before).left(60))
                : QStringLiteral("no Via (a good answer has one)"));
}

} // namespace

Responder identifyResponder(const ResponseHead& head, const QByteArray& bodyBytes, const ResponderContext& context)
{
    const SeenResponse response(head, bodyBytes, context.bodyExpected);
    const QList<Candidate> found = candidates(response);
    Responder responder;
    const Candidate* const author = strongest(found, &Candidate::own);
    const Candidate* const passer = strongest(found, &Candidate::passed);
    if (author && author->own.confidence >= possible) {
        responder.authored = true;
        responder.confidence = author->own.confidence;
        responder.markers = author->own.lines + author->path;
        describe(responder, *author, response, context);
        responder.layers = layersOf(found, author, response, context);
    } else if (passer && passer->passed.confidence >= possible) {
        responder.authored = false;
        responder.confidence = passer->passed.confidence;
        responder.markers = passer->passed.lines + passer->path;
        describe(responder, *passer, response, context);
        responder.layers = layersOf(found, nullptr, response, context);
        if (find(mark(Mark::On::FooterIsNotServer), response))
            responder.layers.append({responder.id, responder.role});
    } else if (!found.isEmpty()) {
        const Candidate& one = author ? *author : found.constFirst();
        responder.confidence = std::max(onPathOnly, one.own.confidence);
        responder.markers = one.path + one.own.lines;
        describe(responder, one, response, context);
        responder.layers = layersOf(found, author, response, context);
    } else {
        responder = unlisted(response);
    }
    applyProxyStatus(responder, response);
    applyCacheStatus(responder, response);
    if (context.good)
        compareWithGood(responder, response, *context.good);
    if (context.connectReply) {
        responder.authored = true;
        responder.role = QStringLiteral("forward_proxy");
        responder.confidence = std::max(responder.confidence, 0.97);
    }
    responder.markers.removeDuplicates();
    return responder;
}

Responder responderOf(const Exchange& exchange, const std::optional<ResponseHead>& good)
{
    if (!exchange.response)
        return {};
    ResponderContext context;
    context.viaProxy = exchange.viaProxy;
    context.connectReply = exchange.connectStatus.value_or(200) >= 300;
    context.bodyExpected = exchange.method != "HEAD" && exchange.body.size() == exchange.bytes;
    context.good = good;
    return identifyResponder(*exchange.response, exchange.body, context);
}

QString plainRole(const QString& role)
{
    if (role == u"cdn")
        return QStringLiteral("content network");
    if (role == u"forward_proxy")
        return QStringLiteral("proxy on your side");
    if (role == u"origin")
        return QStringLiteral("application");
    return QStringLiteral("front door");
}

} // namespace Gatewatch
