// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/ownmarks.h>

#include <core/redact.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView mask = u"•••";
constexpr qsizetype shortestName = 4;

/// Names that computers and users have by default, or that pages of gateways are full of: to hide them would take the
/// sense out of a report and tell nobody anything.
bool isCommon(const QString& name)
{
    static const QStringList common{
        u"admin"_s, u"apache"_s, u"client"_s, u"computer"_s, u"debian"_s,  u"desktop"_s, u"fedora"_s,    u"gateway"_s,
        u"guest"_s, u"home"_s,   u"host"_s,   u"laptop"_s,   u"linux"_s,   u"local"_s,   u"localhost"_s, u"mail"_s,
        u"nginx"_s, u"nobody"_s, u"proxy"_s,  u"root"_s,     u"router"_s,  u"server"_s,  u"service"_s,   u"squid"_s,
        u"test"_s,  u"ubuntu"_s, u"user"_s,   u"varnish"_s,  u"www-data"_s};
    return name.size() < shortestName || common.contains(name.toLower());
}

bool isLoopbackOrNone(const QString& address)
{
    return address.startsWith("127."_L1) || address.startsWith("0."_L1) || address == "::1"_L1 || address == "::"_L1;
}

const QRegularExpression& anyAddress()
{
    static const QRegularExpression pattern(
        uR"((?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)|(?=[0-9a-f:]{0,39}::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{3,39}(?![\w:])))"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

void addAddresses(QStringList& found, const QString& text, bool all)
{
    for (auto it = anyAddress().globalMatch(text); it.hasNext();) {
        const QString address = it.next().captured().toLower();
        if (!isLoopbackOrNone(address) && !found.contains(address))
            found.append(address);
        if (!all)
            return;
    }
}

QString alternatives(const QStringList& words)
{
    QStringList escaped;
    for (const QString& word : words)
        escaped.append(QRegularExpression::escape(word));
    return u"(?:%1)"_s.arg(escaped.join(u'|'));
}

/// With colons, hyphens, or nothing between its bytes.
QString hardwarePattern(const QStringList& addresses)
{
    QStringList patterns;
    for (const QString& address : addresses)
        patterns.append(address.split(u':').join(u"[:-]?"_s));
    return u"(?<![0-9a-f])(?:%1)(?![0-9a-f])"_s.arg(patterns.join(u'|'));
}

QRegularExpression patternOf(const OwnMarks& marks, const QStringList& kept)
{
    const auto without = [&kept](QStringList list) {
        list.removeIf([&kept](const QString& one) { return one.isEmpty() || kept.contains(one, Qt::CaseInsensitive); });
        // The longest first, so that none leaves the rest of another one behind.
        std::ranges::sort(list, std::greater{}, &QString::size);
        return list;
    };
    QStringList names = without(marks.names);
    names.removeIf(isCommon);
    QStringList addresses = without(marks.addresses);
    addresses.removeIf(isLoopbackOrNone);
    const QStringList hardware = without(marks.hardware);
    QStringList patterns;
    if (!addresses.isEmpty())
        patterns << u"(?<![\\w.:])(?:::ffff:)?%1(?![\\w:]|\\.\\d)"_s.arg(alternatives(addresses));
    if (!hardware.isEmpty())
        patterns << hardwarePattern(hardware);
    if (!names.isEmpty())
        patterns << u"(?<![\\w.-])%1(?![\\w-])"_s.arg(alternatives(names));
    return QRegularExpression(patterns.join(u'|'), QRegularExpression::CaseInsensitiveOption);
}

bool isText(const QByteArray& bytes, QString& text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    text = decoder(bytes);
    return !decoder.hasError();
}

} // namespace

QStringList visitorAddresses(const QString& text)
{
    constexpr qsizetype near = 400; // Cloudflare's page has a button between the words and the address
    // Words for people, behind which the address may come a few tags later …
    static const QRegularExpression words(
        uR"(\byour (?:public |current )?ip(?:v[46])?(?: address)?\b|\bcf-footer-ip\b|\b(?:client|visitor|remote|source)(?:'s)?[ _-]?(?:ip|addr(?:ess)?)\b)"_s,
        QRegularExpression::CaseInsensitiveOption);
    // … and fields, which have it in the same line, or several.
    static const QRegularExpression fields(
        uR"rx(\b(?:x-(?:original-)?forwarded-for|x-(?:real|client|cluster-client|remote|user)-(?:ip|addr)|(?:cf-connecting|true-client|fastly-client)-ip(?:v6)?|x-envoy-external-address|x-appengine-user-ip|forwarded)["']?\s*[:=]|"(?:ip|origin|query)"\s*:|(?:^|[\s;,&?:])(?:ip|for)=)rx"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
    QStringList found;
    for (auto it = words.globalMatch(text); it.hasNext();)
        addAddresses(found, text.mid(it.next().capturedEnd(), near), false);
    for (auto it = fields.globalMatch(text); it.hasNext();) {
        const QString rest = text.mid(it.next().capturedEnd(), near);
        addAddresses(found, rest.left(rest.indexOf(u'\n')), true);
    }
    return found;
}

Concealer::Concealer(const OwnMarks& marks, const QStringList& kept)
    : m_marks(patternOf(marks, kept))
{
}

QString Concealer::conceal(const QString& text) const
{
    QString safe = redactedText(text);
    if (!m_marks.pattern().isEmpty())
        safe.replace(m_marks, mask.toString());
    return safe;
}

namespace {

/// Whether what stands behind this key is a word of ours from a closed list: a computer may be called "network".
bool isOurWord(const QString& key)
{
    static constexpr std::array keys{"place"_L1, "cause"_L1, "state"_L1, "tone"_L1,   "failure"_L1, "role"_L1,
                                     "group"_L1, "kind"_L1,  "fact"_L1,  "step"_L1,   "purpose"_L1, "bracket"_L1,
                                     "basis"_L1, "by"_L1,    "flaw"_L1,  "shares"_L1, "schema"_L1,  "audience"_L1};
    return std::ranges::find(keys, key) != keys.end();
}

} // namespace

QJsonValue Concealer::conceal(const QJsonValue& value) const
{
    if (value.isString())
        return conceal(value.toString());
    if (value.isArray()) {
        QJsonArray safe;
        for (const QJsonValue each : value.toArray())
            safe.append(conceal(each));
        return safe;
    }
    if (!value.isObject())
        return value;
    QJsonObject safe = value.toObject();
    for (auto it = safe.begin(); it != safe.end(); ++it) {
        if (!it.key().endsWith("Base64"_L1) && !(isOurWord(it.key()) && it.value().isString()))
            it.value() = conceal(QJsonValue(it.value()));
    }
    return safe;
}

QByteArray Concealer::conceal(const QByteArray& bytes) const
{
    QString text;
    if (isText(bytes, text))
        return conceal(text).toUtf8();
    // Letter by letter, with a mask that each of these bytes could be.
    return conceal(QString::fromLatin1(bytes)).replace(mask.toString(), u"***"_s).toLatin1();
}

} // namespace Gatewatch
