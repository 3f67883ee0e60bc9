// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cli/command.h>
#include <core/check.h>

namespace Gatewatch::Cli {

// What check, wait and diagnose are asked to ask, and how. Reasons name the argument or the option that is wrong.

/// Options that say how to ask for a web page: --method, --header and the like. Other kinds of check use some of them.
QList<QCommandLineOption> requestOptions();
/// Those that only other kinds of check have: --tls and --send.
QList<QCommandLineOption> connectionOptions();
/// Options that say what a good answer is: --expect-status, --keyword and the like.
QList<QCommandLineOption> expectOptions();
/// --timeout, the limit of one request.
QCommandLineOption timeoutOption();

/// The address of a web page, or a sentence that suggests a better one.
Result<QUrl> urlArgument(const QString& text);
/// A number of seconds from 0.1 to `most`.
Result<Millis> secondsOf(const Invocation& invocation, QLatin1StringView option, double most);
/// The check that the one argument and the request options describe, without its expectation.
Result<Check> checkOf(const Invocation& invocation, QLatin1StringView timeout = QLatin1StringView("timeout"));
/// What the configuration says of how to ask, and whom. A file that nobody named and that cannot be read says nothing:
/// then nobody else is asked.
Config configOf(const Invocation& invocation);
/// Why a check cannot be made whose secrets are not there.
QString sentenceOfMissing(const QStringList& names);
/// Puts what expectOptions() say into the check; the sentence says which is wrong, empty when none is.
QString readExpectation(const Invocation& invocation, Check& check);

/// Something that was typed, as a complaint repeats it: without passwords, and no longer than a screen can bear.
QString repeated(const QString& text);

/// Which of the options is not for a check of this kind; a sentence, empty when all fit.
QString misplacedOption(const Invocation& invocation, CheckKind kind);
/// Puts what requestOptions() and connectionOptions() say into the check.
QString readRequest(const Invocation& invocation, Check::How& how);
/// Which option names something that is not there or does not fit: files, and where to send from. A sentence, empty
/// when nothing can be seen to be wrong before somebody is asked.
QString problemOnThisComputer(const Check& check);

} // namespace Gatewatch::Cli
