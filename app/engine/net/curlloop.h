// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace Gatewatch {

class Transfer;

/// Joins curl_multi to the event loop of the thread it lives in: libcurl says which sockets it waits for and for how
/// long, and is told what came of that.
class CurlLoop final : public QObject {
    Q_OBJECT
public:
    /// Called from the event loop when a transfer has ended. It stays in the loop, for a connection without HTTP is
    /// libcurl's only as long as it does.
    using Ended = std::function<void(CURL*, CURLcode)>;

    explicit CurlLoop(Ended ended, QObject* parent = nullptr);
    /// No transfer may be left in it.
    ~CurlLoop() override;

    /// Starts the transfer, which must be taken out again before it is deleted.
    void add(Transfer& transfer);
    /// Takes it out, and breaks it off if it has not ended yet.
    void remove(Transfer& transfer);

private:
    struct Watch {
        std::unique_ptr<QSocketNotifier> read, write;
    };

    void act(curl_socket_t socket, int events);
    void hurryOn();
    void wait(long milliseconds);
    void watch(curl_socket_t socket, int what);
    Watch watchOf(curl_socket_t socket);
    static void discard(Watch& unwanted);

    static int onSocket(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int onTimer(CURLM*, long milliseconds, void* self);

    Ended m_ended;
    CURLM* m_multi;
    QTimer m_timer;
    std::vector<Transfer*> m_transfers;
    std::unordered_map<curl_socket_t, Watch> m_sockets;
    std::vector<Watch> m_idle; ///< of sockets that are closed, for the next ones: every check opens one
};

} // namespace Gatewatch
