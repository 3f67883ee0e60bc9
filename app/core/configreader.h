// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace Gatewatch {

/// What was found wrong while a configuration was read. Places are JSON pointers (RFC 6901).
struct ReadLog {
    QString error; ///< the first one: "/services/0/id: must not be empty, is \"\""
    QStringList warnings;

    void refuse(const QString& pointer, const QString& rule, const QJsonValue& found);
    /// For values that may be secrets: the rule only.
    void refuse(const QString& pointer, const QString& rule);
    void warn(const QString& pointer, const QString& text);
};

/// One object of the configuration file. Every reading function checks type and limits, reports to the log, and gives
/// the fallback where the key is absent or wrong. What nobody has read is left in rest().
class ObjectReader {
public:
    ObjectReader(const QJsonValue& value, QString pointer, ReadLog& log);

    [[nodiscard]] bool has(QLatin1StringView key) const { return m_object.contains(key); }
    [[nodiscard]] QString pointerTo(const QString& key) const;
    [[nodiscard]] QString pointerTo(QLatin1StringView key) const { return pointerTo(QString(key)); }
    [[nodiscard]] ReadLog& log() const { return m_log; }
    /// The value as it is; marks the key as read.
    QJsonValue take(QLatin1StringView key);

    bool boolean(QLatin1StringView key, bool fallback);
    int integer(QLatin1StringView key, int fallback, int least, int most);
    std::optional<int> optionalInteger(QLatin1StringView key, int least, int most);
    double number(QLatin1StringView key, double fallback, double least, double most);
    QString text(QLatin1StringView key, const QString& fallback = {});
    /// One of a closed list of words.
    QString word(QLatin1StringView key, const QString& fallback, const QStringList& allowed);
    /// An http or https address; an empty text is an empty address.
    QUrl url(QLatin1StringView key);
    QStringList texts(QLatin1StringView key);
    QJsonArray list(QLatin1StringView key);
    ObjectReader object(QLatin1StringView key);
    /// Refuses the object when the key is absent.
    void require(QLatin1StringView key);

    /// The keys that were not read. Each is warned about: it is kept, but this version does not know it.
    QJsonObject rest();
    /// The same without a warning.
    [[nodiscard]] QJsonObject unread() const;

private:
    QJsonObject m_object;
    QString m_pointer;
    ReadLog& m_log;
    QSet<QString> m_read;
};

/// An address in a list of the file, under the same rules.
QUrl readUrl(const QJsonValue& value, const QString& pointer, ReadLog& log);

} // namespace Gatewatch
