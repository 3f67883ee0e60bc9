// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/addressestried.h>
#include <core/evidencecapsule.h>
#include <core/exporting.h>
#include <core/redact.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

#include <algorithm>
#include <numeric>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostBytes = 64 * 1024; ///< of the whole
constexpr qsizetype bodyBytes = 16 * 1024;
constexpr qsizetype headerBytes = 32 * 1024; ///< of all fields together
constexpr qsizetype lineBytes = 2 * 1024; ///< of whatever else comes from outside
/// So far beyond the limit is looked for secrets, for one that is cut in two is no longer recognised.
constexpr qsizetype margin = 16 * 1024;

/// How many bytes a character of text takes as JSON.
qsizetype jsonBytes(QChar c)
{
    const ushort code = c.unicode();
    if (code == '"' || code == '\\' || code == '\n' || code == '\r' || code == '\t' || code == '\b' || code == '\f')
        return 2;
    if (code < 0x20)
        return 6;
    return code < 0x80 ? 1 : code < 0x800 || c.isSurrogate() ? 2 : 3;
}

/// Fits the parts into what is left of the capsule, and notes which were cut.
class Packer {
public:
    /// The beginning of the text that takes so many bytes as JSON.
    QString cut(const QString& text, qsizetype most, const QString& part)
    {
        qsizetype taken = 0;
        qsizetype end = 0;
        for (; end < text.size(); ++end) {
            taken += jsonBytes(text.at(end));
            if (taken > most)
                break;
        }
        if (end == text.size())
            return text;
        note(part);
        if (end > 0 && text.at(end - 1).isHighSurrogate())
            --end;
        return text.left(end);
    }
    QString line(const QString& text, const QString& part) { return cut(text, lineBytes, part); }

    QJsonArray headers(const QList<HeaderField>& fields)
    {
        constexpr qsizetype around = 8; // brackets, quotes and commas
        QJsonArray array;
        qsizetype left = headerBytes;
        for (const HeaderField& field : fields) {
            const HeaderField safe = redactedHeader(field);
            const QString name = line(QString::fromUtf8(safe.name), u"headers"_s);
            const QString value = line(QString::fromUtf8(safe.value), u"headers"_s);
            for (const QString& each : {name, value})
                left -= std::accumulate(
                    each.begin(), each.end(), around / 2, [](qsizetype sum, QChar c) { return sum + jsonBytes(c); });
            if (left < 0) {
                note(u"headers"_s);
                break;
            }
            array.append(QJsonArray{name, value});
        }
        return array;
    }

    void note(const QString& part)
    {
        if (!m_parts.contains(part))
            m_parts.append(part);
    }
    [[nodiscard]] QStringList parts() const { return m_parts; }

private:
    QStringList m_parts;
};

/// Pages in an older encoding are text as well; what has other control characters than line ends is not.
bool isText(const QByteArray& bytes)
{
    return std::ranges::none_of(bytes, [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return code < 0x20 && !(code >= '\t' && code <= '\r') && code != 0x1b;
    });
}

QString decoded(const QByteArray& bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return text.count(QChar::ReplacementCharacter) <= 1 ? text : QString::fromLatin1(bytes); // one: it may be cut
}

void addBody(QJsonObject& object, const Exchange& exchange, Packer& packer)
{
    if (exchange.body.isEmpty())
        return;
    const QByteArray begin = exchange.body.left(bodyBytes + margin);
    const bool text = isText(begin);
    const qsizetype around = 64; // the key and "cut"
    const qsizetype left = mostBytes - around - QJsonDocument(object).toJson(QJsonDocument::Compact).size();
    if (text) {
        const QString all = redactedText(decoded(begin));
        object.insert("body"_L1, packer.cut(all, std::clamp<qsizetype>(left, 0, bodyBytes), u"body"_s));
    } else {
        // Letter by letter, so that names of secrets are found, and with a mask that each of these bytes could be.
        const QString all = redactedText(QString::fromLatin1(begin)).replace(u"•••"_s, u"***"_s);
        const QByteArray kept = all.toLatin1().left(std::clamp<qsizetype>(left / 4 * 3, 0, bodyBytes));
        object.insert("bodyBase64"_L1, QString::fromLatin1(kept.toBase64()));
        if (kept.size() < all.size())
            packer.note(u"body"_s);
    }
    if (exchange.bytes > exchange.body.size())
        packer.note(u"body"_s);
}

QString statusLine(const ResponseHead& head)
{
    return u"HTTP/%1 %2 %3"_s
        .arg(
            QString::fromLatin1(head.version), QString::number(head.status),
            redactedText(QString::fromUtf8(head.reason)))
        .trimmed();
}

} // namespace

QJsonObject evidenceToJson(const Exchange& exchange, const Judgement& judgement)
{
    Packer packer;
    QJsonObject object{
        {u"schema"_s, u"gatewatch.evidence/1"_s},
        {u"at"_s, toIso(exchange.at)},
        {u"method"_s, QString::fromLatin1(exchange.method)},
        {u"url"_s, packer.line(redactedUrl(exchange.url), u"url"_s)},
        {u"outcome"_s, idOf(judgement.outcome)},
        {u"failure"_s, idOf(judgement.failure)},
        {u"phasesMs"_s, phasesToJson(exchange.phases)},
        {u"totalMs"_s, milliseconds(exchange.total)},
        {u"bytes"_s, exchange.bytes}};
    if (!exchange.finalUrl.isEmpty() && exchange.finalUrl != exchange.url)
        object.insert("finalUrl"_L1, packer.line(redactedUrl(exchange.finalUrl), u"finalUrl"_s));
    if (!exchange.address.isEmpty())
        object.insert("remoteAddress"_L1, exchange.address);
    if (!exchange.addressesTried.isEmpty())
        object.insert("addressesTried"_L1, triedToJson(exchange));
    if (exchange.connectStatus)
        object.insert("connectStatus"_L1, *exchange.connectStatus);
    const QString detail = judgement.detail.isEmpty() ? exchange.detail : judgement.detail;
    if (!detail.isEmpty())
        object.insert("detail"_L1, packer.line(redactedText(detail), u"detail"_s));
    if (exchange.flaw != Flaw::None)
        object.insert("flaw"_L1, idOf(exchange.flaw));
    if (exchange.certificate)
        object.insert("tls"_L1, certificateToJson(*exchange.certificate, exchange.at));
    if (const auto& head = exchange.response ? exchange.response : exchange.fragment) {
        object.insert("statusLine"_L1, packer.line(statusLine(*head), u"statusLine"_s));
        object.insert("headers"_L1, packer.headers(head->headers));
    }
    addBody(object, exchange, packer);
    if (!packer.parts().isEmpty())
        object.insert("cut"_L1, QJsonArray::fromStringList(packer.parts()));
    return object;
}

QByteArray evidenceOf(const Exchange& exchange, const Judgement& judgement)
{
    return documentText(evidenceToJson(exchange, judgement), QJsonDocument::Compact).trimmed();
}

} // namespace Gatewatch
