// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
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
    return likely && problemOfUrl(url).isEmpty() ? redactedUrl(strictUrl(url)) : QString();
}

Result<HeaderSetting> headerOf(const QString& text)
{
    const qsizetype colon = text.indexOf(u':');
    const QString name = text.left(colon).trimmed();
    const QString value = colon < 0 ? QString() : text.mid(colon + 1).trimmed();
    if (colon < 0 || !isHeaderName(name) || !isHeaderValue(value))
        return Result<HeaderSetting>::failure(u"--header must be like 'Accept: text/html'"_s);
    if (isForbiddenHeader(name))
        return Result<HeaderSetting>::failure(u"--header must not be %1: the transfer sets it"_s.arg(name));
    return HeaderSetting{name, HeaderSetting::Source::Plain, value};
}

/// Reads everything but the URL; the sentence says which option is wrong.
QString readOptions(const Invocation& invocation, Target& target)
{
    bool ok = false;
    const double seconds = invocation.value("timeout"_L1).toDouble(&ok);
    if (!ok || !(seconds >= 0.1 && seconds <= 300))
        return u"--timeout must be from 0.1 to 300 seconds, is \"%1\""_s.arg(invocation.value("timeout"_L1));
    target.timeout = Millis(qRound(seconds * 1000));
    target.check.method = invocation.value("method"_L1).toUpper();
    if (!allowedMethods().contains(target.check.method))
        return u"--method must be %1, is \"%2\""_s.arg(allowedMethods().join(", "_L1), invocation.value("method"_L1));
    for (const QString& text : invocation.values("header"_L1)) {
        const auto header = headerOf(text);
        if (!header)
            return header.reason();
        target.check.headers.append(*header);
    }
    target.check.resolve = invocation.values("resolve"_L1);
    for (const QString& pin : target.check.resolve) {
        if (!isPinnedAddress(pin))
            return u"--resolve must be a numeric address, with or without a port, is \"%1\""_s.arg(pin);
    }
    target.check.followRedirects = !invocation.isSet("no-follow"_L1);
    target.check.verifyTls = !invocation.isSet("no-verify-tls"_L1);
    return {};
}

} // namespace

QList<QCommandLineOption> targetOptions()
{
    return {
        {u"timeout"_s, u"Seconds for the whole request, 0.1 to 300."_s, u"SECONDS"_s, u"10"_s},
        {u"method"_s, u"GET, HEAD, POST or OPTIONS."_s, u"METHOD"_s, u"GET"_s},
        {u"header"_s,
         u"Adds a request header; may be repeated. Not for secrets: others on this computer can see the command line. "
         "Secrets belong into the configuration as {\"secret\": NAME} or {\"env\": NAME}."_s,
         u"'Name: value'"_s},
        {u"resolve"_s, u"Connects to this address (192.0.2.7 or 127.0.0.1:8443) instead of looking the name up."_s,
         u"ADDRESS"_s},
        {u"no-follow"_s, u"A redirect is the answer, not a way to it."_s},
        {u"no-verify-tls"_s, u"Accepts any certificate."_s}};
}

Result<QUrl> urlArgument(const QString& text)
{
    const QString problem = problemOfUrl(text);
    if (problem.isEmpty())
        return strictUrl(text);
    // A password on the command line is not repeated on the screen, also where the scheme before it is missing.
    const bool bare = !text.contains("://"_L1) && text.contains(u'@');
    const QString shown = bare ? redactedText(u"https://"_s + text).sliced(8) : redactedText(text);
    QString sentence = u"URL \"%1\" %2"_s.arg(shown, problem);
    if (const QString better = suggestion(text); !better.isEmpty())
        sentence += u"; did you mean %1 ?"_s.arg(better);
    return Result<QUrl>::failure(sentence);
}

Result<Target> targetOf(const Invocation& invocation)
{
    if (invocation.arguments.size() != 1)
        return Result<Target>::failure(
            invocation.arguments.isEmpty()
                ? u"a URL is missing"_s
                : u"only one URL can be given, \"%1\" is too much"_s.arg(redactedText(invocation.arguments.at(1))));
    const auto url = urlArgument(invocation.arguments.first());
    if (!url)
        return Result<Target>::failure(url.reason());
    Target target;
    target.check.url = *url;
    if (const QString problem = readOptions(invocation, target); !problem.isEmpty())
        return Result<Target>::failure(problem);
    return target;
}

} // namespace Gatewatch::Cli
