// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/pagetext.h>

#include <QHash>
#include <QRegularExpression>
#include <QStringDecoder>

namespace Gatewatch {
namespace {

/// Markup is longer than the text in it; more than this is never looked at.
constexpr qsizetype markupLimit = 64 * 1024;
/// Characters between '&' and ';'.
constexpr qsizetype longestEntity = 10;

bool isFormatting(QChar c)
{
    const char16_t code = c.unicode();
    return code == 0x061C || (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E)
        || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB);
}

/// Cuts without splitting a surrogate pair, and shows that something is missing.
QString cutTo(const QString& text, int limit)
{
    if (text.size() <= limit)
        return text;
    qsizetype end = limit - 1;
    if (end > 0 && text.at(end - 1).isHighSurrogate())
        --end;
    return text.first(end).trimmed() + QChar(0x2026);
}

/// Drops what cannot be shown, collapses blanks, keeps line breaks (never more than one empty line).
QString tidied(const QString& text)
{
    QString out;
    out.reserve(text.size());
    bool blank = false;
    int breaks = 2;
    for (const QChar c : text) {
        if (c == u'\n') {
            if (breaks < 2)
                out += c;
            ++breaks;
            blank = false;
        } else if (c.isSpace() || c == QChar(0x00A0)) {
            blank = true;
        } else if (c.category() != QChar::Other_Control && !isFormatting(c)) {
            if (blank && breaks == 0)
                out += u' ';
            out += c;
            blank = false;
            breaks = 0;
        }
    }
    return out.trimmed();
}

QString entityText(QStringView name)
{
    static const QHash<QString, char16_t> named{
        {QStringLiteral("amp"), u'&'},     {QStringLiteral("lt"), u'<'},      {QStringLiteral("gt"), u'>'},
        {QStringLiteral("quot"), u'"'},    {QStringLiteral("apos"), u'\''},   {QStringLiteral("nbsp"), u' '},
        {QStringLiteral("ndash"), 0x2013}, {QStringLiteral("mdash"), 0x2014}, {QStringLiteral("hellip"), 0x2026},
        {QStringLiteral("lsquo"), 0x2018}, {QStringLiteral("rsquo"), 0x2019}, {QStringLiteral("ldquo"), 0x201C},
        {QStringLiteral("rdquo"), 0x201D}, {QStringLiteral("bull"), 0x2022},  {QStringLiteral("middot"), 0x00B7},
        {QStringLiteral("copy"), 0x00A9},  {QStringLiteral("reg"), 0x00AE},   {QStringLiteral("trade"), 0x2122},
        {QStringLiteral("euro"), 0x20AC},  {QStringLiteral("rarr"), 0x2192},  {QStringLiteral("auml"), 0x00E4},
        {QStringLiteral("ouml"), 0x00F6},  {QStringLiteral("uuml"), 0x00FC},  {QStringLiteral("Auml"), 0x00C4},
        {QStringLiteral("Ouml"), 0x00D6},  {QStringLiteral("Uuml"), 0x00DC},  {QStringLiteral("szlig"), 0x00DF},
        {QStringLiteral("eacute"), 0x00E9}};
    if (!name.startsWith(u'#')) {
        const auto it = named.find(name.toString());
        return it == named.end() ? QString() : QString(QChar(*it));
    }
    bool ok = false;
    const bool hex = name.size() > 1 && name.at(1).toLower() == u'x';
    const uint code = name.mid(hex ? 2 : 1).toUInt(&ok, hex ? 16 : 10);
    if (!ok || code == 0 || code > 0x10FFFF || QChar::isSurrogate(code))
        return QString();
    const char32_t character = code;
    return QString::fromUcs4(&character, 1);
}

QString decodedEntities(const QString& text)
{
    QString out;
    out.reserve(text.size());
    qsizetype at = 0;
    while (at < text.size()) {
        const QChar c = text.at(at);
        const qsizetype length = c == u'&' ? QStringView(text).mid(at + 1, longestEntity).indexOf(u';') : -1;
        const QString decoded = length > 0 ? entityText(QStringView(text).mid(at + 1, length)) : QString();
        out += decoded.isEmpty() ? QString(c) : decoded;
        at += decoded.isEmpty() ? 1 : length + 2;
    }
    return out;
}

/// A tag begins with '<' and a letter, '/', '!' or '?': "a < b" is text.
bool beginsTag(const QString& text, qsizetype at)
{
    if (at + 1 >= text.size())
        return false;
    const QChar next = text.at(at + 1);
    return next.isLetter() || next == u'/' || next == u'!' || next == u'?';
}

QString tagName(QStringView tag)
{
    qsizetype end = tag.startsWith(u'/') ? 1 : 0;
    while (end < tag.size() && tag.at(end).isLetterOrNumber())
        ++end;
    return tag.first(end).toString().toLower();
}

/// What remains of a tag in plain text: a line break, a bullet, a blank or nothing.
QString tagText(const QString& name)
{
    static const QStringList blocks{QStringLiteral("br"),          QStringLiteral("/p"),     QStringLiteral("/div"),
                                    QStringLiteral("/li"),         QStringLiteral("/ul"),    QStringLiteral("/ol"),
                                    QStringLiteral("/tr"),         QStringLiteral("/table"), QStringLiteral("hr"),
                                    QStringLiteral("/blockquote"), QStringLiteral("/pre"),   QStringLiteral("/h1"),
                                    QStringLiteral("/h2"),         QStringLiteral("/h3"),    QStringLiteral("/h4"),
                                    QStringLiteral("/h5"),         QStringLiteral("/h6")};
    if (blocks.contains(name))
        return QStringLiteral("\n");
    if (name == u"li")
        return QStringLiteral("\u2022 ");
    return name == u"td" || name == u"th" ? QStringLiteral(" ") : QString();
}

QString withoutTags(const QString& markup)
{
    QString out;
    qsizetype at = 0;
    while (at < markup.size()) {
        if (markup.at(at) != u'<' || !beginsTag(markup, at)) {
            out += markup.at(at++);
            continue;
        }
        const bool comment = QStringView(markup).sliced(at).startsWith(u"<!--");
        const qsizetype end = comment ? markup.indexOf(u"-->", at) : markup.indexOf(u'>', at);
        if (end < 0)
            return out; // a tag that never ends: what follows is not text
        const QString name = comment ? QString() : tagName(QStringView(markup).mid(at + 1, end - at - 1));
        out += tagText(name);
        at = end + (comment ? 3 : 1);
        if (name == u"script" || name == u"style") {
            const qsizetype close = markup.indexOf(QLatin1StringView("</") + name, at, Qt::CaseInsensitive);
            at = close < 0 ? markup.size() : close;
        }
    }
    return out;
}

std::optional<TimePoint> readTime(const QJsonValue& value)
{
    if (value.isDouble()) {
        // Seconds or milliseconds since 1970: 10^11 seconds would be the year 5138.
        const double number = value.toDouble();
        if (!(number > 0 && number < 1e14))
            return std::nullopt;
        return TimePoint(Millis(static_cast<qint64>(number < 1e11 ? number * 1000 : number)));
    }
    QString text = value.toString().trimmed();
    if (text.isEmpty() || text.size() > 64)
        return std::nullopt;
    static const QRegularExpression spaced(
        QStringLiteral("^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d) ([+-]\\d{4}) \\w+$"));
    if (const auto match = spaced.match(text); match.hasMatch())
        text = match.captured(1) + match.captured(2);
    return fromIso(text);
}

constexpr TimePoint earliest{std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};

} // namespace

QString decodedText(const QByteArray& bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes);
    const bool wide = bytes.startsWith("\xFE\xFF") || bytes.startsWith("\xFF\xFE");
    QStringDecoder decoder(wide && encoding ? *encoding : QStringConverter::Utf8);
    return decoder(bytes);
}

Result<QJsonDocument> jsonDocument(const QByteArray& bytes)
{
    if (bytes.size() > pageLimit)
        return Result<QJsonDocument>::failure(QStringLiteral("The document is larger than 8 MiB."));
    QByteArray json = bytes;
    if (bytes.startsWith("\xEF\xBB\xBF"))
        json = bytes.sliced(3);
    else if (bytes.startsWith("\xFE\xFF") || bytes.startsWith("\xFF\xFE"))
        json = decodedText(bytes).toUtf8();
    json = json.trimmed();
    if (json.isEmpty())
        return Result<QJsonDocument>::failure(QStringLiteral("The document is empty."));
    if (json.startsWith('<'))
        return Result<QJsonDocument>::failure(QStringLiteral("The document is not JSON."));
    if (!json.startsWith('{') && !json.startsWith('[')) {
        const qsizetype open = json.indexOf("({");
        const qsizetype close = json.lastIndexOf('}');
        if (open < 0 || close < open)
            return Result<QJsonDocument>::failure(QStringLiteral("The document is not JSON."));
        json = json.sliced(open + 1, close - open);
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return Result<QJsonDocument>::failure(
            QStringLiteral("The JSON is broken at byte %1: %2.").arg(error.offset).arg(error.errorString()));
    return document;
}

Result<QJsonObject> jsonObject(const QByteArray& bytes)
{
    const Result<QJsonDocument> document = jsonDocument(bytes);
    if (!document)
        return Result<QJsonObject>::failure(document.reason());
    if (!document->isObject())
        return Result<QJsonObject>::failure(QStringLiteral("The JSON is not an object."));
    return document->object();
}

QString cleanLine(const QString& text, int limit)
{
    QString line = text.first(qMin(text.size(), markupLimit));
    line.replace(u'\n', u' ');
    return cutTo(tidied(line), limit);
}

QString plainText(const QString& markup, int limit)
{
    QString source = markup.first(qMin(markup.size(), markupLimit));
    source.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    return cutTo(tidied(decodedEntities(withoutTags(source))), limit);
}

QString plainLine(const QString& markup, int limit)
{
    return cleanLine(plainText(markup, static_cast<int>(markupLimit)), limit);
}

std::optional<TimePoint> pastTime(const QJsonValue& value, TimePoint now)
{
    const std::optional<TimePoint> time = readTime(value);
    if (!time || *time < earliest)
        return std::nullopt;
    return qMin(*time, now);
}

std::optional<TimePoint> plannedTime(const QJsonValue& value, TimePoint now)
{
    const std::optional<TimePoint> time = readTime(value);
    if (!time || *time < earliest || *time > now + std::chrono::days{3653})
        return std::nullopt;
    return time;
}

QUrl webLink(const QString& text)
{
    if (text.size() > updateLimit)
        return {};
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool web = scheme == u"https" || scheme == u"http";
    return url.isValid() && web && !url.host().isEmpty() && url.userInfo().isEmpty() ? url : QUrl();
}

QString htmlTitle(const QString& html)
{
    const QString head = html.first(qMin(html.size(), markupLimit));
    static const QRegularExpression title(
        QStringLiteral("<title[^>]{0,200}>([^<]{1,2000})"), QRegularExpression::CaseInsensitiveOption);
    return plainLine(title.match(head).captured(1), 120);
}

} // namespace Gatewatch
