// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <curl/curl.h>

#include <chrono>
#include <vector>

namespace Gatewatch {

/// Why no connection was made, of which libcurl tells the last reason: an address to which no way leads from here says
/// nothing about the others.
Failure mostTelling(Failure last, const QList<AddressTried>& tried);

/// The addresses that libcurl tries to connect to during one transfer, one after the other and, of two kinds, side by
/// side (RFC 8305). It says nothing about those it leaves for a faster one; of those that fail the errno is known when
/// their sockets are closed.
class Attempts final {
public:
    /// Watches which sockets `easy` closes; those it opens come through open().
    explicit Attempts(CURL* easy);
    ~Attempts();
    Attempts(const Attempts&) = delete;
    Attempts& operator=(const Attempts&) = delete;

    /// A socket for one more address, or CURL_SOCKET_BAD.
    curl_socket_t open(const curl_sockaddr& address);
    /// What Exchange::addressesTried says of them; `connected` is the address of the connection, empty without one.
    [[nodiscard]] QList<AddressTried> tried(const QString& connected) const;

    /// What the kernel knows of a connection when it is closed: libcurl tells of whole lines of a head only.
    struct Received {
        uint pieces = 0; ///< segments with data in them (RFC 9293), those of TLS and of a proxy as well
        Millis ago{0}; ///< since the last one came
        bool end = false; ///< and the other side's FIN
    };
    /// Of the connection that was closed last; nothing while it is open.
    [[nodiscard]] const Received& received() const { return m_received; }

private:
    struct Attempt {
        curl_socket_t socket;
        AddressTried tried;
        std::chrono::steady_clock::time_point begun;
    };

    static int onClose(void* number, curl_socket_t socket);
    void closing(curl_socket_t socket);
    [[nodiscard]] bool isAnyConnected() const;

    CURL* m_easy;
    quintptr m_number; ///< which libcurl knows it by
    std::vector<Attempt> m_attempts;
    Received m_received;
};

} // namespace Gatewatch
