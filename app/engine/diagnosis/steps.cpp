// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/diagnosis/steps.h>

#include <core/botwall.h>
#include <core/judge.h>

#include <algorithm>

namespace Gatewatch {

const HttpReply* StepContext::first() const
{
    for (const Evidence& one : evidence) {
        if (const auto* reply = std::get_if<HttpReply>(&one); reply && reply->purpose == HttpReply::Purpose::First)
            return reply;
    }
    return nullptr;
}

const NameFact* StepContext::name() const
{
    for (const Evidence& one : evidence) {
        if (const auto* fact = std::get_if<NameFact>(&one))
            return fact;
    }
    return nullptr;
}

bool StepContext::safeMethod() const
{
    return probe.method == "GET" || probe.method == "HEAD" || probe.method == "OPTIONS";
}

HttpReply StepContext::reply(HttpReply::Purpose purpose, const Exchange& exchange) const
{
    const Judgement judgement = judge(exchange, request.check.expect);
    HttpReply reply;
    reply.purpose = purpose;
    reply.exchange = exchange;
    // "Ask less often" proves to a check that somebody is there (judge), but it is no good answer: it can be the
    // symptom.
    const bool tooOften = exchange.status() == 429 && !accepts(request.check.expect.status, 429);
    reply.good = (judgement.outcome == Outcome::Up || judgement.outcome == Outcome::Slow) && !tooOften;
    reply.challenged = isChallenge(exchange);
    reply.detail = judgement.detail;
    return reply;
}

QString idOf(StepGroup group)
{
    switch (group) {
    case StepGroup::Local:
        return QStringLiteral("local");
    case StepGroup::Name:
        return QStringLiteral("name");
    case StepGroup::Connection:
        return QStringLiteral("connection");
    case StepGroup::Security:
        return QStringLiteral("security");
    case StepGroup::Request:
        return QStringLiteral("request");
    case StepGroup::Context:
        return QStringLiteral("context");
    }
    return {};
}

std::span<const Step> diagnosisSteps()
{
    static const QList<Step> all = [] {
        QList<Step> steps =
            localSteps() + nameSteps() + connectionSteps() + requestSteps() + variantSteps() + contextSteps();
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.group < b.group; });
        return steps;
    }();
    return {all.constData(), std::size_t(all.size())};
}

} // namespace Gatewatch
