// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/configrules.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned bit(CheckKind kind)
{
    return 1U << static_cast<unsigned>(kind);
}
constexpr unsigned Http = bit(CheckKind::Http);
constexpr unsigned Tcp = bit(CheckKind::Tcp);
constexpr unsigned Dns = bit(CheckKind::Dns);
constexpr unsigned Ping = bit(CheckKind::Ping);

/// Which kinds of check an option is for; options that are not here fit all.
struct Use {
    const char* option;
    unsigned kinds;
};
constexpr std::array uses{
    Use{"method", Http},
    Use{"header", Http},
    Use{"header-env", Http},
    Use{"user", Http},
    Use{"password-env", Http},
    Use{"token-env", Http},
    Use{"proxy-user", Http},
    Use{"proxy-password-env", Http},
    Use{"resolve", Http},
    Use{"body", Http},
    Use{"http-version", Http},
    Use{"proxy", Http},
    Use{"no-follow", Http},
    Use{"expect-status", Http},
    Use{"expect-json", Http},
    Use{"ip-family", Http | Tcp | Ping},
    Use{"interface", Http | Tcp},
    Use{"ca-file", Http | Tcp},
    Use{"client-certificate", Http | Tcp},
    Use{"client-key", Http | Tcp},
    Use{"client-key-password-env", Http | Tcp},
    Use{"no-verify-tls", Http | Tcp},
    Use{"keyword", Http | Tcp},
    Use{"not-keyword", Http | Tcp},
    Use{"certificate-days", Http | Tcp},
    Use{"tls", Tcp},
    Use{"send", Tcp},
    Use{"answer", Dns},
};

/// As a shell accepts it; so that a value that was typed instead of its name is refused, and not repeated.
bool isVariable(const QString& name)
{
    static const QRegularExpression form(uR"(\A[A-Za-z_][A-Za-z0-9_]*\z)"_s);
    return form.match(name).hasMatch();
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

/// NAME=VARIABLE: the value comes from the environment, which others on this computer cannot see.
Result<HeaderSetting> headerFromEnvironment(const QString& text)
{
    const QString name = text.section(u'=', 0, 0).trimmed();
    const QString variable = text.section(u'=', 1).trimmed();
    if (!isHeaderName(name) || !isVariable(variable))
        return Result<HeaderSetting>::failure(u"--header-env must be like Authorization=MY_VARIABLE"_s);
    if (isForbiddenHeader(name))
        return Result<HeaderSetting>::failure(u"--header-env must not be %1: the transfer sets it"_s.arg(name));
    return HeaderSetting{name, HeaderSetting::Source::Environment, variable};
}

/// What a shell can say of a JSON value: true, false, null and numbers are those, everything else is text.
QJsonValue jsonValueOf(const QString& text)
{
    const QJsonArray read = QJsonDocument::fromJson((u'[' + text + u']').toUtf8()).array();
    const QJsonValue value = read.size() == 1 ? read.first() : QJsonValue(text);
    return value.isObject() || value.isArray() ? QJsonValue(text) : value;
}

/// Puts options into a check, kind by kind. The first thing that is wrong stays as the problem.
class OptionReader {
public:
    explicit OptionReader(const Invocation& invocation)
        : m_options(invocation)
    {
    }
    [[nodiscard]] QString problem() const { return m_problem; }

    void request(HttpCheck& check)
    {
        check.method = text("method"_L1).toUpper();
        require(
            allowedMethods().contains(check.method),
            u"--method must be %1, is \"%2\""_s.arg(oneOf(allowedMethods()), text("method"_L1)));
        for (const QString& each : m_options.values("header"_L1)) {
            const auto header = headerOf(each);
            require(header.ok(), header.reason());
            if (header)
                check.headers.append(*header);
        }
        for (const QString& each : m_options.values("header-env"_L1)) {
            const auto header = headerFromEnvironment(each);
            require(header.ok(), header.reason());
            if (header)
                check.headers.append(*header);
        }
        logins(check);
        check.resolve = m_options.values("resolve"_L1);
        for (const QString& pin : std::as_const(check.resolve))
            require(
                isPinnedAddress(pin),
                u"--resolve must be a numeric address, with or without a port, is \"%1\""_s.arg(pin));
        check.httpVersion = static_cast<HttpVersion>(word("http-version"_L1, httpVersionWords()));
        check.ipFamily = family();
        check.proxy = text("proxy"_L1);
        require(
            isProxy(check.proxy),
            u"--proxy must be system, none, or an http, https or socks5 address without user name"_s);
        check.body = text("body"_L1);
        check.followRedirects = !m_options.isSet("no-follow"_L1);
        connection(check);
    }
    void request(TcpCheck& check)
    {
        check.useTls = check.useTls || m_options.isSet("tls"_L1);
        check.send = text("send"_L1);
        check.ipFamily = family();
        connection(check);
    }
    void request(DnsCheck&) { }
    void request(PingCheck& check) { check.ipFamily = family(); }

    void expectation(HttpCheck& check)
    {
        const auto ranges = parseStatusRanges(text("expect-status"_L1));
        require(
            ranges.has_value(), u"--expect-status must be like 200-299,401, is \"%1\""_s.arg(text("expect-status"_L1)));
        check.expect.status = ranges.value_or(check.expect.status);
        if (m_options.isSet("expect-json"_L1)) {
            const QString rule = text("expect-json"_L1);
            const qsizetype equals = rule.indexOf(u'=');
            require(equals >= 1, u"--expect-json must be like data.0.status=ok, is \"%1\""_s.arg(rule));
            check.expect.json = JsonExpectation{rule.left(equals), jsonValueOf(rule.mid(equals + 1))};
        }
        contents(check.expect);
        limits(check.expect);
        for (const QString& option : {u"keyword"_s, u"not-keyword"_s, u"expect-json"_s})
            require(
                check.method != "HEAD"_L1 || !m_options.parser.isSet(option),
                u"--%1 must not be given beside --method HEAD: such an answer has no text"_s.arg(option));
        requireCertificate(check.url.scheme() == "https"_L1);
    }
    void expectation(TcpCheck& check)
    {
        requireCertificate(check.useTls);
        contents(check.expect);
        limits(check.expect);
    }
    void expectation(DnsCheck& check)
    {
        check.expect.answers = m_options.values("answer"_L1);
        limits(check.expect);
    }
    void expectation(PingCheck& check) { limits(check.expect); }

private:
    [[nodiscard]] QString text(QLatin1StringView option) const { return m_options.value(option); }

    void require(bool right, const QString& otherwise)
    {
        if (!right && m_problem.isEmpty())
            m_problem = otherwise;
    }

    /// The index of the option's value in a list of words.
    int word(QLatin1StringView option, const QStringList& words)
    {
        const auto index = words.indexOf(text(option));
        require(index >= 0, u"--%1 must be %2, is \"%3\""_s.arg(QString(option), oneOf(words), text(option)));
        return static_cast<int>(std::max<qsizetype>(index, 0));
    }

    /// The variable that the option names.
    std::optional<SecretName> secret(QLatin1StringView option)
    {
        if (!m_options.isSet(option))
            return std::nullopt;
        require(
            isVariable(text(option)), u"--%1 must be the name of a variable of the environment"_s.arg(QString(option)));
        return SecretName{HeaderSetting::Source::Environment, text(option)};
    }

    /// A user name and a password, which go together.
    std::optional<Credentials> login(QLatin1StringView user, QLatin1StringView password)
    {
        const auto variable = secret(password);
        require(
            m_options.isSet(user) == variable.has_value(),
            u"--%1 and --%2 must be given together"_s.arg(QString(user), QString(password)));
        if (!variable)
            return std::nullopt;
        require(
            !text(user).isEmpty() && !text(user).contains(u':') && isHeaderValue(text(user)),
            u"--%1 must be a name without colon"_s.arg(QString(user)));
        return Credentials{text(user), *variable};
    }

    void logins(HttpCheck& check)
    {
        check.login = login("user"_L1, "password-env"_L1);
        check.proxyLogin = login("proxy-user"_L1, "proxy-password-env"_L1);
        const auto token = secret("token-env"_L1);
        require(!token || !check.login, u"--token-env must not be given beside --user"_s);
        if (token)
            check.login = Credentials{{}, *token};
        require(
            !check.login
                || std::ranges::none_of(
                    check.headers,
                    [](const HeaderSetting& header) {
                        return header.name.compare("Authorization"_L1, Qt::CaseInsensitive) == 0;
                    }),
            u"--user and --token-env must not be given beside the header Authorization"_s);
    }

    IpFamily family() { return static_cast<IpFamily>(word("ip-family"_L1, ipFamilyWords())); }

    /// Where to send from, and whom to trust.
    template <typename Kind>
    void connection(Kind& check)
    {
        check.interface = text("interface"_L1);
        require(
            !m_options.isSet("interface"_L1) || !check.interface.isEmpty(),
            u"--interface must be the name or an address of an interface, is empty"_s);
        require(
            isInterface(check.interface),
            u"--interface must be the name or an address of an interface, is \"%1\""_s.arg(check.interface));
        check.tls.authorities = text("ca-file"_L1);
        check.tls.certificate = text("client-certificate"_L1);
        check.tls.key = text("client-key"_L1);
        check.tls.keyPassword = secret("client-key-password-env"_L1);
        check.verifyTls = !m_options.isSet("no-verify-tls"_L1);
    }

    void contents(Expectation& expect)
    {
        expect.keyword = text("keyword"_L1);
        expect.notKeyword = text("not-keyword"_L1);
        expect.certificateDays = number("certificate-days"_L1, 0);
    }

    /// Whether there is one whose days can be counted.
    void requireCertificate(bool isEncrypted)
    {
        require(
            isEncrypted || !m_options.isSet("certificate-days"_L1),
            u"--certificate-days needs an encrypted address: without encryption there is no certificate"_s);
    }

    void limits(Expectation& expect) { expect.maxMs = number("max-ms"_L1, 1); }

    std::optional<int> number(QLatin1StringView option, int least)
    {
        if (!m_options.isSet(option))
            return std::nullopt;
        bool ok = false;
        const int value = text(option).toInt(&ok);
        require(
            ok && value >= least,
            u"--%1 must be a whole number from %2 to %3, is \"%4\""_s.arg(
                QString(option), QString::number(least), QString::number(std::numeric_limits<int>::max()),
                text(option)));
        return value;
    }

    const Invocation& m_options;
    QString m_problem;
};

} // namespace

QCommandLineOption timeoutOption()
{
    return {u"timeout"_s, u"Seconds for the whole request, 0.1 to 300."_s, u"SECONDS"_s, u"10"_s};
}

QList<QCommandLineOption> requestOptions()
{
    return {
        {u"method"_s, u"GET, HEAD, POST or OPTIONS."_s, u"METHOD"_s, u"GET"_s},
        {u"header"_s,
         u"Adds a request header; may be repeated. Not for secrets: others on this computer can see the command line. "
         "Secrets come from variables of the environment, by the options that end in -env."_s,
         u"'Name: value'"_s},
        {u"header-env"_s, u"Adds a request header whose value is in a variable; may be repeated."_s,
         u"NAME=VARIABLE"_s},
        {u"user"_s, u"Signs in as this user (Basic), with --password-env."_s, u"NAME"_s},
        {u"password-env"_s, u"The variable that holds the password of --user."_s, u"VARIABLE"_s},
        {u"token-env"_s, u"Signs in with the token (Bearer) that this variable holds."_s, u"VARIABLE"_s},
        {u"resolve"_s, u"Connects to this address (192.0.2.7 or 127.0.0.1:8443) instead of looking the name up."_s,
         u"ADDRESS"_s},
        {u"body"_s, u"Text to send with the request."_s, u"TEXT"_s},
        {u"http-version"_s, u"auto, 1.1 or 2; anything less than 2 is then a failure."_s, u"VERSION"_s, u"auto"_s},
        {u"ip-family"_s, u"auto, 4 or 6."_s, u"FAMILY"_s, u"auto"_s},
        {u"proxy"_s, u"system, none, or the address of a proxy."_s, u"PROXY"_s, u"system"_s},
        {u"proxy-user"_s, u"Signs in to the proxy as this user, with --proxy-password-env."_s, u"NAME"_s},
        {u"proxy-password-env"_s, u"The variable that holds the password of --proxy-user."_s, u"VARIABLE"_s},
        {u"interface"_s, u"Name or address of the interface to send from."_s, u"NAME"_s},
        {u"ca-file"_s, u"Authorities to trust instead of the system's (PEM)."_s, u"FILE"_s},
        {u"client-certificate"_s, u"Our certificate, for servers that ask for one (PEM)."_s, u"FILE"_s},
        {u"client-key"_s, u"Its key, where that is in a file of its own."_s, u"FILE"_s},
        {u"client-key-password-env"_s, u"The variable that holds the password of that key."_s, u"VARIABLE"_s},
        {u"no-follow"_s, u"A redirect is the answer, not a way to it."_s},
        {u"no-verify-tls"_s, u"Accepts any certificate."_s}};
}

QList<QCommandLineOption> connectionOptions()
{
    return {
        {u"tls"_s, u"tcp: encrypts the connection, as tls:// does."_s},
        {u"send"_s, u"tcp: says this once it is connected; --keyword waits for the answer."_s, u"TEXT"_s}};
}

QList<QCommandLineOption> expectOptions()
{
    return {
        {u"expect-status"_s, u"Statuses that count as good, like 200-299,401."_s, u"RANGES"_s, u"200-299"_s},
        {u"keyword"_s, u"Text that the answer must contain."_s, u"TEXT"_s},
        {u"not-keyword"_s, u"Text that the answer must not contain."_s, u"TEXT"_s},
        {u"expect-json"_s, u"A value that the JSON answer must have, like data.0.status=ok."_s, u"PATH=VALUE"_s},
        {u"answer"_s, u"dns: a record that must be among the answers, like 192.0.2.7; may be repeated."_s, u"VALUE"_s},
        {u"max-ms"_s, u"Slower than this many milliseconds counts as slow."_s, u"MS"_s},
        {u"certificate-days"_s, u"Fewer days of certificate validity than this are told."_s, u"DAYS"_s}};
}

QString misplacedOption(const Invocation& invocation, CheckKind kind)
{
    for (const Use& use : uses) {
        if ((use.kinds & bit(kind)) == 0 && invocation.parser.optionNames().contains(QLatin1StringView(use.option)))
            return u"--%1 is not for a check of the kind %2"_s.arg(QLatin1StringView(use.option), idOf(kind));
    }
    return {};
}

QString readRequest(const Invocation& invocation, Check::How& how)
{
    OptionReader reader(invocation);
    std::visit([&reader](auto& check) { reader.request(check); }, how);
    return reader.problem();
}

QString readExpectation(const Invocation& invocation, Check& check)
{
    OptionReader reader(invocation);
    std::visit([&reader](auto& how) { reader.expectation(how); }, check.how);
    return reader.problem();
}

} // namespace Gatewatch::Cli
