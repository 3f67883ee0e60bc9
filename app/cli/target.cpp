// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/configrules.h>
#include <core/redact.h>

#include <QJsonArray>
#include <QJsonDocument>

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

/// One of a list of words; the sentence says what is allowed.
QString readWord(const Invocation& invocation, QLatin1StringView option, const QStringList& words, int& index)
{
    const QString word = invocation.value(option);
    index = static_cast<int>(words.indexOf(word));
    return index >= 0 ? QString() : u"--%1 must be %2, is \"%3\""_s.arg(QString(option), words.join(", "_L1), word);
}

/// What a shell can say of a JSON value: true, false, null and numbers are those, everything else is text.
QJsonValue jsonValueOf(const QString& text)
{
    const QJsonArray read = QJsonDocument::fromJson((u'[' + text + u']').toUtf8()).array();
    const QJsonValue value = read.size() == 1 ? read.first() : QJsonValue(text);
    return value.isObject() || value.isArray() ? QJsonValue(text) : value;
}

/// Reads everything but the URL; the sentence says which option is wrong.
QString readOptions(const Invocation& invocation, QLatin1StringView timeoutOption, Target& target)
{
    constexpr double longestTimeout = 300;
    const auto timeout = secondsOf(invocation, timeoutOption, longestTimeout);
    if (!timeout)
        return timeout.reason();
    target.timeout = *timeout;
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
    int version = 0;
    int family = 0;
    if (const QString problem = readWord(invocation, "http-version"_L1, httpVersionWords(), version);
        !problem.isEmpty())
        return problem;
    if (const QString problem = readWord(invocation, "ip-family"_L1, ipFamilyWords(), family); !problem.isEmpty())
        return problem;
    target.check.httpVersion = static_cast<HttpVersion>(version);
    target.check.ipFamily = static_cast<IpFamily>(family);
    target.check.proxy = invocation.value("proxy"_L1);
    if (!isProxy(target.check.proxy))
        return u"--proxy must be system, none, or an http, https or socks5 address without user name"_s;
    target.check.body = invocation.value("body"_L1);
    target.check.interface = invocation.value("interface"_L1);
    if (!isInterface(target.check.interface))
        return u"--interface must be the name or an address of an interface, is \"%1\""_s.arg(target.check.interface);
    target.check.tls.authorities = invocation.value("ca-file"_L1);
    target.check.tls.certificate = invocation.value("client-certificate"_L1);
    target.check.tls.key = invocation.value("client-key"_L1);
    target.check.followRedirects = !invocation.isSet("no-follow"_L1);
    target.check.verifyTls = !invocation.isSet("no-verify-tls"_L1);
    return {};
}

} // namespace

QList<QCommandLineOption> targetOptions()
{
    return QList<QCommandLineOption>{
               {u"timeout"_s, u"Seconds for the whole request, 0.1 to 300."_s, u"SECONDS"_s, u"10"_s}}
    + requestOptions();
}

QList<QCommandLineOption> expectOptions()
{
    return {
        {u"expect-status"_s, u"Statuses that count as good, like 200-299,401."_s, u"RANGES"_s, u"200-299"_s},
        {u"keyword"_s, u"Text that the answer must contain."_s, u"TEXT"_s},
        {u"not-keyword"_s, u"Text that the answer must not contain."_s, u"TEXT"_s},
        {u"expect-json"_s, u"A value that the JSON answer must have, like data.0.status=ok."_s, u"PATH=VALUE"_s},
        {u"max-ms"_s, u"Slower than this many milliseconds counts as slow."_s, u"MS"_s},
        {u"certificate-days"_s, u"Fewer days of certificate validity than this are told."_s, u"DAYS"_s}};
}

QList<QCommandLineOption> requestOptions()
{
    return {
        {u"method"_s, u"GET, HEAD, POST or OPTIONS."_s, u"METHOD"_s, u"GET"_s},
        {u"header"_s,
         u"Adds a request header; may be repeated. Not for secrets: others on this computer can see the command line. "
         "Secrets belong into the configuration as {\"secret\": NAME} or {\"env\": NAME}."_s,
         u"'Name: value'"_s},
        {u"resolve"_s, u"Connects to this address (192.0.2.7 or 127.0.0.1:8443) instead of looking the name up."_s,
         u"ADDRESS"_s},
        {u"body"_s, u"Text to send with the request."_s, u"TEXT"_s},
        {u"http-version"_s, u"auto, 1.1 or 2; anything less than 2 is then a failure."_s, u"VERSION"_s, u"auto"_s},
        {u"ip-family"_s, u"auto, 4 or 6."_s, u"FAMILY"_s, u"auto"_s},
        {u"proxy"_s, u"system, none, or the address of a proxy."_s, u"PROXY"_s, u"system"_s},
        {u"interface"_s, u"Name or address of the interface to send from."_s, u"NAME"_s},
        {u"ca-file"_s, u"Authorities to trust instead of the system's (PEM)."_s, u"FILE"_s},
        {u"client-certificate"_s, u"Our certificate, for servers that ask for one (PEM)."_s, u"FILE"_s},
        {u"client-key"_s, u"Its key, where that is in a file of its own."_s, u"FILE"_s},
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

QString readExpectation(const Invocation& invocation, Expectation& expect)
{
    const auto ranges = parseStatusRanges(invocation.value("expect-status"_L1));
    if (!ranges)
        return u"--expect-status must be like 200-299,401, is \"%1\""_s.arg(invocation.value("expect-status"_L1));
    expect.status = *ranges;
    expect.keyword = invocation.value("keyword"_L1);
    expect.notKeyword = invocation.value("not-keyword"_L1);
    if (invocation.isSet("expect-json"_L1)) {
        const QString text = invocation.value("expect-json"_L1);
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 1)
            return u"--expect-json must be like data.0.status=ok, is \"%1\""_s.arg(text);
        expect.json = JsonExpectation{text.left(equals), jsonValueOf(text.sliced(equals + 1))};
    }
    for (const auto& [option, target] : std::initializer_list<std::pair<QLatin1StringView, std::optional<int>*>>{
             {"max-ms"_L1, &expect.maxMs}, {"certificate-days"_L1, &expect.certificateDays}}) {
        if (!invocation.isSet(option))
            continue;
        bool ok = false;
        *target = invocation.value(option).toInt(&ok);
        if (!ok || **target < 1)
            return u"--%1 must be a whole number from 1 on, is \"%2\""_s.arg(QString(option), invocation.value(option));
    }
    return {};
}

Result<Target> targetOf(const Invocation& invocation, QLatin1StringView timeoutOption)
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
    if (const QString problem = readOptions(invocation, timeoutOption, target); !problem.isEmpty())
        return Result<Target>::failure(problem);
    return target;
}

} // namespace Gatewatch::Cli
