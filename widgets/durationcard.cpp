// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/durationcard.h>

#include <widgets/card.h>
#include <widgets/episodechart.h>
#include <widgets/wording.h>

#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int oneMinute = 60;

/// No waiting ends it; the text says what does.
bool waitingIsNoUse(const DurationExpectation& expectation)
{
    return expectation.bracket == u"unknown" && !expectation.text.isEmpty();
}

/// Only what faults in general do is known, and this one is so young that it can become any of them.
bool isTooEarly(const DurationExpectation& expectation, std::optional<int> lasted)
{
    return expectation.basis == u"general" && lasted.value_or(0) < oneMinute;
}

/// The part of the scale that the expectation speaks of.
std::optional<int> expectedSpan(const DurationExpectation& expectation)
{
    if (expectation.medianSeconds)
        return spanOf(*expectation.medianSeconds);
    if (expectation.bracket == u"under_1_minute")
        return 0;
    if (expectation.bracket == u"minutes")
        return spanOf(10 * oneMinute); // "5 to 15 minutes"
    if (expectation.bracket == u"hours")
        return durationSpanCount - 1;
    return std::nullopt;
}

QString headlineOf(const DurationExpectation& expectation, std::optional<int> lasted)
{
    if (waitingIsNoUse(expectation))
        return DurationCard::tr("Until it is put right");
    if (expectation.basis == u"retry_after" && expectation.medianSeconds)
        return DurationCard::tr("About %1, they say").arg(durationText(Seconds(*expectation.medianSeconds)));
    if (lasted && *lasted >= oneMinute)
        return DurationCard::tr("Failing for %1").arg(durationText(Seconds(*lasted)));
    if (!isTooEarly(expectation, lasted) && expectation.medianSeconds)
        return DurationCard::tr("About %1, usually").arg(durationText(Seconds(*expectation.medianSeconds)));
    return DurationCard::tr("Too early to tell");
}

QString basisText(const DurationExpectation& expectation, std::optional<int> lasted)
{
    if (waitingIsNoUse(expectation) || expectation.basis == u"retry_after") // the headline says something else
        return lasted && *lasted >= oneMinute ? DurationCard::tr("Failing for %1").arg(durationText(Seconds(*lasted)))
                                              : QString();
    const auto n = static_cast<int>(expectation.pastEpisodesSeconds.size());
    if (expectation.basis == u"own_history")
        return n == 1 ? DurationCard::tr("How long 1 earlier fault lasted, in minutes")
                      : DurationCard::tr("How long %n earlier faults lasted, in minutes", nullptr, n);
    if (expectation.basis == u"provider_incident")
        return DurationCard::tr("From what the provider has posted");
    return n == 0 ? DurationCard::tr("No earlier fault of this service is known here")
        : n == 1  ? DurationCard::tr("The earlier fault of this service was not like this")
                  : DurationCard::tr("The %n earlier faults of this service were not like this", nullptr, n);
}

} // namespace

DurationCard::DurationCard(QWidget* parent)
    : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("How long?"), this);
    outer->addWidget(card);
    m_big = plainLabel({}, TextRole::Verdict, card, true);
    m_basis = plainLabel({}, TextRole::Dim, card, true);
    m_chart = new EpisodeChart(card);
    m_text = plainLabel({}, TextRole::Body, card, true);
    card->body()->setSpacing(6);
    card->body()->addWidget(m_big);
    card->body()->addWidget(m_basis);
    card->body()->addWidget(m_chart);
    card->body()->addWidget(m_text);
    card->body()->addStretch(1);
    setExpectation({}, false, {});
}

void DurationCard::setExpectation(const DurationExpectation& expectation, bool nothingWrong, TimePoint now)
{
    std::optional<int> lasted;
    if (expectation.since && now >= *expectation.since)
        lasted = static_cast<int>(std::chrono::duration_cast<Seconds>(now - *expectation.since).count());
    setVisible(!nothingWrong);
    m_big->setText(headlineOf(expectation, lasted));
    const QString basis = basisText(expectation, lasted);
    m_basis->setText(basis);
    m_basis->setVisible(!basis.isEmpty());
    // Bars without a meaning look like something that is still to come.
    const QList<int> past = expectation.basis == u"retry_after" ? QList<int>() : expectation.pastEpisodesSeconds;
    m_chart->setVisible(!waitingIsNoUse(expectation) && (!past.isEmpty() || !isTooEarly(expectation, lasted)));
    m_chart->setEpisodes(past, lasted, expectedSpan(expectation));
    const QString text = expectation.basis == u"retry_after" ? QString() : expectation.text; // the headline says it
    m_text->setText((text + u' ' + expectation.record).trimmed());
    m_text->setVisible(!m_text->text().isEmpty());
}

} // namespace Gatewatch
