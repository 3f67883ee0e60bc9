// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/botwall.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// What a bot wall says in the head.
struct HeaderMark {
    const char* name;
    const char* value;
};
constexpr HeaderMark headerMarks[] = {
    {"cf-mitigated", "challenge"}, // Cloudflare, "Detect a challenge page response"
    {"x-vercel-mitigated", "challenge"}, // Vercel's firewall, with 403 and 429
    {"x-amzn-waf-action", "challenge"}, // AWS WAF, "CAPTCHA and Challenge action behavior": with 202
    {"x-amzn-waf-action", "captcha"}, // the same, with 405
};

// In the pages of the walls themselves; others that write about them are long.
constexpr qsizetype longestPage = 64 * 1024;
constexpr const char* pageMarks[] = {
    "<title>Just a moment...</title>", // Cloudflare
    "<title>Vercel Security Checkpoint</title>",
    "id=\"anubis_challenge\"", // Anubis, with 200
    "sucuri_cloudproxy_js", // Sucuri's test for a browser, with 200 and 307
    "Request unsuccessful. Incapsula incident ID", // Imperva, with 200 and 403
};

// In pages that work as well, so that only a refusal with one of them is a wall.
constexpr const char* refusalMarks[] = {
    "/cdn-cgi/challenge-platform/", "_Incapsula_Resource", "px-captcha", "captcha-delivery.com", "AwsWafIntegration"};

bool isRefusal(int status)
{
    return status == 403 || status == 429 || status == 503;
}

} // namespace

bool isChallenge(const ResponseHead& head, const QByteArray& body)
{
    const bool refused = isRefusal(head.status);
    const auto said = [&](const HeaderMark& mark) { return head.header(mark.name).trimmed().toLower() == mark.value; };
    const auto shown = [&](const char* mark) { return body.contains(mark); };
    return std::ranges::any_of(headerMarks, said)
        || ((refused || body.size() <= longestPage) && std::ranges::any_of(pageMarks, shown))
        || (refused && std::ranges::any_of(refusalMarks, shown));
}

bool isChallenge(const Exchange& exchange)
{
    return exchange.response && isChallenge(*exchange.response, exchange.body);
}

} // namespace Gatewatch
