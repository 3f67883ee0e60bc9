// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QUrl>

namespace Gatewatch {

// Writing the configuration: a key that holds its default is left out, so that the file stays short.

inline void put(QJsonObject& object, QLatin1StringView key, const QJsonValue& value, const QJsonValue& fallback)
{
    if (value != fallback)
        object.insert(key, value);
}

inline void putText(QJsonObject& object, QLatin1StringView key, const QString& text, const QString& fallback = {})
{
    if (text != fallback)
        object.insert(key, text);
}

inline QString written(const QUrl& url)
{
    return url.toString(QUrl::FullyEncoded);
}

} // namespace Gatewatch
