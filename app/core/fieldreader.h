// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/fields.h>

#include <limits>

namespace Gatewatch {

/// The other half of FieldWriter. What is wrong is told to the log of the object, with its place; nothing is read of
/// more than 5,000 values of one list.
class FieldReader {
public:
    static constexpr bool writes = false;
    /// `newWord` becomes true where a word is none of its list, as a newer Gatewatch may write one.
    FieldReader(ObjectReader& in, bool& newWord)
        : m_in(in)
        , m_newWord(newWord)
    {
    }
    template <typename T>
    void operator()(QLatin1StringView key, T& value)
    {
        if (m_in.has(key))
            take(m_in.take(key), m_in.pointerTo(key), value);
    }
    void body(QByteArray& bytes);

private:
    void refuse(const QString& place, const QString& rule, const QJsonValue& found)
    {
        m_in.log().refuse(place, rule, found);
    }
    void take(const QJsonValue& json, const QString& place, bool& value);
    void take(const QJsonValue& json, const QString& place, int& value);
    void take(const QJsonValue& json, const QString& place, qint64& value);
    void take(const QJsonValue& json, const QString& place, double& value);
    void take(const QJsonValue& json, const QString& place, QString& value);
    void take(const QJsonValue& json, const QString& place, QByteArray& value);
    void take(const QJsonValue& json, const QString& place, QUrl& value);
    void take(const QJsonValue& json, const QString& place, TimePoint& value);
    void take(const QJsonValue& json, const QString& place, Failure& value);
    void take(const QJsonValue& json, const QString& place, StatusReport& value);
    [[nodiscard]] QJsonArray listOf(const QJsonValue& json, const QString& place);
    template <typename T>
    void take(const QJsonValue& json, const QString& place, T& value)
    {
        if constexpr (IsOptional<T>::value) {
            typename T::value_type inner{};
            take(json, place, inner);
            value = inner;
        } else if constexpr (IsSpan<T>::value) {
            qint64 count = 0;
            take(json, place, count);
            value = T(count);
        } else if constexpr (std::is_enum_v<T>) {
            takeWord(json, place, value);
        } else if constexpr (IsList<T>::value) {
            value.clear();
            const QJsonArray array = listOf(json, place);
            for (qsizetype i = 0; i < array.size(); ++i) {
                typename T::value_type inner{};
                take(array.at(i), place + u'/' + QString::number(i), inner);
                value.append(inner);
            }
        } else {
            ObjectReader object(json, place, m_in.log());
            FieldReader inner(object, m_newWord);
            fields(inner, value);
        }
    }
    template <typename Enum>
    void takeWord(const QJsonValue& json, const QString& place, Enum& value)
    {
        QString word;
        take(json, place, word);
        for (int i = 0; i <= static_cast<int>(LastOf<Enum>::value); ++i) {
            if (idOf(static_cast<Enum>(i)) == word) {
                value = static_cast<Enum>(i);
                return;
            }
        }
        m_newWord = true;
        refuse(place, QStringLiteral("must be a word that this version knows"), json);
    }

    ObjectReader& m_in;
    bool& m_newWord;
};

} // namespace Gatewatch
