// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/latereplies.h>

#include <QString>

#include <memory>

namespace Gatewatch {

/// A link with a delay, made of a TUN device in an OwnNetwork: every packet sent into it comes back out of it later,
/// with its two addresses exchanged (which changes no checksum). So a server that listens on `here` is reached at
/// `there`, and each direction takes the delay once.
class DelayedLink final {
public:
    static constexpr const char* here = "10.50.2.1";
    static constexpr const char* there = "10.50.2.2";

    explicit DelayedLink(Millis delay, Lateness* lateness = nullptr);
    ~DelayedLink();
    DelayedLink(const DelayedLink&) = delete;
    DelayedLink& operator=(const DelayedLink&) = delete;

    /// Why there is no such link; empty when there is.
    [[nodiscard]] QString error() const { return m_error; }

private:
    int m_device;
    QString m_error;
    std::unique_ptr<LateReplies> m_replies;
};

} // namespace Gatewatch
