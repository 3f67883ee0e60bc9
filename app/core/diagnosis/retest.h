// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/comparison.h>
#include <core/diagnosis/sessionfile.h>

namespace Gatewatch {

/// What a person can change between two diagnoses of the same thing, as the evidence shows it. Names no address.
struct Circumstances {
    QString network; ///< NetworkFact::id; empty when it is not known
    QString way; ///< what leads out, as people know it: "Wi-Fi (wlan0)"; empty without any
    QString vpn; ///< the tunnel that leads to the service; empty without one
    bool proxy = false;
    bool signInPage = false;
    bool hostsLine = false;
    bool clockWrong = false;
    bool inspected = false; ///< somebody opens encrypted connections
    bool forbidden = false; ///< this computer itself lets no connection out to it
    QStringList missingSecrets;
    bool operator==(const Circumstances&) const = default;
};

/// A finished diagnosis and where it was made.
struct Trial {
    Diagnosis diagnosis;
    Circumstances circumstances;
};
Trial trialOf(const SavedSession& session);

/// The trial to compare the last one with: the newest that was made in other circumstances; where there is none, the
/// newest with another verdict, else the one just before. -1 when there is only one.
qsizetype trialBefore(const QList<Trial>& trials);

/// What follows from the same diagnosis, made twice.
struct Retest {
    QString id; ///< helped | passed | no_difference | worse | other_fault | no_change | no_network | works_both
    QString conclusion; ///< for anyone, one or two sentences
    QList<Difference> differences; ///< in which "before" and "now" name the two
    bool operator==(const Retest&) const = default;
};
/// `advice` is the id of the one that was followed; empty when nobody said. No blame without a reason: an error that
/// the service itself sent may be over by now, and a change that the evidence does not show was not made.
Retest retestOf(const Trial& before, const Trial& now, const QString& advice = {});

/// How a side of the comparison is called beside the other: "Wi-Fi (wlan0), VPN off".
QString sideWords(const Circumstances& side, const Circumstances& other, bool isNow);

} // namespace Gatewatch
