// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace Gatewatch {

/// A response made ready for being searched.
struct SeenResponse {
    SeenResponse(const ResponseHead& head, const QByteArray& body, bool bodyExpected = true);

    const ResponseHead& head;
    QString text; ///< the body as text
    bool bodyExpected; ///< false after HEAD, or when the body was not kept: an empty one then proves nothing
    /// The last centred line of a page in nginx's form: "nginx/1.22.1", "cloudflare", "" when the line is missing.
    /// Empty optional: not such a page.
    std::optional<QString> footer;
};

/// One thing to look for in a response. Patterns are regular expressions, any letter case.
struct Mark {
    enum class On {
        Header, ///< one value of the field matches
        NoHeader, ///< the field is absent
        SeveralServers, ///< more than one Server field
        Body,
        EmptyBody,
        Footer, ///< a page in nginx's form whose last line matches
        FooterIsServer, ///< … and equals the Server field
        FooterIsNotServer, ///< … and differs from a Server field of the same product
        Status, ///< the code as text matches
        LowerCaseNames, ///< HTTP/1.x with all field names in lower case
        OriginFields, ///< fields that a gateway does not put on its own pages
    };
    On on;
    QByteArray field;
    QRegularExpression pattern;
};

Mark header(const char* field, const char* pattern = ".");
Mark noHeader(const char* field);
Mark body(const char* pattern);
Mark footer(const char* pattern);
Mark status(const char* pattern);
Mark mark(Mark::On on);

/// The matched line of the response ("Server: nginx/1.22.1"); empty when the mark is not there.
std::optional<QString> find(const Mark& mark, const SeenResponse& response);
/// The matched lines when every mark is there; empty when one is missing.
std::optional<QStringList> findAll(const QList<Mark>& marks, const SeenResponse& response);

} // namespace Gatewatch
