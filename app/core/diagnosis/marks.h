// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/stockpage.h>
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
    std::optional<StockPage> page; ///< empty: not a page in nginx's form
    /// The body is as long as Content-Length says. True as well where nothing can be compared.
    bool whole;
};

/// One thing to look for in a response. Patterns are regular expressions, any letter case.
struct Mark {
    enum class On {
        Header, ///< one value of the field matches
        NoHeader, ///< the field is absent
        SeveralServers, ///< more than one Server field
        Body,
        NoBody, ///< the body is there and does not match
        EmptyBody,
        Footer, ///< a page in nginx's form, and nothing else, whose last line matches
        FooterIsServer, ///< … and equals the Server field
        FooterIsNotServer, ///< … and differs from a Server field of the same product
        FooterIsOther, ///< … and names another product than the Server field
        Status, ///< the code as text matches
        Reason, ///< the phrase after the code matches; HTTP/2 and 3 have none
        LowerCaseNames, ///< HTTP/1.x with all field names in lower case
        OriginFields, ///< fields that a gateway does not put on its own pages
        OnlyGatewayFields, ///< none of those
        // What speaks against a page having come as its product makes it:
        WrongLength, ///< the body is shorter or longer than announced
        OtherCode, ///< the title of the page names another code than the head
        AlteredPage, ///< has the heading of nginx's pages, but not its bytes
        OddOrder, ///< Server and Date do not stand where nginx and those in front of it put them
        FileFields, ///< fields of a stored file or of a program, which pages made up for an error never have
    };
    On on;
    QByteArray field;
    QRegularExpression pattern;
};

Mark header(const char* field, const char* pattern = ".");
Mark noHeader(const char* field);
Mark body(const char* pattern);
Mark noBody(const char* pattern);
Mark footer(const char* pattern);
Mark status(const char* pattern);
Mark reason(const char* pattern);
Mark mark(Mark::On on);

/// The matched line of the response ("Server: nginx/1.22.1"); empty when the mark is not there.
std::optional<QString> find(const Mark& mark, const SeenResponse& response);
/// The matched lines when every mark is there; empty when one is missing.
std::optional<QStringList> findAll(const QList<Mark>& marks, const SeenResponse& response);

} // namespace Gatewatch
