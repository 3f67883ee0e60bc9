// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/fieldreader.h>

#include <core/ownmarks.h>
#include <core/statuspage/storedreport.h>

#include <QJsonDocument>
#include <QStringDecoder>

#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostOfBody = 64 * 1024; ///< as much as a probe keeps
constexpr qsizetype mostOfList = 5000;
constexpr double largest = 9007199254740991.0; ///< 2^53 - 1: whole numbers up to there are exact in JSON

bool isWhole(const QJsonValue& json, double least, double most)
{
    const double number = json.toDouble();
    return json.isDouble() && number == std::floor(number) && number >= least && number <= most;
}

} // namespace

void FieldWriter::body(const QByteArray& bytes)
{
    if (bytes.isEmpty())
        return;
    const QByteArray safe = m_concealer.conceal(bytes.left(mostOfBody));
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(safe);
    if (decoder.hasError())
        m_object.insert("bodyBase64"_L1, QString::fromLatin1(safe.toBase64()));
    else
        m_object.insert("body"_L1, text);
}

QJsonValue FieldWriter::toValue(const StatusReport& value)
{
    return QJsonDocument::fromJson(storedReport(value)).object();
}

void FieldReader::body(QByteArray& bytes)
{
    if (m_in.has("bodyBase64"_L1))
        bytes = QByteArray::fromBase64(m_in.text("bodyBase64"_L1).toLatin1());
    else
        bytes = m_in.text("body"_L1).toUtf8();
    if (bytes.size() > 4 * mostOfBody)
        m_in.log().refuse(m_in.pointerTo("body"_L1), u"is longer than any body that is kept"_s);
}

void FieldReader::take(const QJsonValue& json, const QString& place, bool& value)
{
    if (!json.isBool())
        refuse(place, u"must be true or false"_s, json);
    value = json.toBool();
}

void FieldReader::take(const QJsonValue& json, const QString& place, int& value)
{
    if (!isWhole(json, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()))
        return refuse(place, u"must be a whole number"_s, json);
    value = json.toInt();
}

void FieldReader::take(const QJsonValue& json, const QString& place, qint64& value)
{
    if (!isWhole(json, -largest, largest))
        return refuse(place, u"must be a whole number"_s, json);
    value = static_cast<qint64>(json.toDouble());
}

void FieldReader::take(const QJsonValue& json, const QString& place, double& value)
{
    if (!json.isDouble())
        refuse(place, u"must be a number"_s, json);
    value = json.toDouble();
}

void FieldReader::take(const QJsonValue& json, const QString& place, QString& value)
{
    if (!json.isString())
        refuse(place, u"must be text"_s, json);
    value = json.toString();
}

void FieldReader::take(const QJsonValue& json, const QString& place, QByteArray& value)
{
    QString text;
    take(json, place, text);
    value = text.toUtf8();
}

void FieldReader::take(const QJsonValue& json, const QString& place, QUrl& value)
{
    QString text;
    take(json, place, text);
    value = QUrl(text);
    if (!value.isValid())
        refuse(place, u"must be an address"_s, json);
}

void FieldReader::take(const QJsonValue& json, const QString& place, TimePoint& value)
{
    QString text;
    take(json, place, text);
    const auto at = fromIso(text);
    if (!at)
        refuse(place, u"must be a time such as 2026-11-20T12:00:00.000Z"_s, json);
    value = at.value_or(TimePoint{});
}

void FieldReader::take(const QJsonValue& json, const QString& place, Failure& value)
{
    QString word;
    take(json, place, word);
    const auto known = failureFromId(word);
    m_newWord = m_newWord || !known;
    if (!known)
        refuse(place, u"must be a failure that this version knows"_s, json);
    value = known.value_or(Failure::Unknown);
}

void FieldReader::take(const QJsonValue& json, const QString& place, StatusReport& value)
{
    const auto report = reportFromStored(QJsonDocument(json.toObject()).toJson(QJsonDocument::Compact));
    if (!report)
        refuse(place, u"must be a gatewatch.status/1 document"_s, json);
    value = report.value_or(StatusReport{});
}

QJsonArray FieldReader::listOf(const QJsonValue& json, const QString& place)
{
    if (!json.isArray())
        refuse(place, u"must be a list"_s, json);
    const QJsonArray array = json.toArray();
    if (array.size() <= mostOfList)
        return array;
    m_in.log().refuse(place, u"has more than %1 entries"_s.arg(mostOfList));
    return {};
}

} // namespace Gatewatch
