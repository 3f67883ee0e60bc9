// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probeloop.h>

#include <QObject>

#include <deque>
#include <map>
#include <memory>

namespace Gatewatch {

/// Runs checks: one of each at a time, so many together as allowed, the others in the order they came.
class CheckRunner final : public QObject {
    Q_OBJECT
public:
    explicit CheckRunner(ProbeLoop& probes, QObject* parent = nullptr);

    void setLimit(int maxConcurrent);
    /// Starts the check or lets it wait for its turn. False when it runs or waits already: a late tick is skipped.
    bool run(const CheckId& check, const ProbeRequest& request);
    void cancel(const CheckId& check);
    void cancelAll();

signals:
    void ended(const Gatewatch::CheckId& check, const Gatewatch::Exchange& exchange);

private:
    void launch();
    void take(const CheckId& check, const Exchange& exchange);

    ProbeLoop& m_probes;
    int m_limit = 64;
    std::deque<std::pair<CheckId, ProbeRequest>> m_waiting;
    std::map<CheckId, std::unique_ptr<ProbeHandle>> m_running;
};

} // namespace Gatewatch
