// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/configreader.h>
#include <core/failure.h>
#include <core/statuspage/statusreport.h>
#include <core/types.h>

namespace Gatewatch {

class Concealer;

// A value becomes a JSON object and comes back by one description of its fields, so that writing and reading cannot
// drift apart:
//
//     template <typename F>
//     void fields(F& f, NameFact& fact)
//     {
//         f("host"_L1, fact.host);
//         f("addresses"_L1, fact.addresses);
//     }
//
// Spans of time are whole numbers in the unit of their type, which the key ends with: "totalUs". What is empty is left
// out, and what is absent stays as the value has it from the start.

/// The last value of an enumeration without gaps, whose words idOf() has. To be specialised for each that is a field.
template <typename Enum>
struct LastOf;

template <typename T>
struct IsList : std::false_type {
};
template <typename T>
struct IsList<QList<T>> : std::true_type {
};
template <typename T>
struct IsOptional : std::false_type {
};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {
};
template <typename T>
struct IsSpan : std::false_type {
};
template <typename Rep, typename Period>
struct IsSpan<std::chrono::duration<Rep, Period>> : std::true_type {
};

class FieldWriter {
public:
    static constexpr bool writes = true;
    explicit FieldWriter(const Concealer& concealer)
        : m_concealer(concealer)
    {
    }
    template <typename T>
    void operator()(QLatin1StringView key, const T& value)
    {
        if (const QJsonValue json = toValue(value); !json.isUndefined())
            m_object.insert(key, json);
    }
    /// At most 64 KiB, without secrets and marks; as text where it is text, behind "bodyBase64" where it is not.
    void body(const QByteArray& bytes);
    [[nodiscard]] QJsonObject object() const { return m_object; }

private:
    static QJsonValue orNothing(const QString& text)
    {
        return text.isEmpty() ? QJsonValue::Undefined : QJsonValue(text);
    }
    static QJsonValue toValue(bool value) { return value; }
    static QJsonValue toValue(int value) { return value; }
    static QJsonValue toValue(qint64 value) { return value; }
    static QJsonValue toValue(double value) { return value; }
    static QJsonValue toValue(const QString& value) { return orNothing(value); }
    static QJsonValue toValue(const QByteArray& value) { return orNothing(QString::fromUtf8(value)); }
    static QJsonValue toValue(const QUrl& value) { return orNothing(value.toString(QUrl::FullyEncoded)); }
    static QJsonValue toValue(TimePoint value) { return toIso(value); }
    static QJsonValue toValue(Failure value) { return idOf(value); }
    static QJsonValue toValue(const StatusReport& value);
    template <typename T>
    QJsonValue toValue(const T& value)
    {
        if constexpr (IsOptional<T>::value) {
            return value ? toValue(*value) : QJsonValue::Undefined;
        } else if constexpr (IsSpan<T>::value) {
            return qint64(value.count());
        } else if constexpr (std::is_enum_v<T>) {
            return orNothing(idOf(value));
        } else if constexpr (IsList<T>::value) {
            QJsonArray array;
            for (const auto& each : value)
                array.append(toValue(each));
            return array.isEmpty() ? QJsonValue::Undefined : QJsonValue(array);
        } else {
            FieldWriter inner(m_concealer);
            T copy = value;
            fields(inner, copy);
            return inner.object();
        }
    }

    const Concealer& m_concealer;
    QJsonObject m_object;
};

} // namespace Gatewatch
