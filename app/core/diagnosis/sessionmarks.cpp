// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/sessionmarks.h>

namespace Gatewatch {
namespace {

/// The exchanges that facts carry.
template <typename Use>
void forEachExchange(const QList<Evidence>& evidence, const Use& use)
{
    for (const Evidence& one : evidence) {
        std::visit(
            [&use](const auto& fact) {
                if constexpr (requires { fact.exchange; })
                    use(fact.exchange);
            },
            one);
    }
}

void addTo(QStringList& list, const QStringList& more)
{
    for (const QString& one : more) {
        if (!one.isEmpty() && !list.contains(one))
            list.append(one);
    }
}

QStringList visitorsIn(const Exchange& exchange)
{
    QStringList found = visitorAddresses(QString::fromUtf8(exchange.body));
    for (const auto& head : {exchange.response, exchange.fragment}) {
        if (!head)
            continue;
        for (const HeaderField& field : head->headers)
            addTo(found, visitorAddresses(QString::fromUtf8(field.name + ": " + field.value)));
    }
    return found;
}

} // namespace

OwnMarks marksIn(const QList<Evidence>& evidence)
{
    OwnMarks marks;
    forEachExchange(evidence, [&marks](const Exchange& exchange) {
        addTo(marks.addresses, visitorsIn(exchange));
        if (!exchange.viaProxy)
            return;
        addTo(marks.addresses, {exchange.address});
        const QString host = exchange.proxy.section(u':', 0, 0);
        if (host.contains(u'.')) // a single word may be any word
            addTo(marks.names, {host});
    });
    return marks;
}

QStringList wordsOfService(const DiagnosisCase& about, const QList<Evidence>& evidence)
{
    const QString host = about.target.host(QUrl::FullyEncoded);
    QStringList words{host};
    addTo(words, host.split(u'.'));
    forEachExchange(evidence, [&words](const Exchange& exchange) {
        if (!exchange.viaProxy)
            addTo(words, {exchange.address, exchange.url.host(QUrl::FullyEncoded)});
    });
    return words;
}

} // namespace Gatewatch
