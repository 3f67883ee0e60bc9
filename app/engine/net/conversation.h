// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probe.h>

#include <QElapsedTimer>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>

#include <functional>
#include <memory>

namespace Gatewatch {

/// Speaks over a connection that libcurl has made (CURLOPT_CONNECT_ONLY), through TLS where there is any. Ends when it
/// has heard enough, when the other side closes, or at the deadline.
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
    Conversation(CURL* easy, Lines lines, Millis budget, std::function<void(const End&)> done);

private:
    void speak();
    void hear();
    void end(Failure failure, const QString& detail = {});

    CURL* m_easy;
    Lines m_lines;
    qsizetype m_said = 0;
    std::function<void(const End&)> m_done;
    End m_end;
    QElapsedTimer m_clock;
    QTimer m_deadline;
    std::unique_ptr<QSocketNotifier> m_readable, m_writable;
};

} // namespace Gatewatch
