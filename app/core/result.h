// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace Gatewatch {

/// A value, or the reason why there is none. (std::expected arrives with C++23.)
template <typename T>
class Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    static Result failure(QString reason) { return Result(Reason{std::move(reason)}); }

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const T& value() const { return std::get<0>(m_state); }
    [[nodiscard]] T& value() { return std::get<0>(m_state); }
    const T& operator*() const { return value(); }
    const T* operator->() const { return &value(); }
    /// What was wrong, where, and what to do about it; empty when there is a value.
    [[nodiscard]] QString reason() const { return ok() ? QString() : std::get<1>(m_state).text; }

private:
    struct Reason {
        QString text;
    };
    explicit Result(Reason reason)
        : m_state(std::in_place_index<1>, std::move(reason))
    {
    }
    std::variant<T, Reason> m_state;
};

} // namespace Gatewatch
