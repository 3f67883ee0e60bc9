// SPDX-License-Identifier: GPL-3.0-or-later
// Troubleshooting sessions that were kept: sessions [show|export|import|note|wrong|compare|remove].
#include <cli/command.h>
#include <cli/diagnosisprint.h>
#include <cli/sessionshelf.h>
#include <cli/target.h>
#include <core/diagnosis/sessionreport.h>
#include <core/diagnosis/sidebyside.h>
#include <core/exporting.h>
#include <engine/system/thiscomputer.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

QString momentOf(TimePoint at)
{
    return toIso(at).left(16).replace(u'T', u' ') + u" UTC"_s;
}

/// Use that was right and could not be done; with --json the document says so as well.
int failed(const Console& console, const QString& sentence)
{
    complain(console, sentence);
    return CouldNotTell;
}

int listSessions(const Invocation& invocation)
{
    const Console& console = invocation.console;
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadOnly);
    const QList<SessionSummary> sessions = shelf.list();
    if (!shelf.problem().isEmpty())
        console.note(shelf.problem());
    if (console.json()) {
        QJsonArray array;
        for (const SessionSummary& one : sessions) {
            array.append(QJsonObject{
                {u"id"_s, one.id},
                {u"service"_s, one.service.isEmpty() ? QJsonValue() : QJsonValue(one.service)},
                {u"name"_s, one.name},
                {u"target"_s, one.target},
                {u"startedAt"_s, toIso(one.started)},
                {u"place"_s, idOf(one.place)},
                {u"confidence"_s, one.confidence},
                {u"headline"_s, one.headline},
                {u"note"_s, one.note},
                {u"corrected"_s, one.corrected},
                {u"estimate"_s, one.grade ? QJsonValue(idOf(*one.grade)) : QJsonValue()}});
        }
        console.document({{u"schema"_s, u"gatewatch.sessions/1"_s}, {u"sessions"_s, array}});
        return AllIsWell;
    }
    for (const SessionSummary& one : sessions) {
        console.print(u"%1  %2  %3  %4"_s.arg(
            one.id, momentOf(one.started), idOf(one.place).leftJustified(12), cleaned(one.target)));
        const QString wrong = one.corrected ? u" (said to be wrong)"_s : QString();
        console.print(console.paint(u"  "_s + cleaned(one.headline) + wrong, Paint::Dim));
        if (!one.note.isEmpty())
            console.print(console.paint(u"  Note: "_s + cleaned(one.note), Paint::Dim));
    }
    if (sessions.isEmpty())
        console.note(u"No troubleshooting sessions are kept yet"_s);
    return AllIsWell;
}

int showSession(const Invocation& invocation)
{
    const Console& console = invocation.console;
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadOnly);
    const auto found = shelf.find(invocation.arguments.at(1));
    if (!found)
        return complain(console, u"sessions show: "_s + found.reason());
    if (console.json()) {
        console.document(QJsonDocument::fromJson(sessionDocument(*found)).object());
        return AllIsWell;
    }
    console.print(u"Session %1 of %2, as it was then: %3"_s.arg(
        found->id, momentOf(found->diagnosis.startedAt), cleaned(summaryOf(*found).target)));
    for (const StepReport& step : found->diagnosis.steps)
        printStep(console, step, false);
    printVerdict(console, found->diagnosis);
    if (found->grade)
        console.print(u"\nIt was over at %1. %2"_s.arg(momentOf(found->grade->over), cleaned(found->grade->text)));
    if (!found->note.isEmpty())
        console.print(u"\nNote: "_s + cleaned(found->note));
    if (found->correction)
        console.print(u"\n"_s + cleaned(sentenceOf(found->correction)));
    return AllIsWell;
}

int exportSession(const Invocation& invocation)
{
    const QString& name = invocation.arguments.at(2);
    if (const QString problem = problemOfReport(name, u"the file"_s); !problem.isEmpty())
        return complain(invocation.console, u"sessions export: "_s + problem);
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadOnly);
    const auto found = shelf.find(invocation.arguments.at(1));
    if (!found)
        return complain(invocation.console, u"sessions export: "_s + found.reason());
    if (const QString problem = writeSessionFile(name, *found); !problem.isEmpty())
        return complain(invocation.console, u"sessions export: %1: %2"_s.arg(name, problem));
    invocation.console.note(u"Session %1 was saved to %2"_s.arg(found->id, cleaned(name)));
    return AllIsWell;
}

/// Stores it and says what was done.
int keep(const Invocation& invocation, SessionShelf& shelf, const SavedSession& session, const QString& done)
{
    const QString& verb = invocation.arguments.constFirst();
    if (const QString problem = shelf.save(session); !problem.isEmpty())
        return failed(invocation.console, u"sessions %1: %2"_s.arg(verb, problem));
    if (invocation.json())
        invocation.console.document(
            QJsonDocument::fromJson(sessionDocument(session, marksOfThisComputer())).object()); // as it is kept
    else
        invocation.console.print(done);
    return AllIsWell;
}

int importSession(const Invocation& invocation)
{
    const auto read = readSessionFile(invocation.arguments.at(1));
    if (!read)
        return complain(invocation.console, u"sessions import: "_s + read.reason());
    for (const QString& one : read->leftOut)
        invocation.console.note(cleaned(one));
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadWrite);
    return keep(invocation, shelf, read->session, u"Session %1 was imported"_s.arg(read->session.id));
}

int noteSession(const Invocation& invocation)
{
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadWrite);
    auto found = shelf.find(invocation.arguments.at(1));
    if (!found)
        return complain(invocation.console, u"sessions note: "_s + found.reason());
    found.value().note = keptNote(invocation.arguments.mid(2).join(u' '));
    const QString what = found->note.isEmpty() ? u"has no note now"_s : u"has its note"_s;
    return keep(invocation, shelf, *found, u"Session %1 %2"_s.arg(found->id, what));
}

int correctSession(const Invocation& invocation)
{
    static const QString unknown = u"unknown"_s;
    QStringList words{unknown};
    std::optional<VerdictPlace> place;
    const QString typed = invocation.arguments.value(2, unknown);
    for (const VerdictPlace each :
         {VerdictPlace::Device, VerdictPlace::Network, VerdictPlace::Path, VerdictPlace::Gateway, VerdictPlace::Service,
          VerdictPlace::None}) {
        words.append(idOf(each));
        if (typed == idOf(each))
            place = each;
    }
    if (!place && typed != unknown)
        return complain(
            invocation.console,
            u"sessions wrong: where it really was must be one of %1, is \"%2\""_s.arg(words.join(u", "_s), typed));
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadWrite);
    auto found = shelf.find(invocation.arguments.at(1));
    if (!found)
        return complain(invocation.console, u"sessions wrong: "_s + found.reason());
    found.value().correction = Correction{wallClock(), place, keptNote(invocation.arguments.mid(3).join(u' '))};
    return keep(invocation, shelf, *found, u"Session %1: %2"_s.arg(found->id, cleaned(sentenceOf(found->correction))));
}

QJsonArray toJson(const QList<Difference>& differences)
{
    QJsonArray array;
    for (const Difference& one : differences) {
        array.append(QJsonObject{
            {u"id"_s, one.id}, {u"about"_s, one.about}, {u"plain"_s, one.plain}, {u"expert"_s, one.expert}});
    }
    return array;
}

QJsonValue orNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

/// What both say, in two columns.
QJsonArray toJson(const QList<ComparedLine>& lines)
{
    QJsonArray array;
    for (const ComparedLine& one : lines) {
        array.append(QJsonObject{
            {u"id"_s, one.id},
            {u"what"_s, one.what},
            {u"first"_s, orNull(one.first)},
            {u"second"_s, orNull(one.second)},
            {u"differs"_s, one.differs}});
    }
    return array;
}

QJsonArray toJson(const QList<FindingChange>& changes)
{
    QJsonArray array;
    for (const FindingChange& one : changes) {
        array.append(QJsonObject{
            {u"id"_s, one.id},
            {u"change"_s, idOf(one.kind)},
            {u"first"_s, orNull(one.first)},
            {u"second"_s, orNull(one.second)},
            {u"firstFor"_s, orNull(one.firstFor)},
            {u"secondFor"_s, orNull(one.secondFor)}});
    }
    return array;
}

void printSides(const Console& console, const QList<ComparedLine>& lines)
{
    for (const ComparedLine& one : lines) {
        const auto said = [](const QString& text) { return text.isEmpty() ? u"–"_s : cleaned(text); };
        const QString line = one.first == one.second
            ? u"  %1: %2 in both"_s.arg(one.what, said(one.first))
            : u"%1 %2: %3 in the first, %4 in the second"_s.arg(
                one.differs ? u"≠"_s : u" "_s, one.what, said(one.first), said(one.second));
        console.print(one.differs ? line : console.paint(line, Paint::Dim));
    }
}

int compareSessions(const Invocation& invocation)
{
    const Console& console = invocation.console;
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadOnly);
    const auto first = shelf.find(invocation.arguments.at(1));
    const auto second = shelf.find(invocation.arguments.at(2));
    if (!first || !second)
        return complain(console, u"sessions compare: "_s + (first ? second.reason() : first.reason()));
    const QList<Difference> found =
        differences(first->diagnosis, second->diagnosis, u"in the first"_s, u"in the second"_s);
    const SideBySide both = sideBySide(*first, *second);
    if (console.json()) {
        console.document(
            {{u"schema"_s, u"gatewatch.comparison/1"_s},
             {u"first"_s, first->id},
             {u"second"_s, second->id},
             {u"conclusion"_s, both.conclusion},
             {u"sides"_s, toJson(both.lines)},
             {u"findings"_s, toJson(both.findings)},
             {u"differences"_s, toJson(found)}});
    } else {
        for (const Difference& one : found) {
            console.print(cleaned(one.plain));
            if (one.expert != one.plain)
                console.print(console.paint(u"  "_s + cleaned(one.expert), Paint::Dim));
        }
        if (!found.isEmpty())
            console.print();
        console.print(console.paint(both.conclusion, Paint::Bold));
        printSides(console, both.lines);
    }
    return found.isEmpty() ? AllIsWell : ProblemFound;
}

int removeSession(const Invocation& invocation)
{
    SessionShelf shelf(invocation.paths.historyFile(), History::Mode::ReadWrite);
    const auto found = shelf.find(invocation.arguments.at(1));
    if (!found)
        return complain(invocation.console, u"sessions remove: "_s + found.reason());
    if (const QString problem = shelf.remove(found->id); !problem.isEmpty())
        return failed(invocation.console, u"sessions remove: "_s + problem);
    invocation.console.note(u"Session %1 was removed"_s.arg(found->id));
    return AllIsWell;
}

struct Verb {
    const char* name;
    const char* needs; ///< for the complaint
    qsizetype least, most; ///< arguments behind it
    int (*run)(const Invocation&);
};

constexpr qsizetype any = 100000;
constexpr std::array verbs{
    Verb{"list", "takes no argument", 0, 0, listSessions},
    Verb{"show", "needs the id of a session", 1, 1, showSession},
    Verb{"export", "needs the id of a session and a file", 2, 2, exportSession},
    Verb{"import", "needs one file, or - for standard input", 1, 1, importSession},
    Verb{"note", "needs the id of a session and a text", 2, any, noteSession},
    Verb{"wrong", "needs the id of a session, and may have where it really was and words", 1, any, correctSession},
    Verb{"compare", "needs the ids of two sessions", 2, 2, compareSessions},
    Verb{"remove", "needs the id of a session", 1, 1, removeSession}};

} // namespace

Started runSessions(const Invocation& invocation)
{
    if (invocation.arguments.isEmpty())
        return listSessions(invocation);
    const QString& typed = invocation.arguments.constFirst();
    const auto verb =
        std::ranges::find_if(verbs, [&typed](const Verb& one) { return typed == QLatin1StringView(one.name); });
    if (verb == verbs.end())
        return wrongUse(
            invocation,
            u"sessions: \"%1\" is none of list, show, export, import, note, wrong, compare, remove"_s.arg(
                repeated(typed)));
    const qsizetype given = invocation.arguments.size() - 1;
    if (given < verb->least || given > verb->most)
        return wrongUse(invocation, u"sessions %1: %2"_s.arg(typed, QString::fromUtf8(verb->needs)));
    return verb->run(invocation);
}

} // namespace Gatewatch::Cli
