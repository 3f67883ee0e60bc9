// SPDX-License-Identifier: GPL-3.0-or-later
// Steps about the way to the service: a connection to each address, other ways out of this computer, encryption.
#include <engine/diagnosis/askers.h>
#include <engine/net/dnsprobe.h>
#include <engine/net/environmentproxy.h>
#include <engine/net/refuser.h>
#include <engine/system/interfaces.h>

#include <QHostAddress>
#include <QRandomGenerator>

#include <algorithm>
#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis connectTimeout{3000};
constexpr Millis madeUpTimeout{2000};
constexpr Millis refusalTimeout{1300}; ///< routers ration such words (RFC 1812 4.3.2.8); TCP asks anew after 1 s
constexpr qsizetype mostRoutes = 2;
constexpr qsizetype mostOthers = 2;
constexpr const char* queryShown =
    "Not tried: the address says more than its page (?…), and others could read it on that way";

/// Connects to each address, sets up TLS where the service has it, and hangs up without a word.
class Connections final : public QObject {
public:
    Connections(const StepContext& context, StepReporter report, const QStringList& addresses)
        : m_left(addresses.size())
    {
        for (const QString& address : addresses) {
            const ProbeRequest request = requestTo(context, address);
            const ConnectFact about{address, request.url.scheme() == u"tls", {}};
            m_probes.push_back(context.probes.start(request, [this, report, about](const Exchange& exchange) {
                ConnectFact fact = about;
                fact.exchange = exchange;
                const bool last = --m_left == 0;
                report.found(fact);
                if (last)
                    report.done(StepState::Done, {});
            }));
        }
    }

private:
    static ProbeRequest requestTo(const StepContext& context, const QString& address)
    {
        const bool secured = context.probe.url.scheme() == u"https";
        ProbeRequest request = context.probe;
        request.url = QUrl();
        request.url.setScheme(secured ? QStringLiteral("tls") : QStringLiteral("tcp"));
        request.url.setHost(context.probe.url.host());
        request.url.setPort(context.probe.url.port(secured ? 443 : 80));
        request.method.clear();
        request.headers.clear();
        request.body.clear();
        request.resolve = {address};
        request.ipFamily = IpFamily::Auto;
        request.proxy = QStringLiteral("none");
        request.timeout = connectTimeout;
        request.maxRedirects = 0;
        request.lines = Lines{};
        return request;
    }

    std::vector<std::unique_ptr<ProbeHandle>> m_probes;
    qsizetype m_left;
};

std::optional<QString> skipConnect(const StepContext& context)
{
    if (usesProxy(context))
        return QStringLiteral("Not tried: the way leads through a proxy, which makes the connections");
    return reasonIf(entrancesOf(context).isEmpty(), "Not tried: there is no address to connect to");
}

/// An address of the service to which no connection came about, other than in silence.
QHostAddress unreached(const StepContext& context)
{
    for (const Evidence& one : context.evidence) {
        const auto* fact = std::get_if<ConnectFact>(&one);
        if (!fact || fact->exchange.lacksRoute)
            continue;
        const Failure failure = fact->exchange.failure;
        if (failure == Failure::TcpRefused || failure == Failure::TcpAddressUnreachable
            || failure == Failure::TcpFailed)
            return QHostAddress(fact->address); // null where it is pinned with a port
    }
    return {};
}

/// Whoever refuses a connection, or says that there is no way, may be the service, or somebody long before it.
class Manner final : public QObject {
public:
    Manner(const StepContext& context, StepReporter report, const QHostAddress& address)
    {
        const int port = context.probe.url.port(context.probe.url.scheme() == u"https" ? 443 : 80);
        m_turn = context.probes.turn(context.probe.url.host(), [this, report, address, port] {
            m_question = whoRefuses(
                address, static_cast<quint16>(port), refusalTimeout, [this, report](std::optional<RefusalFact::By> by) {
                    m_turn.reset();
                    if (by)
                        report.found(RefusalFact{*by});
                    report.done(StepState::Done, {});
                });
        });
    }

private:
    std::unique_ptr<ProbeHandle> m_turn;
    std::unique_ptr<QObject> m_question; // goes first
};

/// Where an answer came, nobody keeps the service away; and how a socket of ours is bound to an interface, only libcurl
/// knows.
std::unique_ptr<QObject> startManner(const StepContext& context, StepReporter report)
{
    const QHostAddress address = unreached(context);
    const bool answered = context.first() && context.first()->exchange.response;
    if (answered || address.isNull() || address.isLoopback() || !context.probe.interface.isEmpty())
        return readOnly(context, report);
    return std::make_unique<Manner>(context, report, address);
}

/// Addresses at which it was well before the fault, and that the name no longer has.
QStringList earlierAddresses(const StepContext& context)
{
    if (!context.request.before || !context.name() || !context.probe.resolve.isEmpty())
        return {};
    const QStringList& earlier = context.request.before->addresses;
    const QStringList now = entrancesOf(context);
    const bool same =
        std::any_of(earlier.begin(), earlier.end(), [&now](const QString& each) { return now.contains(each); });
    return same ? QStringList() : earlier;
}

bool hasResolvers(const StepContext& context)
{
    return std::any_of(context.evidence.begin(), context.evidence.end(), [](const Evidence& one) {
        return std::holds_alternative<ResolverFact>(one);
    });
}

/// Addresses that other name servers give.
QStringList othersAddresses(const StepContext& context)
{
    QStringList others;
    for (const Evidence& one : context.evidence) {
        if (const auto* fact = std::get_if<ResolverFact>(&one))
            others += fact->addresses;
    }
    others.removeDuplicates();
    return others;
}

/// What our name servers give has nothing in common with what others give, and did not come from the hosts file.
bool othersDisagree(const StepContext& context)
{
    const NameFact* const name = context.name();
    const QStringList others = othersAddresses(context);
    return name && !name->addresses.isEmpty() && name->inHostsFile.isEmpty()
        && std::none_of(name->addresses.begin(), name->addresses.end(), [&others](const QString& each) {
               return others.contains(each);
           });
}

/// A name of the same kind (".com") that nobody has.
QString madeUpName(const StepContext& context)
{
    QString name;
    for (int i = 0; i < 16; ++i)
        name += QChar::fromLatin1(static_cast<char>('a' + QRandomGenerator::global()->bounded(26)));
    QString host = context.probe.url.host(QUrl::EncodeUnicode);
    if (host.endsWith(u'.'))
        host.chop(1);
    return name + u'.' + host.section(u'.', -1);
}

/// Asks at other addresses, and our own name servers for a name that nobody has: who gives an address for that one may
/// have invented the other as well.
class Agreement final : public QObject {
public:
    Agreement(const StepContext& context, const StepReporter& report, const QList<Variant>& others, bool asksMadeUp)
        : m_left((others.isEmpty() ? 0 : 1) + (asksMadeUp ? 1 : 0))
    {
        const auto over = [this, report] {
            if (--m_left == 0)
                report.done(StepState::Done, {});
        };
        if (asksMadeUp) {
            const QString name = madeUpName(context);
            m_question = startDnsProbe(
                {QUrl(QStringLiteral("dns:") + name), name, QStringLiteral("A"), {}, madeUpTimeout, true},
                [report, over](const Exchange& exchange) {
                    if (exchange.failure == Failure::Ok || exchange.failure == Failure::DnsNameNotResolved)
                        report.found(MadeUpNameFact{exchange.records()});
                    over();
                });
        }
        if (!others.isEmpty())
            m_answers = askWarily(context, {report.found, [over](StepState, const QString&) { over(); }}, others);
    }

private:
    int m_left;
    std::unique_ptr<ProbeHandle> m_question;
    std::unique_ptr<QObject> m_answers;
};

/// Where the answers of name servers have nothing in common, asking there shows whose leads to the service. Content
/// networks give everybody another address, too; so when nothing is wrong it is looked at only where anybody can answer
/// in another's name, which is in the clear.
std::unique_ptr<QObject> startAgreement(const StepContext& context, StepReporter report)
{
    const bool wrong = context.first() && !context.first()->good;
    const bool clear = context.probe.url.scheme() == u"http";
    const bool disagree = othersDisagree(context);
    if (notToRepeat(context) || usesProxy(context) || (!wrong && !(clear && disagree)))
        return readOnly(context, report);
    QStringList elsewhere = wrong ? earlierAddresses(context).mid(0, mostOthers) : QStringList();
    const QStringList theirs = othersAddresses(context);
    const QStringList ours = entrancesOf(context);
    if (std::none_of(theirs.begin(), theirs.end(), [&ours](const QString& each) { return ours.contains(each); }))
        elsewhere = theirs.mid(0, mostOthers) + elsewhere;
    elsewhere.removeDuplicates();
    if (wouldShowQuery(context))
        elsewhere.clear();
    const bool asksMadeUp = disagree && hasResolvers(context);
    if (elsewhere.isEmpty() && !asksMadeUp)
        return readOnly(context, report);
    QList<Variant> others;
    for (const QString& address : elsewhere) {
        Variant other = variantOf(context, HttpReply::Purpose::OtherAddress, address);
        other.request.resolve = {address};
        other.reply.address = address;
        others.append(other);
    }
    return std::make_unique<Agreement>(context, report, others, asksMadeUp);
}

bool allIsWell(const StepContext& context)
{
    return context.first()->good && !context.request.expectStatus;
}

std::optional<QString> skipOtherProxy(const StepContext& context)
{
    const bool fromEnvironment = !environmentProxy(context.probe.url).isEmpty();
    if (!usesProxy(context) && !fromEnvironment)
        return QStringLiteral("There is no proxy");
    if (const auto reason = notToRepeat(context))
        return reason;
    if (allIsWell(context))
        return QStringLiteral("Not needed: the first answer was good");
    return reasonIf(!usesProxy(context) && wouldShowQuery(context), queryShown);
}

std::unique_ptr<QObject> startOtherProxy(const StepContext& context, StepReporter report)
{
    const bool uses = usesProxy(context);
    Variant other = variantOf(
        context, HttpReply::Purpose::OtherProxy,
        uses ? QStringLiteral("without the proxy") : QStringLiteral("through the proxy"));
    other.request.proxy = uses ? QStringLiteral("none") : QStringLiteral("system");
    other.request.proxyLogin.clear();
    return uses ? askAll(context, report, {other}) : askWarily(context, report, {other});
}

/// Any of its addresses, as a number without a port.
QHostAddress serviceAddress(const StepContext& context)
{
    for (const QString& entrance : entrancesOf(context)) {
        if (const QHostAddress address(entrance); !address.isNull())
            return address;
    }
    return QHostAddress(context.probe.url.host());
}

/// Those that the way to the service does not take; in the network of a container or of this computer itself nobody
/// gets out.
QList<QNetworkInterface> otherInterfaces(const StepContext& context)
{
    const QHostAddress service = serviceAddress(context);
    QList<QNetworkInterface> others = QNetworkInterface::allInterfaces();
    others.removeIf([&service](const QNetworkInterface& one) {
        return isOfContainers(one) || usableAddresses(one).isEmpty() || leadsTo(one, service);
    });
    return others.mid(0, mostRoutes);
}

std::optional<QString> skipOtherRoute(const StepContext& context)
{
    if (const auto reason = notToRepeat(context))
        return reason;
    if (allIsWell(context))
        return QStringLiteral("Not needed: the first answer was good");
    if (!context.probe.interface.isEmpty() || usesProxy(context))
        return QStringLiteral("Not tried: the way out is fixed in the configuration");
    if (serviceAddress(context).isNull() || serviceAddress(context).isLoopback())
        return QStringLiteral("Not tried: no way out of this computer is needed");
    if (otherInterfaces(context).isEmpty())
        return QStringLiteral("This computer has only one way out");
    return reasonIf(wouldShowQuery(context), queryShown);
}

std::unique_ptr<QObject> startOtherRoute(const StepContext& context, StepReporter report)
{
    QList<Variant> routes;
    for (const QNetworkInterface& interface : otherInterfaces(context)) {
        Variant route = variantOf(context, HttpReply::Purpose::OtherRoute, interfaceWords(interface));
        route.request.interface = interface.name().toLatin1();
        routes.append(route);
    }
    return askWarily(context, report, routes);
}

std::unique_ptr<QObject> startTunnel(const StepContext& context, StepReporter report)
{
    TunnelFact fact;
    const QHostAddress service = serviceAddress(context);
    for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
        if (!isTunnel(interface) || !interface.flags().testFlag(QNetworkInterface::IsUp))
            continue;
        fact.interfaces.append(interface.name());
        if (!service.isNull() && leadsTo(interface, service)) {
            fact.towardsService = interface.name();
            fact.towardsInternet = leadsTo(interface, farAway(service.protocol()));
        }
    }
    report.found(fact);
    report.done(StepState::Done, {});
    return nullptr;
}

std::optional<QString> skipSecurity(const StepContext& context)
{
    return reasonIf(context.probe.url.scheme() != u"https", "This address is not encrypted");
}

} // namespace

QList<Step> connectionSteps()
{
    using enum StepGroup;
    const Millis reading{1000};
    return {
        {"answers_agree",
         Name,
         "Same answers",
         {"name", "resolvers", "request"},
         Millis(6500),
         [](const StepContext& context) {
             return reasonIf(
                 !hasResolvers(context) && earlierAddresses(context).isEmpty(),
                 "Not tried: no other name server was asked");
         },
         startAgreement},
        {"connect",
         Connection,
         "Reaching the service",
         {"name"},
         connectTimeout * 3,
         skipConnect,
         [](const StepContext& context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<Connections>(context, report, entrancesOf(context));
         }},
        {"manner",
         Connection,
         "How it was let in",
         {"connect", "request"},
         refusalTimeout + Millis(1500),
         skipConnect,
         startManner},
        {"other_proxy", Connection, "Without the proxy", {"request"}, Millis(6500), skipOtherProxy, startOtherProxy},
        {"other_route",
         Connection,
         "Another way out",
         {"request", "name"},
         Millis(6500),
         skipOtherRoute,
         startOtherRoute},
        {"vpn", Connection, "VPN", {"name", "other_route"}, reading, neverSkipped, startTunnel},
        {"handshake", Security, "Encryption", {"connect"}, reading, skipSecurity, readOnly},
        {"certificate", Security, "Certificate", {"connect", "request"}, reading, skipSecurity, readOnly},
        {"protocol", Security, "Versions", {"connect", "request"}, reading, neverSkipped, readOnly},
    };
}

} // namespace Gatewatch
