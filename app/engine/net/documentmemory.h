// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QUrl>

namespace Gatewatch {

/// The last good copies of documents that can be asked for conditionally. In memory only, oldest out first.
class DocumentMemory {
public:
    struct Copy {
        QUrl url;
        QByteArray etag;
        QByteArray lastModified;
        QByteArray contentType;
        QByteArray body;
    };

    [[nodiscard]] const Copy* find(const QUrl& url) const;
    /// Keeps the copy when it has an ETag or a Last-Modified, and forgets the one before.
    void keep(Copy copy);

private:
    QList<Copy> m_copies;
};

} // namespace Gatewatch
