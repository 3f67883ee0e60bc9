// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/console.h>

#include <core/exporting.h>

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// Writes all of it and waits where a reader is slow. 0, or the errno of what kept it back.
int write(int descriptor, const QByteArray& bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t count = ::write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (count >= 0) {
            done += count;
        } else if (errno == EAGAIN) {
            pollfd room{descriptor, POLLOUT, 0};
            ::poll(&room, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

bool wantsColor(ColorWhen when, FILE* stream)
{
    switch (when) {
    case ColorWhen::Always:
        return true;
    case ColorWhen::Never:
        return false;
    case ColorWhen::Auto:
        break;
    }
    // https://no-color.org: any value that is not empty.
    return qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb" && isatty(fileno(stream));
}

} // namespace

Console::Console(bool json, ColorWhen color)
    : m_json(json)
    , m_color(wantsColor(color, json ? stderr : stdout))
{
}

bool Console::isLive() const
{
    return isatty(fileno(stdout));
}

void Console::out(const QByteArray& bytes) const
{
    if (m_lost)
        return;
    const int error = write(STDOUT_FILENO, bytes);
    if (error == 0)
        return;
    m_lost = true;
    if (error != EPIPE) // who went away wanted no more
        note(u"gatewatch-cli: standard output cannot be written: "_s + QString::fromLocal8Bit(std::strerror(error)));
    QCoreApplication::exit(1); // what it really ends with is decided by who ran the loop
}

void Console::print(const QString& line) const
{
    if (m_json)
        note(line);
    else
        out(line.toUtf8() + '\n');
}

void Console::note(const QString& line) const
{
    write(STDERR_FILENO, line.toUtf8() + '\n'); // and when that is lost, there is nobody to tell
}

void Console::document(const QJsonObject& object) const
{
    out(documentText(object));
}

void Console::jsonLine(const QJsonObject& object) const
{
    out(documentText(object, QJsonDocument::Compact));
}

void Console::raw(const QByteArray& bytes) const
{
    out(bytes);
}

QString Console::paint(const QString& text, Paint paint) const
{
    if (!m_color || paint == Paint::Plain)
        return text;
    const char* code = "";
    switch (paint) {
    case Paint::Plain:
        break;
    case Paint::Bold:
        code = "1";
        break;
    case Paint::Dim:
        code = "2";
        break;
    case Paint::Good:
        code = "32";
        break;
    case Paint::Warning:
        code = "33";
        break;
    case Paint::Bad:
        code = "31";
        break;
    }
    return u"\x1b[%1m%2\x1b[0m"_s.arg(QLatin1StringView(code), text);
}

QString cleaned(const QString& text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
        const bool direction = code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e)
            || (code >= 0x2066 && code <= 0x2069);
        if (control)
            result.append(u' ');
        else if (!direction)
            result.append(c);
    }
    return result.simplified();
}

QString glyphOf(State state)
{
    switch (state) {
    case State::Down:
        return u"■"_s;
    case State::Slow:
        return u"▲"_s;
    case State::Unknown:
        return u"○"_s;
    case State::Maintenance:
        return u"◆"_s;
    case State::Up:
        return u"●"_s;
    case State::Paused:
        return u"‖"_s;
    }
    Q_UNREACHABLE();
}

QString glyphOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Up:
        return glyphOf(State::Up);
    case Outcome::Slow:
        return glyphOf(State::Slow);
    case Outcome::Down:
        return glyphOf(State::Down);
    case Outcome::NotMeasured:
        return glyphOf(State::Unknown);
    }
    Q_UNREACHABLE();
}

QString glyphOf(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return glyphOf(State::Up);
    case Indicator::UnderMaintenance:
        return glyphOf(State::Maintenance);
    case Indicator::DegradedPerformance:
        return glyphOf(State::Slow);
    case Indicator::PartialOutage:
    case Indicator::MajorOutage:
        return glyphOf(State::Down);
    case Indicator::Unknown:
        return glyphOf(State::Unknown);
    }
    Q_UNREACHABLE();
}

Paint paintOf(State state)
{
    switch (state) {
    case State::Down:
        return Paint::Bad;
    case State::Slow:
        return Paint::Warning;
    case State::Up:
        return Paint::Good;
    case State::Unknown:
    case State::Maintenance:
    case State::Paused:
        return Paint::Dim;
    }
    Q_UNREACHABLE();
}

Paint paintOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Up:
        return Paint::Good;
    case Outcome::Slow:
        return Paint::Warning;
    case Outcome::Down:
        return Paint::Bad;
    case Outcome::NotMeasured:
        return Paint::Dim;
    }
    Q_UNREACHABLE();
}

Paint paintOf(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return Paint::Good;
    case Indicator::DegradedPerformance:
        return Paint::Warning;
    case Indicator::PartialOutage:
    case Indicator::MajorOutage:
        return Paint::Bad;
    case Indicator::UnderMaintenance:
    case Indicator::Unknown:
        return Paint::Dim;
    }
    Q_UNREACHABLE();
}

QString wordOf(State state)
{
    switch (state) {
    case State::Down:
        return u"down"_s;
    case State::Slow:
        return u"slow"_s;
    case State::Unknown:
        return u"unknown"_s;
    case State::Maintenance:
        return u"in maintenance"_s;
    case State::Up:
        return u"up"_s;
    case State::Paused:
        return u"paused"_s;
    }
    Q_UNREACHABLE();
}

} // namespace Gatewatch::Cli
