// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace Gatewatch {

/// A downloaded document, or why there is none.
struct DocumentReply {
    /// Unreachable: no answer. Damaged: an answer that broke off or contradicts itself.
    enum class Problem { None, Unreachable, HttpStatus, TooLarge, TooSlow, RedirectRefused, Challenged, Damaged };
    Problem problem = Problem::None;
    QString detail; ///< one sentence for experts, plain text
    QUrl url; ///< final address
    int status = 0; ///< 304 when the copy kept in memory is still the newest
    QByteArray contentType;
    QByteArray body; ///< unpacked; also kept for HttpStatus and Challenged
    std::optional<Seconds> retryAfter; ///< at most an hour; of 429 and 503
    [[nodiscard]] bool ok() const { return problem == Problem::None; }
};

struct DocumentRequest {
    QUrl url; ///< http or https
    Millis timeout{15000}; ///< for everything together, redirects included
    qint64 maxBytes = 8 * 1024 * 1024; ///< of the unpacked body
    int maxRedirects = 5;
    QByteArray userAgent{}; ///< empty: "Gatewatch"
};

class DocumentMemory;

/// Downloads documents (status pages) with one QNetworkAccessManager: HTTP/2 off, redirects by hand, an overall
/// deadline, a size limit, no cookies, no credentials, conditional requests. A document is good when its status is 200
/// to 299 and its body is not empty.
class DocumentLoader final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const DocumentReply&)>;
    explicit DocumentLoader(QObject* parent = nullptr);
    ~DocumentLoader() override;

    /// Deleting the returned object cancels; `done` is then never called. Never called from inside load().
    [[nodiscard]] std::unique_ptr<QObject> load(const DocumentRequest& request, Done done);

    /// Connections that are kept open belong to a network that is gone.
    void forgetConnections() { m_manager.clearConnectionCache(); }

private:
    QNetworkAccessManager m_manager;
    std::shared_ptr<DocumentMemory> m_memory;
};

} // namespace Gatewatch
