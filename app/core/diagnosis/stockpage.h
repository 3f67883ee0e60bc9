// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Gatewatch {

/// An error page in the form of nginx's built-in ones. Many products have it: they were built from nginx.
struct StockPage {
    int code = 0; ///< in the heading
    QString last; ///< the centred last line: "nginx/1.22.1", "cloudflare"; empty where it is missing
    /// As nginx builds it, with one of its own headings and nothing else around; false for what is altered or written
    /// by hand. Its frame may be missing, as in a page that somebody copied, and the ends of its lines may be others.
    bool exact = false;
};

/// Empty: the text has no such heading.
std::optional<StockPage> readStockPage(const QString& text);

/// True where the title of any error page names another code than `status`: somebody changed one of the two on the way,
/// or wrote the page by hand. False without a status, as for a page that was saved alone.
bool namesOtherCode(const QString& text, int status);

} // namespace Gatewatch
