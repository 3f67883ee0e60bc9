// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/addressstore.h>

namespace Gatewatch {

StoreError writeAddresses(Database& database, const CheckId& check, const GoodAddresses& good)
{
    QSqlQuery old = database.prepared(QStringLiteral("DELETE FROM address WHERE service = ? AND endpoint = ?"));
    old.addBindValue(check.service);
    old.addBindValue(check.endpoint);
    old.exec();
    StoreError error = errorOf(old);
    QSqlQuery query = database.prepared(
        QStringLiteral("INSERT INTO address(service, endpoint, place, host, address) VALUES(?, ?, ?, ?, ?)"));
    for (qsizetype place = 0; place < good.addresses.size() && !error; ++place) {
        query.addBindValue(check.service);
        query.addBindValue(check.endpoint);
        query.addBindValue(place);
        query.addBindValue(good.host.isNull() ? QStringLiteral("") : good.host);
        query.addBindValue(good.addresses[place]);
        query.exec();
        error = errorOf(query);
    }
    return error;
}

QHash<CheckId, GoodAddresses> readAddresses(const Database& database, StoreError& error)
{
    QSqlQuery query =
        database.prepared(QStringLiteral("SELECT service, endpoint, host, address FROM address ORDER BY place"));
    query.exec();
    QHash<CheckId, GoodAddresses> found;
    while (query.next()) {
        GoodAddresses& good = found[{query.value(0).toString(), query.value(1).toString()}];
        good.host = query.value(2).toString();
        good.addresses.append(query.value(3).toString());
    }
    error = errorOf(query);
    return found;
}

} // namespace Gatewatch
