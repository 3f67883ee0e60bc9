// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cli/command.h>
#include <core/service.h>

namespace Gatewatch::Cli {

/// What check and diagnose are asked to ask.
struct Target {
    HttpCheck check;
    Millis timeout{10000};
};

/// Options that say how to ask: --method, --header, --resolve, --no-follow, --no-verify-tls and the like.
QList<QCommandLineOption> requestOptions();
/// The same and --timeout, the limit of the one request.
QList<QCommandLineOption> targetOptions();
/// Options that say what a good answer is: --expect-status, --keyword and the like.
QList<QCommandLineOption> expectOptions();
/// The URL, or a sentence that names the argument and suggests a better one.
Result<QUrl> urlArgument(const QString& text);
/// A number of seconds from 0.1 to `most`; the reason names the option.
Result<Millis> secondsOf(const Invocation& invocation, QLatin1StringView option, double most);
/// The one URL argument and the options together. The reason names the option.
Result<Target> targetOf(const Invocation& invocation, QLatin1StringView timeoutOption = QLatin1StringView("timeout"));
/// What expectOptions() ask for, put into the check; the sentence says which is wrong, empty when none is.
QString readExpectation(const Invocation& invocation, Expectation& expect);

} // namespace Gatewatch::Cli
