// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>

namespace Gatewatch {

/// Writes HTML, Markdown or JSON, as the name ends (".html", ".md", anything else). Empty, or why not, without the
/// name.
QString writeSessionFile(const QString& name, const SavedSession& session);
/// A document of a session. Otherwise what is wrong, behind the name of the file. "-" is standard input.
Result<ReadSession> readSessionFile(const QString& name);

} // namespace Gatewatch
