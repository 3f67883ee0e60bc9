// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QRegularExpression>
#include <QStringList>

namespace Gatewatch {

/// What tells who uses this computer, and where.
struct OwnMarks {
    QStringList addresses; ///< numeric: of our interfaces, and what others say is our address
    QStringList hardware; ///< of our interfaces: "00:53:00:12:ab:cd"
    QStringList names; ///< of this computer and of whoever uses it, and the home folder
    bool operator==(const OwnMarks&) const = default;
};

/// The addresses that a text calls those of whoever asked: error pages and debug pages print them ("Your IP: …", "ip="
/// of cdn-cgi/trace, X-Forwarded-For, Forwarded (RFC 7239)). None of loopback.
QStringList visitorAddresses(const QString& text);

/// Takes secrets (core/redact) and our own marks out of what is kept or leaves the program.
class Concealer {
public:
    /// `kept`: words that stay although they are marks as well, such as the host that was asked: without it nothing
    /// could be understood.
    explicit Concealer(const OwnMarks& marks = {}, const QStringList& kept = {});

    [[nodiscard]] QString conceal(const QString& text) const;
    /// Every text in it but for words of ours ("place", "state" …). What stands behind a key that ends in "Base64" is
    /// bytes, and not looked into.
    [[nodiscard]] QJsonValue conceal(const QJsonValue& value) const;
    /// The same of a body, which may be no text.
    [[nodiscard]] QByteArray conceal(const QByteArray& bytes) const;

private:
    QRegularExpression m_marks; ///< empty when there are none
};

} // namespace Gatewatch
