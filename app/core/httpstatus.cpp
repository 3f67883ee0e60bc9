// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/httpstatus.h>

#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

struct StatusName {
    int status;
    const char* name;
};

constexpr std::array statusNames{
    StatusName{100, "Continue"},
    StatusName{101, "Switching Protocols"},
    StatusName{103, "Early Hints"},
    StatusName{200, "OK"},
    StatusName{201, "Created"},
    StatusName{202, "Accepted"},
    StatusName{204, "No Content"},
    StatusName{206, "Partial Content"},
    StatusName{301, "Moved Permanently"},
    StatusName{302, "Found"},
    StatusName{303, "See Other"},
    StatusName{304, "Not Modified"},
    StatusName{307, "Temporary Redirect"},
    StatusName{308, "Permanent Redirect"},
    StatusName{400, "Bad Request"},
    StatusName{401, "Unauthorized"},
    StatusName{403, "Forbidden"},
    StatusName{404, "Not Found"},
    StatusName{405, "Method Not Allowed"},
    StatusName{406, "Not Acceptable"},
    StatusName{407, "Proxy Authentication Required"},
    StatusName{408, "Request Timeout"},
    StatusName{409, "Conflict"},
    StatusName{410, "Gone"},
    StatusName{418, "I'm a teapot"},
    StatusName{421, "Misdirected Request"},
    StatusName{425, "Too Early"},
    StatusName{429, "Too Many Requests"},
    StatusName{451, "Unavailable For Legal Reasons"},
    StatusName{500, "Internal Server Error"},
    StatusName{501, "Not Implemented"},
    StatusName{502, "Bad Gateway"},
    StatusName{503, "Service Unavailable"},
    StatusName{504, "Gateway Timeout"},
    StatusName{505, "HTTP Version Not Supported"},
    StatusName{507, "Insufficient Storage"},
    StatusName{511, "Network Authentication Required"},
};

/// What an error status means to somebody who only wanted the page. 520 to 530 are Cloudflare's own numbers.
constexpr std::array statusMeanings{
    StatusName{401, "Reachable, but it wants different credentials"},
    StatusName{403, "Reachable, but it wants different credentials"},
    StatusName{404, "Reachable, but this address is wrong or gone"},
    StatusName{407, "The proxy asks for a password"},
    StatusName{408, "The server gave up waiting for the request"},
    StatusName{410, "Reachable, but this address is wrong or gone"},
    StatusName{421, "This request reached the wrong server"},
    StatusName{425, "The server wants the request again, later"},
    StatusName{429, "We are asking too often; wait before the next try"},
    StatusName{502, "A gateway could not reach the server behind it"},
    StatusName{503, "Overloaded or under maintenance"},
    StatusName{504, "A gateway waited too long for the server behind it"},
    StatusName{511, "The network wants you to sign in first"},
    StatusName{520, "The edge got a broken answer from the server behind it"},
    StatusName{521, "The server behind the edge refuses connections"},
    StatusName{522, "The server behind the edge does not react"},
    StatusName{523, "The edge finds no way to the server behind it"},
    StatusName{524, "The server behind the edge took too long"},
    StatusName{525, "The edge and the server behind it could not agree on encryption"},
    StatusName{526, "The server behind the edge has a bad certificate"},
    StatusName{530, "The edge cannot find the server behind it"},
};

} // namespace

QString reasonOf(int status)
{
    for (const StatusName& row : statusNames) {
        if (row.status == status)
            return QLatin1StringView(row.name);
    }
    return {};
}

QString meaningOf(int status)
{
    for (const StatusName& row : statusMeanings) {
        if (row.status == status)
            return QLatin1StringView(row.name);
    }
    switch (status / 100) {
    case 1:
        return u"Only an interim answer"_s;
    case 2:
        return u"Answered, but another status is expected"_s;
    case 3:
        return u"Answered with a redirect that is not expected"_s;
    case 4:
        return u"Reachable, but it refuses this request"_s;
    }
    return u"The service itself failed"_s;
}

} // namespace Gatewatch
