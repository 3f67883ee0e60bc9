// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/configreader.h>
#include <core/diagnosis/evidence.h>
#include <core/ownmarks.h>

namespace Gatewatch {

/// "first", "retry", "past_cache", "front_address" …
QString idOf(HttpReply::Purpose purpose);

/// Evidence as it is kept: one object for each fact, with its kind behind "fact". What is no text of ours, such as
/// header fields and pages, has lost its secrets and marks already.
QJsonArray evidenceToJson(const QList<Evidence>& evidence, const Concealer& concealer);
/// The other way round. Facts of a kind that only a newer version knows are left out and told in `leftOut`; whatever
/// else is wrong is told to the log.
QList<Evidence> evidenceFromJson(const QJsonArray& json, const QString& pointer, ReadLog& log, QStringList& leftOut);

} // namespace Gatewatch
