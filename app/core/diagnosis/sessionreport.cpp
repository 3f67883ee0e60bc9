// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/sessionreport.h>

#include <core/diagnosis/report.h>
#include <core/diagnosis/storedevidence.h>
#include <core/httpstatus.h>
#include <core/timewords.h>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString whatOf(const HttpReply& reply)
{
    QString what = idOf(reply.purpose).replace(u'_', u' ');
    if (reply.number > 0)
        what += u' ' + QString::number(reply.number);
    return reply.address.isEmpty() ? what : what + u' ' + reply.address;
}

QString answerOf(const Exchange& exchange)
{
    return exchange.response ? u"%1 %2"_s.arg(exchange.status()).arg(reasonOf(exchange.status())).trimmed()
                             : idOf(exchange.failure);
}

QString whereOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::Device:
        return u"it was this computer"_s;
    case VerdictPlace::Network:
        return u"it was the network here"_s;
    case VerdictPlace::Path:
        return u"it was the way there"_s;
    case VerdictPlace::Gateway:
        return u"it was the gateway"_s;
    case VerdictPlace::Service:
        return u"it was the service"_s;
    case VerdictPlace::None:
        return u"nothing was wrong"_s;
    case VerdictPlace::Inconclusive:
        return u"it could not be told"_s;
    }
    Q_UNREACHABLE();
}

/// What was added later, in paragraphs: how long it really took, and what the user says.
QStringList wordsOfLater(const SavedSession& session)
{
    QStringList words;
    if (session.grade)
        words << session.grade->text;
    if (!session.note.isEmpty())
        words << u"Note: "_s + session.note;
    if (session.correction)
        words << sentenceOf(session.correction);
    return words;
}

} // namespace

QString sentenceOf(const std::optional<Correction>& correction)
{
    if (!correction)
        return {};
    const QString where = correction->place ? whereOf(*correction->place) : u"where it really was is not known"_s;
    const QString said = u"This verdict was marked as wrong: %1."_s.arg(where);
    return correction->words.isEmpty() ? said : said + u' ' + correction->words;
}

QList<TimelineEntry> timelineOf(const SavedSession& session)
{
    QList<TimelineEntry> entries;
    for (const Evidence& one : session.evidence) {
        if (const auto* reply = std::get_if<HttpReply>(&one))
            entries.append({reply->exchange.at, whatOf(*reply), answerOf(reply->exchange), reply->exchange.total});
    }
    std::ranges::stable_sort(entries, {}, &TimelineEntry::at);
    return entries;
}

QString toMarkdown(const SavedSession& session)
{
    QString text = toMarkdown(session.diagnosis);
    if (const QList<TimelineEntry> entries = timelineOf(session); !entries.isEmpty()) {
        text += u"\n## Answers\n\n| Time (UTC) | Asked | Answer | Took |\n|---|---|---|---|\n"_s;
        for (const TimelineEntry& one : entries)
            text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(toIso(one.at), one.what, one.answer, shortTime(one.took));
    }
    for (const QString& words : wordsOfLater(session))
        text += u'\n' + inMarkdown(words) + u'\n';
    return text;
}

QString toHtml(const SavedSession& session)
{
    QList<QStringList> rows;
    for (const TimelineEntry& one : timelineOf(session))
        rows.append({toIso(one.at), one.what, one.answer, shortTime(one.took)});
    return toHtml(session.diagnosis, rows, wordsOfLater(session));
}

} // namespace Gatewatch
