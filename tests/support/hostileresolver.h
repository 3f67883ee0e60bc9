// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/latereplies.h>

#include <QByteArray>

#include <memory>

namespace Gatewatch {

/// A name server on port 53 that answers by the first label of the name: "nxdomain", "empty", "servfail" and
/// "refused" are what they say, "late40" and "late40-anything" are the address 40 ms later, "half" is the address for
/// who asks for one and silence for who asks for anything else, and so is everything else.
class HostileResolver final {
public:
    /// `address`: IPv4, of the names that have one. `listen`: where it is asked, of loopback.
    explicit HostileResolver(
        const char* address = "127.0.0.1", Lateness* lateness = nullptr, const char* listen = "127.0.0.1");
    ~HostileResolver();
    HostileResolver(const HostileResolver&) = delete;
    HostileResolver& operator=(const HostileResolver&) = delete;
    [[nodiscard]] bool listens() const { return m_replies != nullptr; }

private:
    std::optional<LateReplies::Later> take() const;

    int m_socket;
    QByteArray m_address; ///< as it stands in an answer
    std::unique_ptr<LateReplies> m_replies;
};

} // namespace Gatewatch
