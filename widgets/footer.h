// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace Gatewatch {

class ElidedLabel;
class Session;

/// The last line of the window: are we online, when is the next check, is there anything new.
class Footer final : public QWidget {
    Q_OBJECT
public:
    explicit Footer(Session& session, QWidget* parent = nullptr);
    /// Events newer than this (milliseconds since the epoch) count as new.
    void setSeenUntil(qint64 at);
    void refresh();

signals:
    void eventsRequested();
    /// That a browser shows the sign-in page of the network.
    void signInRequested(const QString& url);

private:
    Session& m_session;
    ElidedLabel* m_text;
    QPushButton* m_signIn;
    QPushButton* m_events;
    qint64 m_seenUntil = 0;
};

} // namespace Gatewatch
