// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/configreader.h>
#include <core/diagnosis/diagnosis.h>
#include <core/fields.h>

namespace Gatewatch {

template <>
struct LastOf<VerdictPlace> {
    static constexpr VerdictPlace value = VerdictPlace::Inconclusive;
};

/// The diagnosis of a "gatewatch.diagnosis/1" document, without null values; what is wrong with it is told to the log.
/// The service and the method are no part of that document and stay as they are.
Diagnosis diagnosisFromJson(const QJsonObject& json, ReadLog& log);

} // namespace Gatewatch
