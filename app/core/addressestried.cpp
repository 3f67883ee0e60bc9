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

} // namespace

QString triedText(const Exchange& exchange)
{
    QStringList parts;
    for (const AddressTried& one : exchange.addressesTried)
        parts.append(one.address + u' ' + idOf(one.failure));
    return parts.join(u", "_s);
}

QJsonArray triedToJson(const Exchange& exchange)
{
    QJsonArray array;
    for (const AddressTried& one : exchange.addressesTried)
        array.append(QJsonObject{{u"address"_s, one.address}, {u"failure"_s, idOf(one.failure)}});
    return array;
}

QString failedFamily(const Exchange& exchange)
{
    const QList<AddressTried>& tried = exchange.addressesTried;
    const auto connected = std::ranges::find(tried, Failure::Ok, &AddressTried::failure);
    if (connected == tried.end())
        return {};
    const auto failed =
        std::ranges::find_if(tried, [v6 = isV6(*connected)](const AddressTried& one) { return isV6(one) != v6; });
    return failed == tried.end() ? QString() : isV6(*failed) ? u"IPv6"_s : u"IPv4"_s;
}

} // namespace Gatewatch
