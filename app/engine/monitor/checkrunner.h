// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/prepare.h>

#include <QObject>

#include <deque>
#include <map>
#include <memory>

namespace Gatewatch {

/// Runs checks: one of each at a time, so many together as allowed, and few against one host; the others in the order
/// they came.
class CheckRunner final : public QObject {
    Q_OBJECT
public:
    explicit CheckRunner(ProbeLoop& probes, QObject* parent = nullptr);

    void setLimit(int maxConcurrent);
    /// Starts the check or lets it wait for its turn. False when it runs or waits already: a late tick is skipped.
    bool run(const CheckId& check, const CheckRequest& request);
    void cancel(const CheckId& check);
    void cancelAll();

signals:
    void ended(const Gatewatch::CheckId& check, const Gatewatch::Exchange& exchange);

private:
    struct Running {
        QString host;
        std::unique_ptr<ProbeHandle> handle;
    };
    static constexpr int perHost = 6; ///< as browsers do

    void launch();
    [[nodiscard]] bool isBusy(const QString& host) const;
    void take(const CheckId& check, const Exchange& exchange);

    ProbeLoop& m_probes;
    int m_limit = 64;
    std::deque<std::pair<CheckId, CheckRequest>> m_waiting;
    std::map<CheckId, Running> m_running;
};

} // namespace Gatewatch
