// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/headrules.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

/// It has to be one number that fits into 63 bits, or the same one several times.
Flaw lengthFlaw(const QList<QByteArray>& lengths)
{
    if (lengths.isEmpty())
        return Flaw::None;
    const QList<QByteArray> all = lengths.join(',').split(',');
    const QByteArray first = all.first().trimmed();
    if (std::ranges::any_of(all, [&](const QByteArray& each) { return each.trimmed() != first; }))
        return Flaw::Lengths;
    bool fits = false;
    first.toLongLong(&fits);
    const bool digits = std::ranges::all_of(first, [](char each) { return each >= '0' && each <= '9'; });
    return fits && digits ? Flaw::None : Flaw::Length;
}

bool chunkedOnce(const QByteArray& codings)
{
    const auto isChunked = [](const QByteArray& each) { return each.trimmed() == "chunked"; };
    return std::ranges::count_if(codings.toLower().split(','), isChunked) <= 1;
}

} // namespace

Flaw flawOf(const ResponseHead& head)
{
    constexpr std::array versions{"1.0", "1.1", "2", "3"};
    if (std::ranges::none_of(versions, [&](const char* each) { return head.version == each; }))
        return Flaw::Version;
    if (head.status < 100 || head.status > 599)
        return Flaw::Status;
    if (const Flaw flaw = lengthFlaw(head.allHeaders("Content-Length")); flaw != Flaw::None)
        return flaw;
    return chunkedOnce(head.header("Transfer-Encoding")) ? Flaw::None : Flaw::Coding;
}

bool endsWithConnection(const QByteArray& method, const ResponseHead& head)
{
    return method != "HEAD" && head.status != 204 && head.status != 304 && head.version.startsWith('1')
        && !head.has("Content-Length") && !head.has("Transfer-Encoding");
}

} // namespace Gatewatch
