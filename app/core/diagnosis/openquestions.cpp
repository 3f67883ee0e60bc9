// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/openquestions.h>

#include <array>
#include <utility>

namespace Gatewatch {

QString openQuestion(const QString& stepId)
{
    static const std::array questions{
        std::pair{"request", "The first answer is still on its way."},
        std::pair{"responder", "Who wrote the answer is still being looked at."},
        std::pair{"retry", "More tries are running: if they are good, nothing is wrong any more."},
        std::pair{"cache_bypass", "If it works past the cache, the error is only an old copy."},
        std::pair{"connectivity", "If no other place answers either, it is your network."},
        std::pair{"control_sites", "If well-known sites fail too, it is your network."},
        std::pair{"name", "If the name cannot be looked up, that is the reason."},
        std::pair{"front_addresses", "If only one entrance fails, it is their front door or the way to it."},
        std::pair{"network", "Whether this computer is connected at all is being looked at."},
        std::pair{"clock", "If this computer's clock is wrong, certificates only look bad."},
        std::pair{"resolvers", "If other name servers give another address, yours may be wrong."},
        std::pair{"answers_agree", "If it works at the address that others give, yours is wrong."},
        std::pair{"manner", "If somebody near you refuses the connection, it is not the service."},
        std::pair{"connect", "If only some addresses take connections, it is the way to the others."},
        std::pair{"other_proxy", "If it works without the proxy, the proxy is to blame."},
        std::pair{"other_route", "If it works over another way out, it is your network."},
        std::pair{"vpn", "Whether the way leads through a VPN is being looked at."},
        std::pair{"certificate", "Whose certificate it is tells whether somebody reads along."},
        std::pair{"other_path", "If other pages there work, only a part of the service fails."},
        std::pair{"other_version", "If another version of HTTP works, it is their front door."},
        std::pair{"other_client", "If it works when asked in another manner, it depends on who asks."},
        std::pair{"longer_wait", "If an answer comes with more patience, it is only slow."},
        std::pair{"neighbours", "Other services on the same host are being compared."},
        std::pair{"status_page", "If their status page reports a problem, it is probably them."},
        std::pair{"history", "Earlier faults and your other services are being compared."},
    };
    for (const auto& [id, text] : questions) {
        if (stepId == QLatin1StringView(id))
            return QString::fromUtf8(text);
    }
    return {};
}

QString counterEvidence(const Verdict& verdict)
{
    if (verdict.cause == u"overload")
        return QStringLiteral("If it fails as much in a quiet hour, it is not the load.");
    if (verdict.cause == u"bad_deploy")
        return QStringLiteral("If they changed nothing when it began, something broke by itself.");
    if (verdict.cause == u"stale_dns")
        return QStringLiteral("If it fails at the new address too, the old one is not to blame.");
    switch (verdict.place) {
    case VerdictPlace::Service:
        return QStringLiteral("If it works from another network at the same time, the service is not to blame.");
    case VerdictPlace::Gateway:
        return QStringLiteral("If every entrance fails in the same way, it is the service behind them.");
    case VerdictPlace::Path:
        return QStringLiteral("If it fails from another network too, it is not the way there.");
    case VerdictPlace::Network:
        return QStringLiteral("If it fails over a phone's network too, it is not your network.");
    case VerdictPlace::Device:
        return QStringLiteral("If another device in the same network fails too, it is not this computer.");
    case VerdictPlace::None:
        return QStringLiteral("If the next tries fail again, it is not over.");
    case VerdictPlace::Inconclusive:
        return QStringLiteral("The same try from another network would tell near from far.");
    }
    return {};
}

} // namespace Gatewatch
