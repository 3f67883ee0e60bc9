// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/addressestried.h>

#include <QJsonObject>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

bool isV6(const AddressTried& one)
{
    return one.address.contains(u':');
}

QString textOf(const QList<AddressTried>& tried)
{
    QStringList parts;
    for (const AddressTried& one : tried)
        parts.append(one.address + u' ' + idOf(one.failure));
    return parts.join(u", "_s);
}

} // namespace

QString triedText(const Exchange& exchange)
{
    return textOf(exchange.addressesTried);
}

QJsonArray triedToJson(const Exchange& exchange)
{
    QJsonArray array;
    for (const AddressTried& one : exchange.addressesTried)
        array.append(QJsonObject{{u"address"_s, one.address}, {u"failure"_s, idOf(one.failure)}});
    return array;
}

QString familyNote(const Exchange& exchange)
{
    const QList<AddressTried>& tried = exchange.addressesTried;
    const auto connected = std::ranges::find(tried, Failure::Ok, &AddressTried::failure);
    if (connected == tried.end())
        return {};
    QList<AddressTried> others;
    std::ranges::copy_if(tried, std::back_inserter(others), [v6 = isV6(*connected)](const AddressTried& one) {
        return isV6(one) != v6;
    });
    if (others.isEmpty())
        return {};
    const auto [good, bad] = isV6(*connected) ? std::pair(u"IPv6"_s, u"IPv4"_s) : std::pair(u"IPv4"_s, u"IPv6"_s);
    return u"%1 answered, %2 did not: %3"_s.arg(good, bad, textOf(others));
}

} // namespace Gatewatch
