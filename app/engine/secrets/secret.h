// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDebug>

#include <algorithm>
#include <vector>

namespace Gatewatch {

/// The value of a secret while this program keeps it. It cannot be copied or printed by accident, and its memory is
/// zeroed when it goes. What reveal() returns is an ordinary copy for the request that is sent next.
class Secret {
public:
    Secret() = default;
    explicit Secret(const QByteArray& value)
        : m_value(value.begin(), value.end())
    {
    }
    Secret(Secret&& other) noexcept
        : m_value(std::move(other.m_value))
    {
    }
    Secret& operator=(Secret&& other) noexcept
    {
        std::swap(m_value, other.m_value); // the old value is zeroed where the other one ends
        return *this;
    }
    ~Secret()
    {
        // Written through volatile, for a plain fill of memory that is freed next is optimised away.
        volatile char* bytes = m_value.data();
        for (std::size_t i = 0; i < m_value.size(); ++i)
            bytes[i] = 0;
    }
    [[nodiscard]] QByteArray reveal() const { return {m_value.data(), static_cast<qsizetype>(m_value.size())}; }

private:
    std::vector<char> m_value;
};

QDebug operator<<(QDebug, const Secret&) = delete;

} // namespace Gatewatch
