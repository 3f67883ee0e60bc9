// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostilecase.h>

#include <core/explain.h>

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <curl/curl.h>

namespace Gatewatch {

namespace {

constexpr Millis allowance{250};

bool matches(const QString& text, const QString& pattern)
{
    QStringList parts;
    for (const QString& part : pattern.split(u'*'))
        parts.append(QRegularExpression::escape(part));
    return QRegularExpression(QRegularExpression::anchoredPattern(parts.join(QStringLiteral(".+"))))
        .match(text)
        .hasMatch();
}

/// Kilobytes that this process had in memory at most since startMeasuring().
qint64 peakKilobytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return -1;
}

void startMeasuring()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (file.open(QIODevice::WriteOnly))
        file.write("5");
}

/// What is wrong with the memory that the case took: no server may make us need much.
QString mistakeInMemory()
{
    constexpr qint64 most = 150 * 1024;
    const qint64 peak = peakKilobytes();
#ifdef GATEWATCH_SANITIZED // whose own memory would be counted as well
    const bool right = peak > 0;
#else
    const bool right = peak > 0 && peak < most;
#endif
    return right ? QString() : QStringLiteral("%1 kB of memory, %2 at most").arg(peak).arg(most);
}

} // namespace

Exchange measured(const ProbeRequest& request)
{
    ProbeLoop loop;
    Exchange result;
    result.failure = Failure::Unknown;
    bool ended = false;
    const auto handle = loop.start(request, [&](const Exchange& exchange) {
        result = exchange;
        ended = true;
    });
    if (!QTest::qWaitFor([&] { return ended; }, 10000))
        result.detail = QStringLiteral("it never ended");
    return result;
}

QString mistakeIn(const HostileCase& row)
{
    HostileServer server(row.script);
    ProbeRequest request;
    request.url = server.url(row.scheme);
    request.timeout = hostileDeadline;
    request.userAgent = "test";
    if (row.change)
        row.change(request);
    startMeasuring();
    QElapsedTimer clock;
    clock.start();
    const Exchange exchange = measured(request);
    const Millis spent(clock.elapsed());
    if (server.connections() != row.connections)
        return QStringLiteral("%1 connections: %2 %3")
            .arg(server.connections())
            .arg(idOf(exchange.failure), exchange.detail);
    if (server.requests() > row.connections)
        return QStringLiteral("%1 requests").arg(server.requests());
    const QString mistake = mistakeIn(row, exchange, spent);
    return mistake.isEmpty() ? mistakeInMemory() : mistake;
}

QString mistakeIn(const HostileCase& row, const Exchange& exchange, Millis spent)
{
    Expectation expectation;
    expectation.keyword = row.keyword;
    const Judgement judgement = judge(exchange, expectation);
    const QString sentence = explain(exchange, judgement);
    QStringList notes;
    for (const Note note : exchange.notes)
        notes.append(idOf(note));
    const QString seen = QStringLiteral("%1 %2 \"%3\" after %4 ms (%5) [%6]")
                             .arg(idOf(judgement.outcome), idOf(judgement.failure), sentence)
                             .arg(spent.count())
                             .arg(exchange.detail, notes.join(u' '));
    const bool right = judgement.outcome == row.outcome && idOf(judgement.failure).toLatin1() == row.failure
        && notes == row.notes && matches(sentence, row.sentence) && spent <= hostileDeadline + allowance;
    return right ? QString() : seen;
}

bool readsHeadsClosely()
{
    return curl_version_info(CURLVERSION_NOW)->version_num >= 0x080600;
}

bool tellsVersionFromStatus()
{
    return curl_version_info(CURLVERSION_NOW)->version_num < 0x080000;
}

HostileCase noted(HostileCase row, const QString& note)
{
    row.notes.append(note);
    return row;
}

HostileServer::Script answering(const QByteArray& answer)
{
    return [answer](HostilePeer& peer) {
        peer.readRequest();
        peer.send(answer);
    };
}

HostileServer::Script inTls(const std::shared_ptr<SSL_CTX>& context, HostileServer::Script then)
{
    return [context, then = std::move(then)](HostilePeer& peer) {
        if (peer.startTls(context.get()))
            then(peer);
    };
}

HostileServer::Script insteadOfTls(const QByteArray& bytes)
{
    return [bytes](HostilePeer& peer) {
        peer.read();
        peer.send(bytes);
    };
}

HostileServer::Script alert(char description)
{
    return insteadOfTls(QByteArray("\x15\x03\x03\x00\x02\x02", 6) + description);
}

} // namespace Gatewatch
