// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probeloop.h>

#include <QHash>
#include <QObject>

#include <functional>
#include <list>
#include <memory>

namespace Gatewatch {

/// Lets at most two transfers run against one host: a service in trouble is not given more of it by being looked at.
class ProbeQueue final : public QObject {
    Q_OBJECT
public:
    static constexpr int perHost = 2;
    explicit ProbeQueue(ProbeLoop& probes, QObject* parent = nullptr);

    /// As ProbeLoop::start(); waits its turn first. Deleting the handle cancels, waiting or running.
    [[nodiscard]] std::unique_ptr<ProbeHandle> start(const ProbeRequest& request, ProbeLoop::Done done);
    /// A turn for a connection that libcurl does not make: `begin` is called when it has come, at once where nobody
    /// waits, and it lasts until the handle is deleted.
    [[nodiscard]] std::unique_ptr<ProbeHandle> turn(const QString& host, std::function<void()> begin);

private:
    struct Entry;
    class Handle;
    std::unique_ptr<ProbeHandle> enqueue(std::shared_ptr<Entry> entry);
    void begin(const std::shared_ptr<Entry>& entry);
    void startWaiting();
    void release(Entry& entry);

    ProbeLoop& m_probes;
    std::list<std::weak_ptr<Entry>> m_waiting;
    QHash<QString, int> m_running;
};

} // namespace Gatewatch
