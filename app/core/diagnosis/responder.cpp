// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/responder.h>

#include <core/diagnosis/responderhints.h>
#include <core/diagnosis/signatures.h>

#include <algorithm>
#include <iterator>

namespace Gatewatch {
namespace {

constexpr double possible = 0.6; ///< below this an author is a candidate only
constexpr double onPathOnly = 0.5; ///< "Server" and "Via" never prove who wrote a page
constexpr double doubted = 0.7; ///< at most, when something does not fit

struct Shown {
    double confidence = 0;
    QStringList lines;
};

struct Candidate {
    const Signature* signature = nullptr;
    QStringList path;
    Shown own, passed;
    QStringList doubts{}; ///< what speaks against its having written the answer
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

/// What those in front of it may have changed as well, where somebody stands in front of it.
bool mayComeFromTheWay(Mark::On on)
{
    return on == Mark::On::LowerCaseNames || on == Mark::On::OddOrder || on == Mark::On::FileFields;
}

void doubt(Candidate& one, const QList<Candidate>& found, const SeenResponse& response)
{
    if (one.own.confidence < possible)
        return;
    const bool alone = std::none_of(found.cbegin(), found.cend(), [&](const Candidate& other) {
        return other.signature != one.signature && !other.path.isEmpty();
    });
    for (const Mark& mark : one.signature->against) {
        const std::optional<QString> line = find(mark, response);
        if (line && (alone || !mayComeFromTheWay(mark.on)))
            one.doubts.append(*line);
    }
    if (!one.doubts.isEmpty())
        one.own.confidence = one.doubts.size() == 1 ? std::min(one.own.confidence, doubted) : onPathOnly;
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
    for (Candidate& one : found)
        doubt(one, found, response);
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

QString roleOf(const Signature& signature, const SeenResponse& response, const ResponderContext& context)
{
    const QString role = QString::fromLatin1(signature.role);
    if (signature.alsoReverse && !context.connectReply && context.viaProxy == std::optional(false))
        return QStringLiteral("reverse_proxy");
    if (role != u"unknown")
        return role;
    // Squid serves both ends. Only its failed CONNECT lacks Via, and only forward proxies are asked to CONNECT.
    if (context.connectReply || context.viaProxy.value_or(false)
        || (response.head.has("X-Squid-Error") && !response.head.has("Via")))
        return QStringLiteral("forward_proxy");
    return context.viaProxy ? QStringLiteral("reverse_proxy") : role;
}

/// Where a product stands in Via, which each hop extends at its end: the nearer to us, the smaller. -1: not in it.
int nearnessInVia(const Signature& signature, const SeenResponse& response)
{
    const QList<QByteArray> hops = response.head.header("Via").split(',');
    for (const Mark& one : signature.path) {
        if (one.on != Mark::On::Header || one.field != "Via")
            continue;
        for (qsizetype i = hops.size() - 1; i >= 0; --i) {
            if (one.pattern.match(QString::fromLatin1(hops[i].trimmed())).hasMatch())
                return int(hops.size() - 1 - i);
        }
    }
    return -1;
}

/// Outermost first. The roles give the order, and among those that Via names, Via does. Whoever wrote the answer is the
/// last one: what stands behind it has left no trace in it.
QList<ResponderLayer> layersOf(
    const QList<Candidate>& found, const Candidate* author, const SeenResponse& response,
    const ResponderContext& context)
{
    struct Seen {
        ResponderLayer layer;
        int nearness;
    };
    QList<Seen> seen;
    for (const Candidate& one : found) {
        if (&one != author && (!one.path.isEmpty() || one.passed.confidence >= possible))
            seen.append(
                {{QString::fromLatin1(one.signature->id), roleOf(*one.signature, response, context)},
                 nearnessInVia(*one.signature, response)});
    }
    std::stable_sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
        return depth(a.layer.role) < depth(b.layer.role);
    });
    QList<Seen> chain;
    std::copy_if(
        seen.cbegin(), seen.cend(), std::back_inserter(chain), [](const Seen& one) { return one.nearness >= 0; });
    std::stable_sort(chain.begin(), chain.end(), [](const Seen& a, const Seen& b) { return a.nearness < b.nearness; });
    QList<ResponderLayer> layers;
    for (const Seen& one : std::as_const(seen))
        layers.append(one.nearness < 0 ? one.layer : chain.takeFirst().layer);
    if (author)
        layers.append({QString::fromLatin1(author->signature->id), roleOf(*author->signature, response, context)});
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
        responder.markers = author->own.lines + author->path + author->doubts;
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
        responder.markers = one.path + one.own.lines + one.doubts;
        describe(responder, one, response, context);
        responder.layers = layersOf(found, author, response, context);
    } else {
        responder = unlisted(response);
    }
    weighHops(responder, response);
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
