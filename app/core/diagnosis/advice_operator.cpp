// SPDX-License-Identifier: GPL-3.0-or-later
// What those who run the service should look at first.
#include <core/diagnosis/advice.h>

#include <core/diagnosis/loglines.h>

namespace Gatewatch {
namespace {

QString operatorQuestion(const QString& cause)
{
    if (cause == u"origin_refuses_connections")
        return QStringLiteral("If you run it: is the app listening on its port?");
    if (cause == u"origin_timeout")
        return QStringLiteral("If you run it: what does the app wait for?");
    if (cause == u"origin_closes_early")
        return QStringLiteral("If you run it: does the app crash while answering?");
    if (cause == u"origin_invalid_response")
        return QStringLiteral("If you run it: does the app really speak HTTP on that port?");
    if (cause == u"certificate_problem")
        return QStringLiteral("If you run it: look at the certificate and its dates");
    if (cause == u"one_front_of_many")
        return QStringLiteral("If you run it: take the failing entrance out of service");
    if (cause == u"overload")
        return QStringLiteral("If you run it: what was its load just before this began?");
    if (cause == u"bad_deploy")
        return QStringLiteral("If you run it: what was changed when this began?");
    if (cause == u"maintenance")
        return QStringLiteral("If you run it: end the maintenance when the work is done");
    if (cause == u"stale_cached_error")
        return QStringLiteral("If you run it: empty the cache, and do not store errors");
    return QStringLiteral("If you run it: is the app up, and can the front door reach it?");
}

/// Where no log line is known to look for.
QString operatorHint(const World& world, const QString& cause)
{
    if (cause == u"certificate_problem" && !world.hop)
        return QStringLiteral("Its dates, its names and its chain are what visitors check.");
    if (cause == u"maintenance")
        return QStringLiteral("The answer itself speaks of maintenance.");
    return world.hop && world.hop->fault != HopFault::Unclear
        ? QStringLiteral("%1 says so itself.").arg(world.frontName())
        : QStringLiteral("Start with its log at the time of the error.");
}

} // namespace

Advice operatorAdvice(const World& world, const Verdict& verdict)
{
    const LogLine* const line = logLineFor(world, verdict);
    const QString text = line
        ? QStringLiteral("In %1's log, look for “%2”.").arg(world.responder.name, QString::fromUtf8(line->words))
        : operatorHint(world, verdict.cause);
    return {QStringLiteral("check_upstream"), QStringLiteral("operator"), false, operatorQuestion(verdict.cause), text,
            QStringLiteral("Show how")};
}

} // namespace Gatewatch
