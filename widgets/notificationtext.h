// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/notification.h>
#include <core/statuspage/statusreport.h>

#include <functional>

namespace Gatewatch {

/// The words of one desktop notification, plain text. At most three sentences and 200 characters of body
/// (community.kde.org HIG/Notifications).
struct NotificationText {
    QString summary;
    QString body;
    bool operator==(const NotificationText&) const = default;
};

/// What the provider said last, as a sentence: "Provider reports: nothing."; empty without a status page.
QString providerSentence(const StatusReport* report);

/// `nameOf` gives the name of a service, and for an empty id that of an address that is no service; `claimed` is what
/// its provider said last, if anything is known.
NotificationText textOf(
    const Notification& notification, const std::function<QString(const ServiceId&)>& nameOf,
    const StatusReport* claimed, TimePoint now);

} // namespace Gatewatch
