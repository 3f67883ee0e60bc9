// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/inspection.h>

#include <array>

namespace Gatewatch {
namespace {

struct Row {
    const char* issuer; ///< a part of its name, in any letter case
    const char* name;
    bool onThisComputer;
};

constexpr std::array rows{
    Row{"zscaler", "Zscaler", false},
    Row{"fortinet", "FortiGate", false},
    Row{"fortigate", "FortiGate", false},
    Row{"blue coat", "Blue Coat ProxySG", false},
    Row{"bluecoat", "Blue Coat ProxySG", false},
    Row{"palo alto networks", "Palo Alto Networks", false},
    Row{"netskope", "Netskope", false},
    Row{"goskope", "Netskope", false},
    Row{"cisco umbrella", "Cisco Umbrella", false},
    Row{"opendns", "Cisco Umbrella", false},
    Row{"cisco ironport", "Cisco Web Security", false},
    Row{"forcepoint", "Forcepoint", false},
    Row{"websense", "Forcepoint", false},
    Row{"mcafee web gateway", "Skyhigh Web Gateway", false},
    Row{"skyhigh", "Skyhigh Web Gateway", false},
    Row{"sophos", "Sophos", false},
    Row{"barracuda", "Barracuda", false},
    Row{"watchguard", "WatchGuard", false},
    Row{"fireware", "WatchGuard", false},
    Row{"sonicwall", "SonicWall", false},
    Row{"check point", "Check Point", false},
    Row{"juniper", "Juniper", false},
    Row{"iboss", "iboss", false},
    Row{"untangle", "Untangle", false},
    Row{"smoothwall", "Smoothwall", false},
    Row{"lightspeed", "Lightspeed Filter", false},
    Row{"securly", "Securly", false},
    Row{"contentkeeper", "ContentKeeper", false},
    Row{"pfsense", "pfSense", false},
    Row{"opnsense", "OPNsense", false},
    Row{"kaspersky", "Kaspersky", true},
    Row{"avast", "Avast", true},
    Row{"avg web/mail shield", "AVG", true},
    Row{"eset ssl filter", "ESET", true},
    Row{"bitdefender", "Bitdefender", true},
    Row{"dr.web", "Dr.Web", true},
    Row{"bullguard", "BullGuard", true},
    Row{"norton web", "Norton", true},
    Row{"adguard", "AdGuard", true},
    Row{"superfish", "Superfish", true},
    Row{"net nanny", "Net Nanny", true},
    Row{"qustodio", "Qustodio", true},
    Row{"covenant eyes", "Covenant Eyes", true},
    Row{"mitmproxy", "mitmproxy", true},
    Row{"charles proxy", "Charles", true},
    Row{"fiddler", "Fiddler", true},
    Row{"portswigger", "Burp Suite", true},
    Row{"owasp zap", "ZAP", true},
    Row{"owasp root ca", "ZAP", true},
    // Of nobody known, what it says that it does. No authority that the public trusts has such a name.
    Row{"antivirus", "An antivirus program", true},
    Row{"anti-virus", "An antivirus program", true},
    Row{"web shield", "An antivirus program", true},
    Row{"inspection", "A box that inspects", false},
    Row{"intercept", "A box that inspects", false},
    Row{"decrypt", "A box that inspects", false},
    Row{"web filter", "A web filter", false},
    Row{"webfilter", "A web filter", false},
    Row{"content filter", "A web filter", false},
    Row{"web gateway", "A web gateway", false},
    Row{"ssl proxy", "A proxy", false},
    Row{"web proxy", "A proxy", false},
    Row{"proxy ca", "A proxy", false},
    Row{"firewall", "A firewall", false},
};

} // namespace

std::optional<Inspector> inspectorOf(const QString& issuer)
{
    for (const Row& row : rows) {
        if (issuer.contains(QLatin1StringView(row.issuer), Qt::CaseInsensitive))
            return Inspector{QString::fromLatin1(row.name), row.onThisComputer};
    }
    return std::nullopt;
}

} // namespace Gatewatch
