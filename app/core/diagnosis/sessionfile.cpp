// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/sessionfile.h>

#include <core/diagnosis/report.h>
#include <core/diagnosis/session.h>
#include <core/diagnosis/sessionmarks.h>
#include <core/diagnosis/storeddiagnosis.h>
#include <core/diagnosis/storedevidence.h>
#include <core/exporting.h>
#include <core/fieldreader.h>
#include <core/redact.h>

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>

namespace Gatewatch {

using namespace Qt::StringLiterals;

constexpr qsizetype mostBytes = 4 * 1024 * 1024;
constexpr int mostLevels = 64;
constexpr qsizetype mostOfNote = 4096;

template <typename F>
static void fields(F& f, DiagnosisCase& about)
{
    f("service"_L1, about.service);
    f("serviceName"_L1, about.serviceName);
    f("target"_L1, about.target);
    f("method"_L1, about.method);
    f("startedAt"_L1, about.startedAt);
    f("since"_L1, about.since);
    f("expectStatus"_L1, about.expectStatus);
    f("pageNarrowed"_L1, about.pageNarrowed);
    f("missingSecrets"_L1, about.missingSecrets);
}

template <typename F>
static void fields(F& f, Correction& correction)
{
    f("at"_L1, correction.at);
    f("place"_L1, correction.place);
    f("words"_L1, correction.words);
}

template <>
struct LastOf<EstimateResult> {
    static constexpr EstimateResult value = EstimateResult::TooLong;
};

template <typename F>
static void fields(F& f, EstimateGrade& grade)
{
    f("overAt"_L1, grade.over);
    f("lastedSeconds"_L1, grade.lastedSeconds);
    f("tookSeconds"_L1, grade.tookSeconds);
    f("result"_L1, grade.result);
    f("doublings"_L1, grade.doublings);
    f("text"_L1, grade.text);
}

namespace {

bool isId(const QString& text)
{
    static const QRegularExpression form(u"\\A[0-9a-f]{12}\\z"_s);
    return form.match(text).hasMatch();
}

/// Nothing is null in what is read: null says the same as nothing. Empty when there are too many levels.
std::optional<QJsonValue> withoutNulls(const QJsonValue& value, int levels = mostLevels)
{
    if (levels == 0)
        return std::nullopt;
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue each : value.toArray()) {
            const auto inner = withoutNulls(each, levels - 1);
            if (!inner)
                return std::nullopt;
            array.append(*inner);
        }
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object;
    const QJsonObject from = value.toObject();
    for (auto it = from.begin(); it != from.end(); ++it) {
        if (it.value().isNull())
            continue;
        const auto inner = withoutNulls(it.value(), levels - 1);
        if (!inner)
            return std::nullopt;
        object.insert(it.key(), *inner);
    }
    return object;
}

Result<QJsonObject> parsed(const QByteArray& document)
{
    using Failed = Result<QJsonObject>;
    if (document.size() > mostBytes)
        return Failed::failure(u"the file is larger than 4 MiB, which no session is"_s);
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(document, &error);
    if (error.error != QJsonParseError::NoError)
        return Failed::failure(u"no JSON: %1 at byte %2"_s.arg(error.errorString()).arg(error.offset));
    const auto tidy = withoutNulls(json.object());
    if (!tidy)
        return Failed::failure(u"more than %1 levels of objects and lists"_s.arg(mostLevels));
    const QString schema = tidy->toObject().value("schema"_L1).toString();
    if (schema != "gatewatch.diagnosis/1"_L1)
        return Failed::failure(
            schema.isEmpty() ? u"no document of a diagnosis: \"schema\" is missing"_s
                             : u"\"schema\" is \"%1\" and not \"gatewatch.diagnosis/1\""_s.arg(schema.left(60)));
    return tidy->toObject();
}

/// Of a document without one: the same each time that it is read.
QString idFrom(const QByteArray& document)
{
    return QString::fromLatin1(QCryptographicHash::hash(document, QCryptographicHash::Sha256).toHex().left(12));
}

void readCase(SavedSession& session, ObjectReader& object, bool& newWord)
{
    DiagnosisCase& about = session.about;
    about.target = session.diagnosis.target;
    about.startedAt = session.diagnosis.startedAt;
    FieldReader(object, newWord)("case"_L1, about);
    // What the document says at its top is what everybody reads.
    about.target = session.diagnosis.target;
    about.startedAt = session.diagnosis.startedAt;
    session.diagnosis.service = about.service;
    session.diagnosis.serviceName = about.serviceName;
    session.diagnosis.method = about.method;
}

/// Hides secrets, what is known of this computer, and what the answers repeat of it.
Concealer concealerFor(const SavedSession& session, OwnMarks marks)
{
    const OwnMarks seen = marksIn(session.evidence);
    marks.addresses += seen.addresses;
    marks.names += seen.names;
    return Concealer(marks, wordsOfService(session.about, session.evidence));
}

} // namespace

SessionSummary summaryOf(const SavedSession& session)
{
    const Diagnosis& diagnosis = session.diagnosis;
    return {
        session.id,
        session.about.service,
        session.about.serviceName.isEmpty() ? diagnosis.target.host() : session.about.serviceName,
        redactedUrl(diagnosis.target),
        diagnosis.startedAt,
        diagnosis.verdict.place,
        diagnosis.verdict.confidence,
        diagnosis.verdict.headline,
        session.note,
        session.correction.has_value(),
        session.grade ? std::optional(session.grade->result) : std::nullopt};
}

QString newSessionId()
{
    const quint64 number = QRandomGenerator::system()->generate64() >> 16;
    return QString::number(number, 16).rightJustified(12, u'0');
}

QString keptNote(const QString& text)
{
    return text.trimmed().left(mostOfNote);
}

QByteArray sessionDocument(const SavedSession& session, const OwnMarks& marks)
{
    const Concealer concealer = concealerFor(session, marks);
    QJsonObject object = toJson(session.diagnosis);
    FieldWriter writer(concealer);
    writer("case"_L1, session.about);
    writer("note"_L1, session.note);
    writer("correction"_L1, session.correction);
    writer("grade"_L1, session.grade);
    const QJsonObject more = writer.object();
    for (auto it = more.begin(); it != more.end(); ++it)
        object.insert(it.key(), it.value());
    object.insert("evidence"_L1, evidenceToJson(session.evidence, concealer));
    object = concealer.conceal(QJsonValue(object)).toObject();
    object.insert("id"_L1, session.id); // digits that mean nothing
    return documentText(object);
}

Result<ReadSession> readSession(const QByteArray& document)
{
    using Failed = Result<ReadSession>;
    const auto json = parsed(document);
    if (!json)
        return Failed::failure(json.reason());
    ReadLog log;
    ReadSession read;
    SavedSession& session = read.session;
    session.diagnosis = diagnosisFromJson(*json, log);
    ObjectReader object(*json, {}, log);
    bool newWord = false;
    readCase(session, object, newWord);
    FieldReader reader(object, newWord);
    reader("note"_L1, session.note);
    reader("correction"_L1, session.correction);
    reader("grade"_L1, session.grade);
    session.note = keptNote(session.note);
    session.evidence = evidenceFromJson(object.list("evidence"_L1), u"/evidence"_s, log, read.leftOut);
    session.id = object.text("id"_L1);
    if (!isId(session.id))
        session.id = idFrom(document);
    if (!log.error.isEmpty())
        return Failed::failure(log.error);
    return read;
}

SavedSession concealed(const SavedSession& session, const OwnMarks& marks)
{
    const auto read = readSession(sessionDocument(session, marks));
    return read ? read->session : SavedSession{};
}

Diagnosis concealedDiagnosis(const SavedSession& session, const OwnMarks& marks)
{
    const QJsonValue safe = concealerFor(session, marks).conceal(QJsonValue(toJson(session.diagnosis)));
    ReadLog log; // has nothing to complain of: this program wrote it
    Diagnosis diagnosis = diagnosisFromJson(withoutNulls(safe).value_or(QJsonObject()).toObject(), log);
    diagnosis.service = session.diagnosis.service;
    diagnosis.serviceName = session.diagnosis.serviceName;
    diagnosis.method = session.diagnosis.method;
    return diagnosis;
}

bool canReplay(const SavedSession& session)
{
    return !session.evidence.isEmpty();
}

Diagnosis replayed(const SavedSession& session)
{
    const Diagnosis& then = session.diagnosis;
    return judgeEvidence(session.about, session.evidence, then.steps, then.startedAt + then.duration);
}

} // namespace Gatewatch
