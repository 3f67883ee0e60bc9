// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probe.h>
#include <engine/net/tlswitness.h>

#include <QElapsedTimer>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>

#include <functional>
#include <memory>

namespace Gatewatch {

/// Speaks over a connection that libcurl has made (CURLOPT_CONNECT_ONLY), through TLS where there is any. Ends when it
/// has heard enough, when the other side closes, or at the deadline. Before the first word it gives a server that asked
/// for a client certificate the time to refuse: in TLS 1.3 the handshake ends before the server has seen ours.
class Conversation final : public QObject {
    Q_OBJECT
public:
    struct End {
        Failure failure = Failure::Ok;
        QByteArray heard; ///< up to 64 KiB
        Micros waited{0}; ///< until the last byte that was needed
        QString detail;
    };

    /// `easy` must stay in its multi handle and outlive this. `done` is called once, from the event loop.
    /// `witness` is that of its handshake.
    Conversation(
        CURL* easy, std::shared_ptr<const TlsWitness> witness, Lines lines, Millis budget,
        std::function<void(const End&)> done);

private:
    void begin();
    void speak();
    void hear();
    void end(Failure failure, const QString& detail = {});

    CURL* m_easy;
    std::shared_ptr<const TlsWitness> m_witness;
    Lines m_lines;
    qsizetype m_said = 0;
    bool m_begun = false; ///< let in, as far as we know
    std::function<void(const End&)> m_done;
    End m_end;
    QElapsedTimer m_clock;
    QTimer m_deadline, m_verdict;
    std::unique_ptr<QSocketNotifier> m_readable, m_writable;
};

} // namespace Gatewatch
