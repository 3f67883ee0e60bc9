// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/durationcard.h>

#include <widgets/card.h>
#include <widgets/episodechart.h>
#include <widgets/wording.h>

#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString usually(const QString& bracket)
{
    if (bracket == u"under_1_minute")
        return DurationCard::tr("Usually under a minute");
    if (bracket == u"minutes")
        return DurationCard::tr("Usually 5 to 15 minutes");
    if (bracket == u"hours")
        return DurationCard::tr("Hours, probably");
    return DurationCard::tr("Not known yet");
}

QString basisText(const DurationExpectation& expectation)
{
    if (!expectation.pastEpisodesSeconds.isEmpty()) {
        const auto n = static_cast<int>(expectation.pastEpisodesSeconds.size());
        return n == 1 ? DurationCard::tr("From 1 earlier fault of this service")
                      : DurationCard::tr("From %n earlier faults of this service", nullptr, n);
    }
    if (expectation.basis == u"retry_after")
        return DurationCard::tr("The server said so itself");
    if (expectation.basis == u"provider_incident")
        return DurationCard::tr("From what the provider has posted");
    if (expectation.bracket == u"unknown" && !expectation.text.isEmpty())
        return DurationCard::tr("Waiting alone does not end this");
    return DurationCard::tr("The first fault of this service seen from here");
}

} // namespace

DurationCard::DurationCard(QWidget* parent)
    : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("How long?"), this);
    outer->addWidget(card);
    m_big = plainLabel({}, TextRole::Verdict, card);
    m_basis = plainLabel({}, TextRole::Dim, card, true);
    m_chart = new EpisodeChart(card);
    m_text = plainLabel({}, TextRole::Body, card, true);
    card->body()->setSpacing(4);
    card->body()->addWidget(m_big);
    card->body()->addWidget(m_basis);
    card->body()->addSpacing(8);
    card->body()->addWidget(m_chart);
    card->body()->addSpacing(4);
    card->body()->addWidget(m_text);
    card->body()->addStretch(1);
    setExpectation({}, false, {});
}

void DurationCard::setExpectation(const DurationExpectation& expectation, bool nothingWrong, TimePoint now)
{
    std::optional<int> lasted;
    if (expectation.since && now >= *expectation.since)
        lasted = static_cast<int>(std::chrono::duration_cast<Seconds>(now - *expectation.since).count());
    if (nothingWrong)
        m_big->setText(tr("It works now"));
    else if (lasted)
        m_big->setText(tr("%1 so far").arg(durationText(Seconds(*lasted))));
    else
        m_big->setText(usually(expectation.bracket));
    const bool known = !expectation.pastEpisodesSeconds.isEmpty();
    m_basis->setText(nothingWrong && !known ? tr("There is no fault to wait for.") : basisText(expectation));
    // How long is no question where nothing is wrong, or where no waiting helps.
    const bool question = !nothingWrong && (expectation.bracket != u"unknown" || expectation.text.isEmpty());
    m_chart->setVisible(known || question);
    m_chart->setEpisodes(expectation.pastEpisodesSeconds, nothingWrong ? std::nullopt : lasted, expectation.bracket);
    const QString record = expectation.record.isEmpty() ? QString() : u' ' + expectation.record;
    m_text->setText(nothingWrong ? QString() : expectation.text + record);
}

} // namespace Gatewatch
