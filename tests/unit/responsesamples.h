// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

/// One response as it would come, and who is known to have written it.
struct ResponseSample {
    const char* name;
    QByteArray raw;
    const char* id;
    int authored; ///< 1 own, 0 passed on, -1 cannot be told
    const char* layers; ///< ids, outermost first, separated by blanks; null: not compared
};

/// A page in nginx's form, byte for byte; without its last line where `last` is empty.
QByteArray stockPage(const QByteArray& heading, const QByteArray& last);
/// A head with CRLF and the right Content-Length in front of `body`.
QByteArray withLength(const QByteArray& head, const QByteArray& body);

/// What products that cannot be run here send.
QList<ResponseSample> responseSamples();
/// Pages that carry one mark of a product and contradict it elsewhere.
QList<ResponseSample> imitationSamples();
