// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/judge.h>

namespace Gatewatch {

/// One sentence for a person: what happened, where, and shortly what next. Never text that a server sent: only the host
/// that was asked, numbers, our own words, and what this computer says that it lacks. Without a full stop.
QString explain(const Exchange& exchange, const Judgement& judgement);

/// The same for a stored run of the check of `url`, as far as a sample remembers.
QString explain(const Sample& sample, const QUrl& url);

} // namespace Gatewatch
