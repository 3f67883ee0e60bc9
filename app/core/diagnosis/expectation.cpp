// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/expectation.h>

#include <core/diagnosis/answer.h>
#include <core/retryafter.h>

#include <algorithm>
#include <array>
#include <map>

namespace Gatewatch {
namespace {

constexpr int enoughFaults = 3; ///< fewer say nothing about the next one

/// Survival after each length at which a fault ended, given that `elapsed` has passed.
std::map<int, double> survival(const QList<int>& ended, const QList<int>& open, int elapsed)
{
    std::map<int, int> ends;
    for (const int one : ended) {
        if (one > elapsed)
            ++ends[one];
    }
    std::map<int, double> curve;
    double alive = 1;
    for (const auto& [length, count] : ends) {
        const auto longer = [at = length](int one) { return one >= at; };
        const auto atRisk =
            std::count_if(ended.begin(), ended.end(), longer) + std::count_if(open.begin(), open.end(), longer);
        alive *= 1 - double(count) / double(atRisk);
        curve[length] = alive;
    }
    return curve;
}

QString spanText(int seconds)
{
    if (seconds < 90)
        return QStringLiteral("%1 s").arg(seconds);
    return seconds < 5400 ? QStringLiteral("%1 min").arg((seconds + 30) / 60)
                          : QStringLiteral("%1 h").arg((seconds + 1800) / 3600);
}

QString bracketFor(int medianSeconds)
{
    if (medianSeconds < 60)
        return QStringLiteral("under_1_minute");
    return medianSeconds < 3600 ? QStringLiteral("minutes") : QStringLiteral("hours");
}

/// The first of the usual spans within which at least half were over, else the longest.
QString shareText(const QList<int>& ended, const QList<int>& open, int elapsed)
{
    constexpr std::array spans{60, 300, 900, 3600};
    QString text;
    for (const int span : spans) {
        const std::optional<double> share = shareOver(ended, open, elapsed, span);
        if (!share)
            return {};
        text = QStringLiteral("%1 % of faults that lasted this long were over within %2 more %3.")
                   .arg(qRound(*share * 100))
                   .arg(span / 60)
                   .arg(span == 60 ? QStringLiteral("minute") : QStringLiteral("minutes"));
        if (*share >= 0.5)
            break;
    }
    return text;
}

bool fromOwnHistory(DurationExpectation& expectation, const World& world, int elapsed)
{
    if (!world.history)
        return false;
    QList<int> ended;
    for (const Incident& one : world.history->past) {
        const auto length =
            int(std::chrono::duration_cast<Seconds>(one.closed.value_or(world.now) - one.opened).count());
        ended.append(std::max(0, length));
    }
    expectation.pastEpisodesSeconds = ended;
    // Of those that were over sooner nothing is learnt about one that still runs.
    const auto survivors = std::count_if(ended.begin(), ended.end(), [elapsed](int one) { return one > elapsed; });
    const QString text = shareText(ended, {}, elapsed);
    if (survivors < enoughFaults || text.isEmpty())
        return false;
    expectation.basis = QStringLiteral("own_history");
    expectation.text = text;
    expectation.medianSeconds = medianRest(ended, {}, elapsed);
    expectation.bracket = expectation.medianSeconds ? bracketFor(*expectation.medianSeconds) : QStringLiteral("hours");
    return true;
}

bool fromProvider(DurationExpectation& expectation, const World& world)
{
    if (!world.claim || world.claim->readability != Readability::Ok)
        return false;
    QList<int> lengths;
    bool open = false;
    for (const ReportedIncident& one : world.claim->incidents) {
        open = open || (one.open() && one.impact != u"none");
        if (one.startedAt && one.resolvedAt && *one.resolvedAt > *one.startedAt)
            lengths.append(int(std::chrono::duration_cast<Seconds>(*one.resolvedAt - *one.startedAt).count()));
    }
    if (!open)
        return false;
    expectation.basis = QStringLiteral("provider_incident");
    expectation.bracket = QStringLiteral("hours");
    expectation.text = QStringLiteral("The provider has reported a problem. Such ones often take hours.");
    if (lengths.size() < enoughFaults)
        return true;
    std::sort(lengths.begin(), lengths.end());
    expectation.medianSeconds = lengths[lengths.size() / 2];
    expectation.bracket = bracketFor(*expectation.medianSeconds);
    expectation.text = QStringLiteral("The provider's last %1 problems took %2, in the middle of them.")
                           .arg(lengths.size())
                           .arg(spanText(*expectation.medianSeconds));
    return true;
}

void fromBrackets(DurationExpectation& expectation, int elapsed)
{
    expectation.basis = QStringLiteral("general");
    if (elapsed < 60) {
        expectation.bracket = QStringLiteral("under_1_minute");
        expectation.text = QStringLiteral("Some faults are over within a minute, others take hours.");
    } else if (elapsed < 900) {
        expectation.bracket = QStringLiteral("minutes");
        expectation.text = QStringLiteral("Faults that last longer than a minute often take 5 to 15 minutes.");
    } else {
        expectation.bracket = QStringLiteral("hours");
        expectation.text = QStringLiteral("Faults that last this long often take hours.");
    }
}

} // namespace

std::optional<double> shareOver(const QList<int>& ended, const QList<int>& open, int elapsed, int within)
{
    const std::map<int, double> curve = survival(ended, open, elapsed);
    if (curve.empty())
        return std::nullopt;
    double alive = 1;
    for (const auto& [length, left] : curve) {
        if (length <= elapsed + within)
            alive = left;
    }
    return 1 - alive;
}

std::optional<int> medianRest(const QList<int>& ended, const QList<int>& open, int elapsed)
{
    for (const auto& [length, left] : survival(ended, open, elapsed)) {
        if (left <= 0.5)
            return length - elapsed;
    }
    return std::nullopt;
}

namespace {

/// Of faults that no waiting ends: what does. Empty for the others.
QString endedBy(const Verdict& verdict)
{
    struct Ending {
        const char* cause;
        const char* text;
    };
    static constexpr std::array endings{
        Ending{"certificate_problem", "It lasts until they have put their proof of identity (the certificate) right."},
        Ending{"clock_wrong", "It lasts until this computer's clock is set."},
        Ending{"captive_portal", "It lasts until you have signed in."},
        Ending{"company_proxy", "It lasts until the people who run your network put this right."},
        Ending{"local_proxy", "It lasts until the proxy on this computer works, or is off."},
        Ending{"blocked_locally", "It lasts until whoever blocks it lets it through."},
        Ending{"intercepted", "It lasts until this address is excepted from inspection."},
        Ending{"vpn_fault", "It lasts until the VPN works, or is off."},
        Ending{"name_not_found", "It lasts until the name is set up, or the address is put right."},
        Ending{"request_rejected", "Waiting does not change it; another request does."},
        Ending{"client_refused", "Waiting does not change it; asking in another manner does."}};
    for (const Ending& one : endings) {
        if (verdict.cause == QLatin1StringView(one.cause))
            return QString::fromUtf8(one.text);
    }
    if (verdict.cause == u"stale_dns")
        return verdict.place == VerdictPlace::Device
            ? QStringLiteral("It lasts until the hosts file is put right.")
            : QStringLiteral("It lasts until your name server has the new address, often an hour.");
    return verdict.place == VerdictPlace::Network
        ? QStringLiteral("It lasts until your network works again. The service cannot help here.")
        : QString();
}

} // namespace

DurationExpectation expectationOf(const World& world, const Verdict& verdict)
{
    DurationExpectation expectation;
    const Exchange* const bad = world.symptom();
    if (!bad || world.well() || world.recovered() || world.asked) {
        expectation.text = bad ? QStringLiteral("It is over.") : QString();
        return expectation;
    }
    if (world.history)
        expectation.record = sentenceOf(world.history->estimates);
    expectation.since = world.about.since ? world.about.since : std::optional(bad->at);
    const auto elapsed = int(world.lasted().count());
    const bool own = fromOwnHistory(expectation, world, elapsed);
    const bool constant = world.responder.id == u"varnish" && world.responder.authored.value_or(false);
    const auto retry = bad->response && !constant ? readRetryAfter(*bad->response, world.now) : std::nullopt;
    if (retry) {
        expectation.basis = QStringLiteral("retry_after");
        expectation.medianSeconds = int(retry->count());
        expectation.bracket = bracketFor(int(retry->count()));
        expectation.text = QStringLiteral("They say: try again in %1.").arg(spanText(int(retry->count())));
    } else if (const QString ending = endedBy(verdict); !ending.isEmpty()) {
        expectation.basis = QStringLiteral("general");
        expectation.bracket = QStringLiteral("unknown");
        expectation.medianSeconds.reset();
        expectation.text = ending;
    } else if (!own && !fromProvider(expectation, world)) {
        fromBrackets(expectation, elapsed);
    }
    return expectation;
}

} // namespace Gatewatch
