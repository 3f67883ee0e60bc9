// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>
#include <core/ownmarks.h>
#include <core/result.h>

#include <QMetaType>

namespace Gatewatch {

/// What its reader says of a verdict that was wrong. Stays with the session.
struct Correction {
    TimePoint at{};
    std::optional<VerdictPlace> place; ///< where it really was, or None for nowhere; empty when that is not known
    QString words;
    bool operator==(const Correction&) const = default;
};

/// A troubleshooting session as it is kept: what was seen, and what was said of it then.
struct SavedSession {
    QString id; ///< 12 hexadecimal digits
    DiagnosisCase about;
    QList<Evidence> evidence;
    Diagnosis diagnosis;
    QString note; ///< of the user
    std::optional<Correction> correction;
    std::optional<EstimateGrade> grade; ///< of its expectation, once the fault was over
};

/// One line of a list of sessions.
struct SessionSummary {
    QString id;
    ServiceId service; ///< empty for an address that is not watched
    QString name; ///< of the service, or its host
    QString target; ///< without values of its query
    TimePoint started{};
    VerdictPlace place = VerdictPlace::Inconclusive;
    double confidence = 0;
    QString headline;
    QString note;
    bool corrected = false;
    std::optional<EstimateResult> grade{};
    bool operator==(const SessionSummary&) const = default;
};
SessionSummary summaryOf(const SavedSession& session);

/// A new id, by chance.
QString newSessionId();
/// 4096 characters of a note, or of the words of a correction, are kept.
QString keptNote(const QString& text);

/// "gatewatch.diagnosis/1" with the evidence, for keeping and for others: without secrets, values of queries, cookies,
/// and what tells who we are. `marks` are those of this computer; what the answers repeat of it is found here.
QByteArray sessionDocument(const SavedSession& session, const OwnMarks& marks = {});

/// A document that was read, and which facts only a newer version could have read.
struct ReadSession {
    SavedSession session;
    QStringList leftOut;
};
/// The session of such a document, which may lack the evidence, as those of `diagnose --json` do; its id is then made
/// of its text. Otherwise what is wrong with it, and where: more than 4 MiB or 64 levels, no JSON, another kind of
/// document, a value of a wrong type.
Result<ReadSession> readSession(const QByteArray& document);

/// As whoever gets the document would see it.
SavedSession concealed(const SavedSession& session, const OwnMarks& marks);

/// Its diagnosis alone, which may still go on, likewise.
Diagnosis concealedDiagnosis(const SavedSession& session, const OwnMarks& marks);

/// Whether there is evidence to judge again.
bool canReplay(const SavedSession& session);
/// What the evidence of the session says by the rules of today. Needs no network, and no clock.
Diagnosis replayed(const SavedSession& session);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::SavedSession)
Q_DECLARE_METATYPE(Gatewatch::SessionSummary)
