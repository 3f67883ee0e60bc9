// SPDX-License-Identifier: GPL-3.0-or-later
// Steps about the name of the service: what this computer's name servers say of it, and what others say.
#include <engine/diagnosis/askers.h>
#include <engine/net/dnsprobe.h>
#include <engine/net/dohquestion.h>
#include <engine/net/hostsfile.h>
#include <engine/net/lookup.h>

#include <QHostAddress>
#include <QTimer>

#include <array>
#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis nameTimeout{4500};
constexpr Millis resolverTimeout{3000};
constexpr Millis aliasTimeout{2000};
constexpr int mostAliases = 16; ///< longer chains are not followed by name servers either
constexpr qsizetype mostResolvers = 3;

/// What the lookup says of the name, for as long as the object that is returned lives.
std::unique_ptr<QObject> startName(const StepContext& context, StepReporter report)
{
    auto owner = std::make_unique<QObject>();
    const QString host = context.probe.url.host();
    const QString ace = context.probe.url.host(QUrl::EncodeUnicode); // as hosts files have names of other scripts
    lookUp(host, IpFamily::Auto, nameTimeout, owner.get(), [host, ace, report](const LookupAnswer& answer) {
        NameFact fact{host, {}, answer.failure == Failure::Ok ? QString() : idOf(answer.failure), inHostsFile(ace)};
        for (const QHostAddress& address : answer.addresses)
            fact.addresses.append(address.toString());
        report.found(fact);
        report.done(StepState::Done, {});
    });
    return owner;
}

bool isNumeric(const StepContext& context)
{
    return !QHostAddress(context.probe.url.host()).isNull();
}

/// Names that only mean something inside a network (RFC 6761, RFC 6762, RFC 8375, and what is usual for routers and
/// companies): telling them to anybody outside would be of no use, and none of their business.
bool isOfOwnNetwork(QString host)
{
    if (host.endsWith(u'.'))
        host.chop(1);
    if (!host.contains(u'.'))
        return true;
    for (const char* domain :
         {".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".private", ".home.arpa"}) {
        if (host.endsWith(QLatin1StringView(domain), Qt::CaseInsensitive))
            return true;
    }
    return false;
}

std::optional<QString> skipName(const StepContext& context)
{
    return reasonIf(isNumeric(context), "The address is a number; there is no name to look up");
}

std::optional<QString> skipResolvers(const StepContext& context)
{
    if (const auto reason = skipName(context))
        return reason;
    if (context.request.settings.resolvers.isEmpty())
        return QStringLiteral("Not tried: no other name servers are set in the configuration");
    if (!context.probe.resolve.isEmpty())
        return QStringLiteral("Not tried: the address is fixed in the configuration");
    return reasonIf(isOfOwnNetwork(context.probe.url.host()), "Not tried: this name belongs to your own network");
}

/// Asks one other name server for both kinds of address.
class SecondOpinion final : public QObject {
public:
    using Done = std::function<void(const ResolverFact&)>;
    SecondOpinion(const StepContext& context, const ResolverSetting& resolver, Done done)
        : m_fact{resolver.name, {}, {}}
        , m_done(std::move(done))
    {
        for (const char* record : {"A", "AAAA"})
            ask(context, resolver, QString::fromLatin1(record));
    }

private:
    void ask(const StepContext& context, const ResolverSetting& resolver, const QString& record)
    {
        const QString host = context.probe.url.host();
        if (!resolver.doh.isEmpty()) {
            std::optional<ProbeRequest> question = dohQuestion(resolver.doh, host, record);
            if (!question)
                return QTimer::singleShot(0, this, [this] { heard(Failure::DnsFailed, {}); });
            question->timeout = resolverTimeout;
            question->userAgent = context.probe.userAgent;
            question->proxy = context.probe.proxy;
            question->proxyLogin = context.probe.proxyLogin;
            question->secrets = context.probe.secrets;
            question->caFile = context.probe.caFile;
            m_probes.push_back(context.probes.start(*question, [this, record](const Exchange& exchange) {
                const DohAnswer answer = dohAnswer(exchange, record);
                heard(answer.failure, answer.records);
            }));
            return;
        }
        DnsCheck check;
        check.name = host;
        check.record = record;
        check.server = resolver.server;
        Check address;
        address.how = check;
        m_probes.push_back(startDnsProbe(
            {address.address(), host, record, resolver.server, resolverTimeout, true},
            [this](const Exchange& exchange) { heard(exchange.failure, exchange.records()); }));
    }

    void heard(Failure failure, const QStringList& records)
    {
        m_fact.addresses += records;
        if (failure != Failure::Ok && m_fact.error.isEmpty())
            m_fact.error = idOf(failure);
        if (--m_left > 0)
            return;
        if (!m_fact.addresses.isEmpty())
            m_fact.error.clear(); // that there is none of one kind is no error
        m_done(m_fact);
    }

    ResolverFact m_fact;
    Done m_done;
    int m_left = 2;
    std::vector<std::unique_ptr<ProbeHandle>> m_probes;
};

class SecondOpinions final : public QObject {
public:
    SecondOpinions(const StepContext& context, StepReporter report)
    {
        const QList<ResolverSetting> asked = context.request.settings.resolvers.mid(0, mostResolvers);
        m_left = asked.size();
        for (const ResolverSetting& resolver : asked) {
            m_opinions.push_back(
                std::make_unique<SecondOpinion>(context, resolver, [this, report](const ResolverFact& fact) {
                    const bool last = --m_left == 0;
                    report.found(fact);
                    if (last)
                        report.done(StepState::Done, {});
                }));
        }
    }

private:
    std::vector<std::unique_ptr<SecondOpinion>> m_opinions;
    qsizetype m_left = 0;
};

/// Follows the aliases of the name, as this computer's own name servers tell them.
class Aliases final : public QObject {
public:
    Aliases(const StepContext& context, StepReporter report)
        : m_name(context.probe.url.host())
        , m_report(std::move(report))
    {
        ask(m_name);
    }

private:
    void ask(const QString& name)
    {
        const QUrl address(QStringLiteral("dns:") + name);
        m_probe = startDnsProbe(
            {address, name, QStringLiteral("CNAME"), {}, aliasTimeout, true},
            [this](const Exchange& exchange) { heard(exchange); });
    }

    void heard(const Exchange& exchange)
    {
        // That a name has no alias is an answer; silence and errors are none.
        if (exchange.failure != Failure::Ok && exchange.failure != Failure::DnsNameNotResolved)
            return m_report.done(
                StepState::Skipped, QStringLiteral("Your name server did not say whether the name is an alias"));
        QString next = exchange.records().value(0);
        if (next.endsWith(u'.'))
            next.chop(1);
        const bool circle = next == m_name || m_fact.chain.contains(next);
        if (next.isEmpty() || circle || m_fact.chain.size() == mostAliases) {
            m_report.found(m_fact);
            m_report.done(StepState::Done, {});
            return;
        }
        m_fact.chain.append(next);
        // The probe that has just answered is still on the stack.
        QTimer::singleShot(0, this, [this, next] { ask(next); });
    }

    QString m_name;
    StepReporter m_report;
    AliasFact m_fact;
    std::unique_ptr<ProbeHandle> m_probe;
};

} // namespace

QList<Step> nameSteps()
{
    return {
        {"name", StepGroup::Name, "Name", {}, nameTimeout + Millis(500), skipName, startName},
        {"resolvers",
         StepGroup::Name,
         "Other name servers",
         {},
         resolverTimeout + Millis(500),
         skipResolvers,
         [](const StepContext& context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<SecondOpinions>(context, std::move(report));
         }},
        {"alias",
         StepGroup::Name,
         "Alias",
         {"name"},
         resolverTimeout + Millis(500),
         [](const StepContext& context) {
             if (const auto reason = skipName(context))
                 return reason;
             if (!context.name() || context.name()->addresses.isEmpty())
                 return std::optional(QStringLiteral("Not tried: the name leads nowhere"));
             const QString host = context.probe.url.host();
             const bool ours = host == u"localhost" || host.endsWith(u".localhost");
             return reasonIf(
                 ours || !context.name()->inHostsFile.isEmpty(), "Not tried: this computer itself knows the name");
         },
         [](const StepContext& context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<Aliases>(context, std::move(report));
         }},
    };
}

} // namespace Gatewatch
