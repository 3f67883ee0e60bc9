// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/diagnosis/probequeue.h>

#include <core/redact.h>

#include <QPointer>

namespace Gatewatch {

struct ProbeQueue::Entry {
    QString host; ///< whatever the port and the scheme: it is the machine behind them that is spared
    ProbeRequest request;
    ProbeLoop::Done done;
    std::function<void()> turn; ///< instead of both
    std::unique_ptr<ProbeHandle> transfer;
    bool counted = false;
};

class ProbeQueue::Handle final : public ProbeHandle {
public:
    Handle(ProbeQueue* queue, std::shared_ptr<Entry> entry)
        : m_queue(queue)
        , m_entry(std::move(entry))
    {
    }
    ~Handle() override
    {
        m_entry->transfer.reset();
        m_entry->done = nullptr;
        m_entry->turn = nullptr;
        if (m_queue)
            m_queue->release(*m_entry);
    }

private:
    QPointer<ProbeQueue> m_queue;
    std::shared_ptr<Entry> m_entry;
};

ProbeQueue::ProbeQueue(ProbeLoop& probes, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
{
}

std::unique_ptr<ProbeHandle> ProbeQueue::start(const ProbeRequest& request, ProbeLoop::Done done)
{
    auto entry = std::make_shared<Entry>();
    entry->host = request.url.host();
    entry->request = request;
    entry->done = std::move(done);
    return enqueue(std::move(entry));
}

std::unique_ptr<ProbeHandle> ProbeQueue::turn(const QString& host, std::function<void()> begin)
{
    auto entry = std::make_shared<Entry>();
    entry->host = host;
    entry->turn = std::move(begin);
    return enqueue(std::move(entry));
}

std::unique_ptr<ProbeHandle> ProbeQueue::enqueue(std::shared_ptr<Entry> entry)
{
    m_waiting.push_back(entry);
    startWaiting();
    return std::make_unique<Handle>(this, std::move(entry));
}

void ProbeQueue::release(Entry& entry)
{
    if (!entry.counted)
        return;
    entry.counted = false;
    --m_running[entry.host];
    startWaiting();
}

void ProbeQueue::startWaiting()
{
    for (auto at = m_waiting.begin(); at != m_waiting.end();) {
        const std::shared_ptr<Entry> entry = at->lock();
        if (entry && m_running.value(entry->host) >= perHost) {
            ++at;
            continue;
        }
        at = m_waiting.erase(at);
        if (!entry || (!entry->done && !entry->turn))
            continue;
        entry->counted = true;
        ++m_running[entry->host];
        begin(entry);
    }
}

void ProbeQueue::begin(const std::shared_ptr<Entry>& entry)
{
    if (const std::function<void()> turn = entry->turn) {
        turn();
        return;
    }
    const QPointer<ProbeQueue> alive(this);
    const std::weak_ptr<Entry> weak = entry;
    entry->transfer = m_probes.start(entry->request, [alive, weak](const Exchange& exchange) {
        const std::shared_ptr<Entry> ended = weak.lock();
        if (!ended)
            return;
        if (alive)
            alive->release(*ended);
        const ProbeLoop::Done done = ended->done; // the handle may be deleted by what it calls
        if (done)
            done(withoutValues(exchange, ended->request.secrets)); // what a run is told ends up in reports
    });
}

} // namespace Gatewatch
