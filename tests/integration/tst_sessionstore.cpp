// SPDX-License-Identifier: GPL-3.0-or-later
// Troubleshooting sessions in the history: kept, listed, given back as they were, and never more than there is room
// for.
#include <core/diagnosis/session.h>
#include <core/diagnosis/sessionfile.h>
#include <engine/history/schema.h>
#include <engine/history/sessionstore.h>
#include <engine/system/thiscomputer.h>

#include <support/samplediagnosis.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SavedSession sampleSession(int number)
{
    SavedSession session;
    session.id = u"%1"_s.arg(number, 12, 16, QChar(u'0'));
    session.about.service = u"api"_s;
    session.about.serviceName = u"The API"_s;
    session.about.target = QUrl(u"https://api.example/health?key=canary"_s);
    session.about.startedAt = sampleNow() + 1min * number;
    HttpReply reply;
    reply.exchange.at = session.about.startedAt;
    reply.exchange.response = ResponseHead{502, "1.1", "Bad Gateway", {{"Server", "nginx"}}};
    reply.exchange.body = "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>";
    session.evidence = {reply};
    session.diagnosis = judgeEvidence(session.about, session.evidence, {}, session.about.startedAt + 3s);
    return session;
}

QList<SessionSummary> listOf(History& history, int limit = 1000)
{
    QSignalSpy spy(&history, &History::sessionsReady);
    history.requestSessions(4, limit);
    return spy.value(0).value(1).value<QList<SessionSummary>>();
}

SavedSession sessionOf(History& history, const QString& id)
{
    QSignalSpy spy(&history, &History::sessionReady);
    history.requestSession(5, id);
    return spy.value(0).value(1).value<SavedSession>();
}

QStringList idsOf(const QList<SessionSummary>& sessions)
{
    QStringList ids;
    for (const SessionSummary& each : sessions)
        ids.append(each.id);
    return ids;
}

} // namespace

class SessionStoreTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;

    /// What is left of sessions that are stored one after the other.
    QStringList leftOf(const QList<SavedSession>& sessions, const SessionLimits& limits)
    {
        Database database;
        StoreError error = database.open(m_file, History::Mode::ReadWrite);
        if (!error)
            error = migrate(database);
        for (const SavedSession& each : sessions) {
            if (!error)
                error = writeSession(database, each, sessionDocument(each), limits);
        }
        const QStringList ids = idsOf(readSessions(database, 1000, error));
        return error ? QStringList{error.detail} : ids;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(u"history.sqlite"_s);
    }
    void itIsThereAsItWasAfterReopening()
    {
        const SavedSession first = sampleSession(1);
        const SavedSession second = sampleSession(2);
        {
            History history(m_file);
            history.open();
            QSignalSpy changed(&history, &History::sessionsChanged);
            history.saveSession(first);
            history.saveSession(second);
            QCOMPARE(changed.size(), 2);
            history.close();
        }
        History history(m_file, History::Mode::ReadOnly);
        history.open();
        const QList<SessionSummary> list = listOf(history);
        QCOMPARE(idsOf(list), (QStringList{second.id, first.id})); // newest first
        QCOMPARE(list[0].name, u"The API"_s);
        QCOMPARE(list[0].target, u"https://api.example/health?key=•••"_s);
        QCOMPARE(list[0].place, second.diagnosis.verdict.place);
        QCOMPARE(list[0].headline, second.diagnosis.verdict.headline);
        QCOMPARE(listOf(history, 1).size(), 1);
        QCOMPARE(sessionDocument(sessionOf(history, first.id)), sessionDocument(first));
        QCOMPARE(sessionOf(history, u"ffffffffffff"_s).id, QString());
    }
    void wordsOfTheUserStayWithIt()
    {
        History history(m_file);
        history.open();
        SavedSession session = sampleSession(1);
        history.saveSession(session);
        session.note = u"it was the proxy"_s;
        session.correction = Correction{sampleNow(), VerdictPlace::Network, u"of the office"_s};
        history.saveSession(session);
        const QList<SessionSummary> list = listOf(history);
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0].note, session.note);
        QVERIFY(list[0].corrected);
        QCOMPARE(sessionOf(history, session.id).correction, session.correction);
        history.removeSession(session.id);
        QVERIFY(listOf(history).isEmpty());
    }
    void theEndOfTheIncidentGradesWhatWasExpected()
    {
        History history(m_file);
        history.open();
        const SavedSession session = sampleSession(1);
        SavedSession elsewhere = sampleSession(2);
        elsewhere.about.service = u"mail"_s;
        elsewhere.diagnosis.service = u"mail"_s;
        history.saveSession(session);
        history.saveSession(elsewhere);
        QSignalSpy known(&history, &History::estimatesKnown);
        Incident incident;
        incident.service = u"api"_s;
        incident.endpoint = u"main"_s;
        incident.opened = session.about.startedAt - 2s;
        history.saveIncident(incident); // still open
        QVERIFY(known.isEmpty());
        incident.closed = session.about.startedAt + 20min;
        history.saveIncident(incident);
        QCOMPARE(known.size(), 1);
        const auto records = known[0].value(0).value<QHash<ServiceId, EstimateRecord>>();
        QCOMPARE(records, (QHash<ServiceId, EstimateRecord>{{u"api"_s, {0, 1}}}));
        const SavedSession kept = sessionOf(history, session.id);
        QVERIFY(kept.grade);
        QCOMPARE(kept.grade->result, EstimateResult::TooShort); // many are over within a minute
        QCOMPARE(kept.grade->over, *incident.closed);
        QVERIFY(!sessionOf(history, elsewhere.id).grade);
        for (const SessionSummary& one : listOf(history))
            QCOMPARE(one.grade.has_value(), one.id == session.id);

        // A later end does not change it, and neither does a note by somebody who does not know the grade.
        history.sessionIsOver(session.id, session.about.startedAt + 10s);
        SavedSession noted = session;
        noted.note = u"coffee"_s;
        history.saveSession(noted);
        QCOMPARE(sessionOf(history, session.id).grade, kept.grade);
        QCOMPARE(sessionOf(history, session.id).note, noted.note);
        history.requestEstimates();
        QCOMPARE((known.last().value(0).value<QHash<ServiceId, EstimateRecord>>()), records);
    }
    void aWatchThatSawItBackGradesASession()
    {
        History history(m_file);
        history.open();
        SavedSession session = sampleSession(1);
        session.about.service.clear(); // an address that somebody typed
        history.saveSession(session);
        history.sessionIsOver(session.id, session.about.startedAt + 30s);
        QVERIFY(sessionOf(history, session.id).grade);
        QCOMPARE(sessionOf(history, session.id).grade->result, EstimateResult::Right);
        history.sessionIsOver(u"ffffffffffff"_s, sampleNow()); // nobody knows it
    }
    void whoAskedIsNotKept()
    {
        const OwnMarks marks = marksOfThisComputer();
        SavedSession session = sampleSession(1);
        auto& body = std::get<HttpReply>(session.evidence[0]).exchange.body;
        for (const QString& hardware : marks.hardware)
            body += " from " + hardware.toUtf8();
        body += " Your IP: 203.0.113.99";
        History history(m_file);
        history.open();
        history.saveSession(session);
        const QByteArray kept = std::get<HttpReply>(sessionOf(history, session.id).evidence[0]).exchange.body;
        for (const QString& hardware : marks.hardware)
            QVERIFY(!kept.contains(hardware.toUtf8()));
        QVERIFY(!kept.contains("203.0.113.99"));
        const QByteArray document = sessionDocument(sessionOf(history, session.id));
        QVERIFY(!document.contains("canary"));
    }
    void theOldestWithoutANoteGoFirst()
    {
        QList<SavedSession> sessions;
        for (int i = 0; i < 6; ++i)
            sessions.append(sampleSession(i));
        sessions[0].note = u"keep me"_s;
        sessions[1].correction = Correction{sampleNow(), {}, {}};
        QCOMPARE(
            leftOf(sessions, {4, 1 << 30}),
            (QStringList{sessions[5].id, sessions[4].id, sessions[1].id, sessions[0].id}));
    }
    void evenNotesHaveAnEnd()
    {
        QList<SavedSession> sessions;
        for (int i = 0; i < 4; ++i) {
            sessions.append(sampleSession(i));
            sessions.last().note = u"keep me"_s;
        }
        QCOMPARE(leftOf(sessions, {2, 1 << 30}), (QStringList{sessions[3].id, sessions[2].id}));
    }
    void bytesAreBoundedAsWell()
    {
        QList<SavedSession> sessions;
        for (int i = 0; i < 4; ++i)
            sessions.append(sampleSession(i));
        const qint64 one = qCompress(sessionDocument(sessions[0])).size();
        QCOMPARE(leftOf(sessions, {100, one * 5 / 2}), (QStringList{sessions[3].id, sessions[2].id}));
    }
    void whoOnlyReadsKeepsNothing()
    {
        History writer(m_file);
        writer.open();
        History second(m_file);
        second.open(); // the lock is taken
        second.saveSession(sampleSession(1));
        QVERIFY(listOf(second).isEmpty());
        QVERIFY(listOf(writer).isEmpty());
    }
};

QTEST_GUILESS_MAIN(SessionStoreTest)
#include "tst_sessionstore.moc"
