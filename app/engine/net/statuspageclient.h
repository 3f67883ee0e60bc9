// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/service.h>
#include <core/statuspage/statusreport.h>
#include <engine/net/document.h>

namespace Gatewatch {

/// Reads one status page: tries the endpoints of the format (or of each format in turn for "auto"), parses, narrows.
/// Never fails: an unreadable page is a report with Readability::Unreadable.
class StatusPageClient final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const StatusReport&)>;
    explicit StatusPageClient(DocumentLoader& loader, QObject* parent = nullptr);

    /// Present: what polling needs. WithPast: incidents that are over as well, which costs another request.
    enum class Depth { Present, WithPast };

    /// Deleting the returned object cancels. `done` is called once, never from inside read().
    [[nodiscard]] std::unique_ptr<QObject> read(
        const StatusPageSource& source, const QByteArray& userAgent, Millis timeout, Done done,
        Depth depth = Depth::Present);

private:
    DocumentLoader& m_loader;
};

} // namespace Gatewatch
