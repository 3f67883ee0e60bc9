// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {

QString nameOf(const Signature& signature, const SeenResponse& response, bool bodyFirst)
{
    const QString name = QString::fromLatin1(signature.name);
    if (!signature.version)
        return name;
    const QRegularExpression pattern(QString::fromLatin1(signature.version), QRegularExpression::CaseInsensitiveOption);
    QStringList places{
        QString::fromLatin1(response.head.header("Server")), QString::fromLatin1(response.head.header("Via")),
        response.text};
    if (bodyFirst)
        places.move(2, 0);
    for (const QString& place : places) {
        if (const QRegularExpressionMatch match = pattern.match(place); match.hasMatch())
            return name + u' ' + match.captured(1);
    }
    return name;
}

const QList<Signature>& signatures()
{
    static const QList<Signature> all = cdnSignatures() + cloudSignatures() + platformSignatures() + forwardSignatures()
        + proxySignatures() + gatewaySignatures() + serverSignatures();
    return all;
}

} // namespace Gatewatch
