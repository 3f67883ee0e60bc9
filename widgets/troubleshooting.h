// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>
#include <core/service.h>
#include <widgets/ask.h>

#include <QObject>
#include <QPointer>

namespace Gatewatch {

class DiagnosisPanel;
class Retesting;
class Session;

/// Joins the panel with the engine: starts sessions, hands over what comes in, does what the buttons ask for.
class Troubleshooting final : public QObject {
    Q_OBJECT
public:
    Troubleshooting(Session& session, DiagnosisPanel& panel, Ask ask, QObject* parent = nullptr);

    /// Shows a session that is still running for this service, or starts one.
    /// Says why where there is nothing to ask.
    void openService(const ServiceId& id);
    void openUrl(const QUrl& url);
    /// Shows a session of before as it was.
    void openSession(const QString& id);
    /// Forgets a session of before; removed() has what it was.
    void removeSession(const QString& id);
    /// Keeps one that was removed after all.
    void restoreSession(const SavedSession& saved);
    /// Keeps a session of a file that the user chooses.
    void importSession();
    /// Asks for the list of sessions; ends in earlierReady().
    void listEarlier();
    void runAgain();
    /// The same once more, after this advice was followed or something near changed (empty): both results are shown.
    void testAgain(const QString& advice);
    void copyReport();
    /// The shown session; its service is empty for an address.
    [[nodiscard]] const Diagnosis& shown() const { return m_shown; }
    /// What people mean by a typed address: https:// where no scheme was typed. Invalid when it cannot be one.
    [[nodiscard]] static QUrl addressFrom(const QString& typed);

    /// The address of a "gatewatch:troubleshoot?url=…" link. Invalid when it is none, or leads to no web page.
    [[nodiscard]] static QUrl addressFromLink(const QString& link);

signals:
    void earlierReady(const QList<Gatewatch::SessionSummary>& sessions);
    void opened();
    void removed(const Gatewatch::SavedSession& saved);
    void told(const QString& text);
    /// Really back: a watched address gave good answers again.
    void reallyBack(const Gatewatch::ServiceId& service, const QString& name);

private:
    /// A watch that the user has asked for.
    struct Watched {
        ServiceId service;
        QString name;
        QUrl target;
        QString session; ///< whose estimate is graded by its end; empty where none was kept yet
    };
    void show(const Diagnosis& diagnosis);
    void start(const Diagnosis& blank, quint64 id);
    void cancelRunning();
    [[nodiscard]] bool canBeAskedAgain();
    void learn(const OtherDeviceFact& fact);
    void showTrials();
    void watch();
    void obey(const QString& advice);
    void joinHistory();
    void reopen(const SavedSession& saved);
    void exportAs(const QString& ending);
    void openStatusPage();
    void offerBrowsers();
    void openSignIn();
    /// What to ask about a service: its leading check, else `otherwise`.
    [[nodiscard]] HttpCheck checkOf(const ServiceId& service, const QUrl& otherwise) const;
    [[nodiscard]] bool isWatched(const Diagnosis& diagnosis) const;

    Session& m_session;
    DiagnosisPanel& m_panel;
    Ask m_ask;
    Diagnosis m_shown;
    std::optional<SavedSession> m_saved; ///< what is shown, once it is over
    Retesting* m_retesting;
    QString m_advice; ///< that was followed before it
    bool m_again = false; ///< what starts is what was shown, once more
    quint64 m_id = 0;
    QString m_wanted; ///< the id of a session that is to be opened
    QString m_leaving; ///< of one that is read before it is removed
    QHash<quint64, Watched> m_watches;
};

} // namespace Gatewatch
