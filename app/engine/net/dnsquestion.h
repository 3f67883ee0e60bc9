// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

struct ares_channeldata;

namespace Gatewatch {

/// The name servers of this system in the order in which they are asked, as DnsQuestion takes them; `status` becomes
/// ARES_SUCCESS or why there are none.
QStringList systemNameServers(int& status);

/// One question to one name server. Nobody tells of a lost packet, so that it is put again after a third of the time
/// (RFC 1035 section 4.2.1); whichever is answered first counts. Over TCP as well where the answer is cut short.
class DnsQuestion final : public QObject {
public:
    /// c-ares' status and what came over the wire, if anything. May be called from inside c-ares, where the question
    /// must not be deleted.
    using Done = std::function<void(int status, const QByteArray& answer)>;
    /// `server`: numeric, with a port. `patience`: how long the answer may take, at least; whoever asks ends it then.
    DnsQuestion(QString name, QString record, QString server, Millis patience, Done done);
    ~DnsQuestion() override;

private:
    struct Watch {
        std::unique_ptr<QSocketNotifier> read, write;
    };
    int open();
    void put();
    void watch(int socket, bool readable, bool writable);
    void process(int readable, int writable);
    void planRetry();
    void answered(int status, const QByteArray& answer);

    QString m_name, m_record, m_server;
    Millis m_patience;
    Done m_done;
    ares_channeldata* m_channel = nullptr;
    QTimer m_retry;
    std::unordered_map<int, Watch> m_sockets;
};

} // namespace Gatewatch
