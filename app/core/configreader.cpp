// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configreader.h>
#include <core/configrules.h>
#include <core/redact.h>

#include <QJsonDocument>

#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// The value as a person typed it, short; an address loses its secrets.
QString shown(const QJsonValue& value)
{
    constexpr int most = 60;
    switch (value.type()) {
    case QJsonValue::Undefined:
        return u"missing"_s;
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    case QJsonValue::Array:
        return u"a list"_s;
    case QJsonValue::Bool:
    case QJsonValue::Double:
    case QJsonValue::String:
        break;
    }
    // Where a name is due somebody may have written a whole address, with a password in it.
    const QJsonValue safe = value.isString() ? QJsonValue(redactedAddress(value.toString())) : value;
    const QByteArray list = QJsonDocument(QJsonArray{safe}).toJson(QJsonDocument::Compact);
    const QString text = QString::fromUtf8(list.mid(1, list.size() - 2));
    return text.size() <= most ? text : text.left(most) + u"…\""_s;
}

QString placeOf(const QString& pointer)
{
    return pointer.isEmpty() ? u"the file"_s : pointer;
}

/// A limit that is only ours is named to whoever met it.
QString range(int least, int most, double found)
{
    if (most == std::numeric_limits<int>::max() && found < least)
        return u"must be %1 or more"_s.arg(least);
    return u"must be from %1 to %2"_s.arg(least).arg(most);
}

} // namespace

void ReadLog::refuse(const QString& pointer, const QString& rule, const QJsonValue& found)
{
    refuse(pointer, found.isUndefined() ? rule + u", is missing"_s : rule + u", is "_s + shown(found));
}

void ReadLog::refuse(const QString& pointer, const QString& rule)
{
    if (error.isEmpty())
        error = placeOf(pointer) + u": "_s + rule;
}

void ReadLog::warn(const QString& pointer, const QString& text)
{
    warnings.append(placeOf(pointer) + u": "_s + text);
}

ObjectReader::ObjectReader(const QJsonValue& value, QString pointer, ReadLog& log)
    : m_object(value.toObject())
    , m_pointer(std::move(pointer))
    , m_log(log)
{
    if (value.isString())
        m_log.refuse(m_pointer, u"must be an object, is text"_s); // where an object is due, a text may be a secret
    else if (!value.isObject() && !value.isUndefined())
        m_log.refuse(m_pointer, u"must be an object"_s, value);
}

QString ObjectReader::pointerTo(const QString& key) const
{
    QString escaped = key;
    escaped.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1);
    return m_pointer + u'/' + escaped;
}

QJsonValue ObjectReader::take(QLatin1StringView key)
{
    m_read.insert(key);
    return m_object.value(key);
}

bool ObjectReader::boolean(QLatin1StringView key, bool fallback)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return fallback;
    if (!value.isBool())
        m_log.refuse(pointerTo(key), u"must be true or false"_s, value);
    return value.toBool(fallback);
}

std::optional<int> ObjectReader::optionalInteger(QLatin1StringView key, int least, int most)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    const double number = value.toDouble();
    if (!value.isDouble() || number != std::floor(number)) {
        m_log.refuse(pointerTo(key), u"must be a whole number"_s, value);
        return std::nullopt;
    }
    if (number < least || number > most) {
        m_log.refuse(pointerTo(key), range(least, most, number), value);
        return std::nullopt;
    }
    return static_cast<int>(number);
}

int ObjectReader::integer(QLatin1StringView key, int fallback, int least, int most)
{
    return optionalInteger(key, least, most).value_or(fallback);
}

double ObjectReader::number(QLatin1StringView key, double fallback, double least, double most)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return fallback;
    if (!value.isDouble()) {
        m_log.refuse(pointerTo(key), u"must be a number"_s, value);
        return fallback;
    }
    if (value.toDouble() < least || value.toDouble() > most)
        m_log.refuse(pointerTo(key), u"must be from %1 to %2"_s.arg(least).arg(most), value);
    return value.toDouble();
}

QString ObjectReader::text(QLatin1StringView key, const QString& fallback)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return fallback;
    if (!value.isString())
        m_log.refuse(pointerTo(key), u"must be text"_s, value);
    return value.toString(fallback);
}

QString ObjectReader::word(QLatin1StringView key, const QString& fallback, const QStringList& allowed)
{
    const QString found = text(key, fallback);
    if (!allowed.contains(found)) {
        m_log.refuse(pointerTo(key), u"must be "_s + oneOf(allowed), found);
    }
    return found;
}

QUrl ObjectReader::url(QLatin1StringView key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined() || (value.isString() && value.toString().isEmpty()))
        return {};
    return readUrl(value, pointerTo(key), m_log);
}

QStringList ObjectReader::texts(QLatin1StringView key)
{
    QStringList result;
    const QJsonArray values = list(key);
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (!values.at(i).isString())
            m_log.refuse(pointerTo(key) + u'/' + QString::number(i), u"must be text"_s, values.at(i));
        result.append(values.at(i).toString());
    }
    return result;
}

QJsonArray ObjectReader::list(QLatin1StringView key)
{
    const QJsonValue value = take(key);
    if (!value.isArray() && !value.isUndefined())
        m_log.refuse(pointerTo(key), u"must be a list"_s, value);
    return value.toArray();
}

ObjectReader ObjectReader::object(QLatin1StringView key)
{
    return ObjectReader(take(key), pointerTo(key), m_log);
}

void ObjectReader::require(QLatin1StringView key)
{
    if (!has(key))
        m_log.refuse(pointerTo(key), u"is missing"_s);
}

QJsonObject ObjectReader::rest()
{
    const QJsonObject left = unread();
    for (auto it = left.begin(); it != left.end(); ++it)
        m_log.warn(pointerTo(it.key()), u"is not known to this version; it is kept"_s);
    return left;
}

QJsonObject ObjectReader::unread() const
{
    QJsonObject left = m_object;
    for (const QString& key : m_read)
        left.remove(key);
    return left;
}

QUrl readUrl(const QJsonValue& value, const QString& pointer, ReadLog& log)
{
    if (!value.isString()) {
        log.refuse(pointer, u"must be an address"_s, value);
        return {};
    }
    const QString text = value.toString();
    if (const QString problem = problemOfUrl(text); !problem.isEmpty()) {
        log.refuse(pointer, problem, text);
        return {};
    }
    return strictUrl(text);
}

} // namespace Gatewatch
