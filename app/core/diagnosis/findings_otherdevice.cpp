// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what the user saw on another device.
#include <core/diagnosis/finding.h>

namespace Gatewatch {
namespace {

bool said(const World& w, bool works, bool sameNetwork)
{
    return w.failsNow() && w.otherDevice && w.otherDevice->works == works && w.otherDevice->sameNetwork == sameNetwork;
}

constexpr const char* group = "other_device";

} // namespace

// A person's word, minutes later, about a browser that may show an old copy: it weighs half of what the same comparison
// does when it is measured from here (works_without_proxy, works_outside_vpn).
QList<FindingRow> otherDeviceFindings()
{
    return {
        // The same network, the same way, the same service: only this computer is another one.
        {"other_device_works_here",
         group,
         "other_device",
         nullptr,
         {11, -2, -4, -5, -7},
         [](const World& w) {
             return when(said(w, true, true), QStringLiteral("In the same network it works on another device"));
         }},
        // Nothing of this computer can stop another one.
        {"other_device_fails_here",
         group,
         "other_device",
         nullptr,
         {-11, 0, 1, 2, 3},
         [](const World& w) {
             return when(
                 said(w, false, true), QStringLiteral("In the same network it fails on another device as well"));
         }},
        // Another device and another way. One entrance of many may still be bad for one way only, so that the gateway
        // loses less than the service.
        {"other_device_works_elsewhere",
         group,
         "other_device",
         nullptr,
         {4, 7, 6, -4, -9},
         [](const World& w) {
             return when(said(w, true, false), QStringLiteral("In another network it works on another device"));
         }},
        // They have nothing in common but the service and its gateway.
        {"other_device_fails_elsewhere",
         group,
         "other_device",
         nullptr,
         {-8, -9, -6, 3, 5},
         [](const World& w) {
             return when(
                 said(w, false, false), QStringLiteral("In another network it fails on another device as well"));
         }},
    };
}

} // namespace Gatewatch
