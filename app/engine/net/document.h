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
    enum class Problem { None, Unreachable, HttpStatus, TooLarge, TooSlow, RedirectRefused, Challenged };
    Problem problem = Problem::None;
    QString detail;
    QUrl url; ///< final address
    int status = 0;
    QByteArray contentType;
    QByteArray body;
    std::optional<Seconds> retryAfter;
    [[nodiscard]] bool ok() const { return problem == Problem::None; }
};

struct DocumentRequest {
    QUrl url;
    Millis timeout{15000};
    qint64 maxBytes = 8 * 1024 * 1024;
    int maxRedirects = 5;
    QByteArray userAgent;
};

/// Downloads documents (status pages) with one QNetworkAccessManager: HTTP/2 off, redirects by hand, an overall
/// deadline, a size limit, no cookies, conditional requests.
class DocumentLoader final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const DocumentReply&)>;
    explicit DocumentLoader(QObject* parent = nullptr);
    ~DocumentLoader() override;

    /// Deleting the returned object cancels; `done` is then never called. Never called from inside load().
    [[nodiscard]] std::unique_ptr<QObject> load(const DocumentRequest& request, Done done);

private:
    QNetworkAccessManager m_manager;
};

} // namespace Gatewatch
