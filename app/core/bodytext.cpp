// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/bodytext.h>

#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

using Legibility = BodyText::Legibility;

/// The registered ways to pack a body (RFC 9110 section 8.4.1, RFC 7932, RFC 8878). Others are often a mistake for the
/// encoding of its text.
constexpr std::array packings{"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd"};
/// Beginnings of the names of encodings (IANA) in which ASCII is as it is everywhere.
constexpr std::array supersets{"windows-", "iso-8859-", "koi8", "euc-", "gb", "big5", "shift_jis", "us-ascii", "ascii"};

QByteArrayList codingsOf(const ResponseHead& head)
{
    QByteArrayList codings;
    for (const QByteArray& each : head.header("Content-Encoding").toLower().split(',')) {
        if (const QByteArray coding = each.trimmed(); !coding.isEmpty() && coding != "identity")
            codings.append(coding);
    }
    return codings;
}

bool isPacking(const QByteArray& coding)
{
    return std::ranges::any_of(packings, [&](const char* each) { return coding == each; });
}

/// Null where none is named.
QByteArray charsetOf(const ResponseHead& head)
{
    static const QRegularExpression charset(
        uR"rx(;\s*charset\s*=\s*"?([^\s;"]+))rx"_s, QRegularExpression::CaseInsensitiveOption);
    return charset.match(QString::fromLatin1(head.header("Content-Type"))).captured(1).toLower().toLatin1();
}

bool keepsAscii(const QByteArray& charset)
{
    return std::ranges::any_of(supersets, [&](const char* each) { return charset.startsWith(each); });
}

/// What browsers take for little-endian and RFC 2781 section 4.3 for big-endian.
bool isUnmarkedUtf16(const QByteArray& charset, const QByteArray& body)
{
    return charset == "utf-16" && !body.startsWith("\xff\xfe") && !body.startsWith("\xfe\xff");
}

BodyText eitherUtf16(const QByteArray& body)
{
    QStringDecoder little(QStringConverter::Utf16LE);
    QStringDecoder big(QStringConverter::Utf16BE);
    return {{little.decode(body), big.decode(body)}, Legibility::Plain};
}

BodyText guessed(const QByteArray& body, Legibility legibility)
{
    return {{QString::fromUtf8(body), QString::fromLatin1(body)}, legibility};
}

BodyText unnamed(const ResponseHead& head, const QByteArray& body)
{
    const bool page = head.header("Content-Type").toLower().contains("html"); // which may name it inside
    QStringDecoder decoder = page
        ? QStringDecoder::decoderForHtml(body)
        : QStringDecoder(QStringConverter::encodingForData(body).value_or(QStringConverter::Utf8));
    const QString text = decoder.isValid() ? decoder.decode(body) : QString();
    return decoder.isValid() && !decoder.hasError() ? BodyText{{text}, Legibility::Plain}
                                                    : guessed(body, Legibility::Guessed);
}

BodyText named(const QByteArray& charset, const QByteArray& body)
{
    if (isUnmarkedUtf16(charset, body))
        return eitherUtf16(body);
    QStringDecoder decoder(charset.constData());
    if (!decoder.isValid())
        return guessed(body, keepsAscii(charset) ? Legibility::Guessed : Legibility::Foreign);
    const QString text = decoder.decode(body);
    if (!decoder.hasError())
        return {{text}, Legibility::Plain};
    // A wrong byte hides no other one in UTF-8.
    return charset == "utf-8" || charset == "utf8" ? guessed(body, Legibility::Guessed)
                                                   : BodyText{{text}, Legibility::Foreign};
}

} // namespace

bool BodyText::contains(const QString& word) const
{
    return std::ranges::any_of(readings, [&word](const QString& reading) { return reading.contains(word); });
}

bool BodyText::mayHide(const QString& word) const
{
    const bool ascii = std::ranges::all_of(word, [](QChar each) { return each.unicode() < 0x80; });
    return legibility > Legibility::Guessed || (legibility == Legibility::Guessed && !ascii);
}

BodyText textOf(const Exchange& exchange)
{
    const ResponseHead head = exchange.response.value_or(ResponseHead{});
    const QByteArrayList codings = codingsOf(head);
    if (exchange.body.isEmpty())
        return {};
    if (std::ranges::any_of(codings, isPacking))
        return {{}, Legibility::Packed};
    const QByteArray charset = charsetOf(head);
    BodyText text = charset.isEmpty() ? unnamed(head, exchange.body) : named(charset, exchange.body);
    if (!codings.isEmpty())
        text.legibility = Legibility::Foreign;
    return text;
}

QString whyUnreadable(const Exchange& exchange)
{
    const BodyText text = textOf(exchange);
    if (text.legibility == Legibility::Plain)
        return {};
    const QByteArrayList codings = codingsOf(exchange.response.value_or(ResponseHead{}));
    if (text.legibility == Legibility::Packed)
        return codings.size() > 1 ? u"its text cannot be checked: it is packed more than once, which nobody asked for"_s
                                  : u"its text cannot be checked: it is packed (%1), which nobody asked for"_s.arg(
                                      QString::fromLatin1(codings.first()));
    if (!codings.isEmpty())
        return u"its text cannot be checked: it is packed in an unknown way"_s;
    return u"its text cannot be checked: it is in an unknown encoding"_s;
}

} // namespace Gatewatch
