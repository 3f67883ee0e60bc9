// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/documentmemory.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr qsizetype bytesKept = 32 * 1024 * 1024;
constexpr qsizetype copiesKept = 256;

} // namespace

const DocumentMemory::Copy* DocumentMemory::find(const QUrl& url) const
{
    const auto it = std::ranges::find(m_copies, url, &Copy::url);
    return it == m_copies.end() ? nullptr : &*it;
}

void DocumentMemory::keep(Copy copy)
{
    m_copies.removeIf([&copy](const Copy& old) { return old.url == copy.url; });
    if (copy.etag.isEmpty() && copy.lastModified.isEmpty())
        return;
    m_copies.append(std::move(copy));
    qsizetype bytes = 0;
    for (const Copy& kept : m_copies)
        bytes += kept.body.size();
    while (!m_copies.isEmpty() && (bytes > bytesKept || m_copies.size() > copiesKept))
        bytes -= m_copies.takeFirst().body.size();
}

} // namespace Gatewatch
