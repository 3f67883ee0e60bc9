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

/// Options that say how to ask: --timeout, --method, --header, --resolve, --no-follow, --no-verify-tls.
QList<QCommandLineOption> targetOptions();
/// The URL, or a sentence that names the argument and suggests a better one.
Result<QUrl> urlArgument(const QString& text);
/// The one URL argument and the options together. The reason names the option.
Result<Target> targetOf(const Invocation& invocation);

} // namespace Gatewatch::Cli
