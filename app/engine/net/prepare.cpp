// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/prepare.h>

namespace Gatewatch {
namespace {

struct Preparation {
    const Check& check;
    const QString& userAgent;
    const SecretLookup& secrets;

    PreparedCheck operator()(const HttpCheck& http) const
    {
        const PreparedProbe prepared = probeFor(http, check.timeout, userAgent, secrets);
        return {prepared.request, prepared.missing};
    }
    PreparedCheck operator()(const TcpCheck& tcp) const
    {
        const PreparedProbe prepared = probeFor(tcp, check.timeout, secrets);
        return {prepared.request, prepared.missing};
    }
    PreparedCheck operator()(const DnsCheck& dns) const
    {
        return {DnsRequest{check.address(), dns.name, dns.record, dns.server, check.timeout}, {}};
    }
    PreparedCheck operator()(const PingCheck& ping) const
    {
        return {PingRequest{check.address(), ping.host, ping.ipFamily, check.timeout}, {}};
    }
};

struct Start {
    ProbeLoop& loop;
    ProbeLoop::Done& done;

    std::unique_ptr<ProbeHandle> operator()(const ProbeRequest& request) const { return loop.start(request, done); }
    std::unique_ptr<ProbeHandle> operator()(const DnsRequest& request) const { return startDnsProbe(request, done); }
    std::unique_ptr<ProbeHandle> operator()(const PingRequest& request) const { return startPingProbe(request, done); }
};

struct Host {
    QString operator()(const ProbeRequest& request) const { return request.url.authority(); }
    QString operator()(const DnsRequest& request) const { return request.server; }
    QString operator()(const PingRequest& request) const { return request.host; }
};

} // namespace

PreparedCheck prepare(const Check& check, const QString& userAgent, const SecretLookup& secrets)
{
    return std::visit(Preparation{check, userAgent, secrets}, check.how);
}

/// Asks for the requests instead of going through the settings, so that none that a request uses is left out.
QSet<SecretName> secretsOf(const QList<Service>& services)
{
    QSet<SecretName> names;
    const auto note = [&names](const SecretName& name) -> std::optional<QByteArray> {
        names.insert(name);
        return std::nullopt;
    };
    for (const Service& service : services) {
        for (const Check& check : service.endpoints)
            prepare(check, {}, note);
    }
    return names;
}

QByteArrayList secretsIn(const CheckRequest& request)
{
    const auto* probe = std::get_if<ProbeRequest>(&request); // the others have none
    return probe ? probe->secrets : QByteArrayList();
}

QString hostOf(const CheckRequest& request)
{
    return std::visit(Host{}, request);
}

std::unique_ptr<ProbeHandle> start(ProbeLoop& loop, const CheckRequest& request, ProbeLoop::Done done)
{
    return std::visit(Start{loop, done}, request);
}

} // namespace Gatewatch
