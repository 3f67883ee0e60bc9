// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/checkaddress.h>
#include <core/configrules.h>
#include <core/redact.h>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// What was probably meant: the same behind https://; empty when that is no address either.
QString suggestion(const QString& text)
{
    QString rest = text.trimmed();
    if (const qsizetype scheme = rest.indexOf("://"_L1); scheme >= 0)
        rest = rest.mid(scheme + 3);
    const QString url = u"https://"_s + rest;
    const QString host = strictUrl(url).host();
    const bool likely = host.contains(u'.') || host.contains(u':') || host == "localhost"_L1;
    constexpr qsizetype mostTyped = 200; // nobody wants to read more, nor to type it again
    return likely && url.size() <= mostTyped && problemOfUrl(url).isEmpty() ? redactedUrl(strictUrl(url)) : QString();
}

/// "URL "x" must …": a password on the command line is not repeated on the screen, also where the scheme before it is
/// missing.
QString complaint(const QString& text, const QString& problem)
{
    return u"URL \"%1\" %2"_s.arg(repeated(text), problem);
}

QString complaintWithSuggestion(const QString& text, const QString& problem)
{
    const QString better = suggestion(text);
    return complaint(text, problem) + (better.isEmpty() ? QString() : u"; did you mean %1 ?"_s.arg(better));
}

/// Whether somebody meant another kind of check than that of a web page.
bool isOtherKind(const QString& text)
{
    return kindOf(QUrl(text.section(u':', 0, 0).toLower() + u':')) != CheckKind::Http;
}

} // namespace

QString repeated(const QString& text)
{
    constexpr qsizetype most = 200;
    constexpr qsizetype end = 40; // what is wrong may be there
    const QString shown = redactedAddress(text);
    return shown.size() <= most ? shown : shown.left(most - end - 1) + u'…' + shown.right(end);
}

Result<QUrl> urlArgument(const QString& text)
{
    const QString problem = problemOfUrl(text);
    return problem.isEmpty() ? Result<QUrl>(strictUrl(text))
                             : Result<QUrl>::failure(complaintWithSuggestion(text, problem));
}

Result<Millis> secondsOf(const Invocation& invocation, QLatin1StringView option, double most)
{
    bool ok = false;
    const double seconds = invocation.value(option).toDouble(&ok);
    if (!ok || !(seconds >= 0.1 && seconds <= most))
        return Result<Millis>::failure(u"--%1 must be from 0.1 to %2 seconds, is \"%3\""_s.arg(QString(option))
                                           .arg(most)
                                           .arg(invocation.value(option)));
    return Millis(qRound64(seconds * 1000));
}

Result<Check> checkOf(const Invocation& invocation, QLatin1StringView timeout)
{
    constexpr double longestTimeout = 300;
    if (invocation.arguments.size() != 1)
        return Result<Check>::failure(
            invocation.arguments.isEmpty()
                ? u"a URL is missing"_s
                : u"only one URL can be given, \"%1\" is too much"_s.arg(repeated(invocation.arguments.at(1))));
    const QString text = invocation.arguments.first();
    const auto how = checkAt(text);
    if (!how)
        return Result<Check>::failure(
            isOtherKind(text) ? complaint(text, how.reason()) : complaintWithSuggestion(text, how.reason()));
    const auto limit = secondsOf(invocation, timeout, longestTimeout);
    if (!limit)
        return Result<Check>::failure(limit.reason());
    Check check;
    check.how = *how;
    check.timeout = *limit;
    QString problem = misplacedOption(invocation, kindOf(check));
    if (problem.isEmpty())
        problem = readRequest(invocation, check.how);
    if (problem.isEmpty())
        problem = problemOnThisComputer(check);
    return problem.isEmpty() ? Result<Check>(check) : Result<Check>::failure(problem);
}

Config configOf(const Invocation& invocation)
{
    const auto loaded = loadConfig(invocation);
    return loaded ? loaded->config : Config();
}

QString sentenceOfMissing(const QStringList& names)
{
    return u"the variable %1 is not set, or a request cannot carry what is in it"_s.arg(names.join(", "_L1));
}

} // namespace Gatewatch::Cli
