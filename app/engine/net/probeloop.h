// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probe.h>

#include <QObject>

#include <functional>
#include <memory>

namespace Gatewatch {

/// One running transfer; deleting it cancels, and nothing is called afterwards.
class ProbeHandle {
public:
    virtual ~ProbeHandle() = default;
};

/// Makes requests from the event loop of the thread it lives in. Every one uses a fresh connection.
class ProbeLoop final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Exchange&)>;

    explicit ProbeLoop(QObject* parent = nullptr);
    ~ProbeLoop() override;

    /// Starts a transfer, redirects included (each hop on a fresh connection; secrets go to the first origin only).
    /// `done` is called once from the event loop, never from inside start(). Requests that cannot be made at all (bad
    /// URL, forbidden header) end with Failure::Abandoned and a detail.
    [[nodiscard]] std::unique_ptr<ProbeHandle> start(const ProbeRequest& request, Done done);

    /// How many transfers are under way.
    [[nodiscard]] int running() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch
