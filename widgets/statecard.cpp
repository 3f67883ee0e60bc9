// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/statecard.h>

#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;
using namespace std::chrono;

StateCard::StateCard(Session& session, QWidget* parent)
    : Card({}, parent)
    , m_session(session)
    , m_row(new QHBoxLayout)
    , m_headline(plainLabel({}, TextRole::Lead, this, true))
    , m_detail(plainLabel({}, TextRole::Dim, this, true))
    , m_troubleshoot(makeButton(tr("Troubleshoot"), ButtonKind::Primary, this))
    , m_mute(makeButton(tr("Mute 1 h"), ButtonKind::Normal, this))
{
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_headline);
    words->addWidget(m_detail);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    buttons->addWidget(m_troubleshoot);
    buttons->addWidget(m_mute);
    buttons->addStretch(0);
    m_row->setSpacing(14);
    m_row->addLayout(words, 1);
    m_row->addLayout(buttons);
    body()->addLayout(m_row);
    layout()->setContentsMargins(16, 15, 16, 15);

    connect(m_troubleshoot, &QPushButton::clicked, this, [this] { emit troubleshootRequested(m_service); });
    connect(m_mute, &QPushButton::clicked, this, [this] {
        if (m_session.mutedUntil(m_service))
            m_session.unmute(m_service);
        else
            m_session.mute(m_service, hours(1));
    });
    connect(&session, &Session::muteChanged, this, &StateCard::refresh);
    connect(&session, &Session::diagnosisChanged, this, &StateCard::refresh);
}

void StateCard::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    m_row->setDirection(width() < 560 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void StateCard::setService(const ServiceId& id)
{
    m_service = id;
    refresh();
}

void StateCard::refresh()
{
    const State state = m_session.shownState(m_service);
    const bool trouble = state == State::Down || state == State::Slow;
    setEdge(trouble ? std::optional(state) : std::nullopt);
    m_headline->setText(headline());
    m_detail->setText(detail());
    // One primary action per view, and only where it can help.
    const QVariant kind = trouble ? QVariant(u"primary"_s) : QVariant();
    if (m_troubleshoot->property("kind") != kind) {
        m_troubleshoot->setProperty("kind", kind);
        m_troubleshoot->style()->unpolish(m_troubleshoot);
        m_troubleshoot->style()->polish(m_troubleshoot);
    }
    m_troubleshoot->setVisible(canBeAsked());
    const auto muted = m_session.mutedUntil(m_service);
    m_mute->setVisible(trouble || muted);
    m_mute->setText(muted ? tr("Muted until %1").arg(clockText(*muted, m_session.now())) : tr("Mute 1 h"));
    m_mute->setToolTip(muted ? tr("Press to be told again") : tr("Say nothing about this service for an hour"));
}

std::optional<Diagnosis> StateCard::diagnosis() const
{
    const auto known = m_session.diagnosis(m_service);
    return known && known->startedAt >= m_session.status(m_service).since ? known : std::nullopt;
}

bool StateCard::canBeAsked() const
{
    const Service* service = m_session.config().find(m_service);
    // What a diagnosis asks is a web address; a port, a name server and an echo have none.
    return service
        && (std::ranges::any_of(service->endpoints, [](const Check& check) { return check.http(); })
            || !service->homepage.host().isEmpty());
}

QString StateCard::headline() const
{
    const ServiceStatus status = m_session.status(m_service);
    switch (m_session.shownState(m_service)) {
    case State::Down: {
        const auto found = diagnosis();
        if (found && found->finished && !found->verdict.headline.isEmpty())
            return found->verdict.headline;
        if (!status.decisive)
            return tr("It is down.");
        if (status.decisive->failure == Failure::HttpError && status.decisive->status == 502)
            return tr("The front door answers, but with 502 Bad Gateway.");
        const QString phrase = phraseOf(status.decisive->failure, status.decisive->status);
        return tr("It is down: %1.").arg(phrase);
    }
    case State::Slow:
        if (status.flapping)
            return tr("It comes and goes.");
        return status.decisive && status.decisive->usual
            ? tr("It answers, but takes %1 instead of the usual %2.")
                  .arg(latencyText(status.decisive->total), latencyText(*status.decisive->usual))
            : tr("It answers, but slower than it should.");
    case State::Up:
        return tr("All is well.");
    case State::Maintenance:
        return tr("They are working on it, as announced.");
    case State::Paused:
        return tr("Watching is paused.");
    case State::Unknown:
        return unknownHeadline();
    }
    return {};
}

QString StateCard::unknownHeadline() const
{
    const ServiceStatus status = m_session.status(m_service);
    const auto report = m_session.report(m_service);
    switch (m_session.network()) {
    case LocalNetwork::CaptivePortal:
        return tr("This network wants you to sign in first, so nothing can be said.");
    case LocalNetwork::NoNameService:
        return tr("Names cannot be looked up here, so nothing can be said.");
    case LocalNetwork::Offline:
        return tr("This computer is offline, so nothing can be said.");
    case LocalNetwork::OnlyByNumber:
    case LocalNetwork::Online:
    case LocalNetwork::Unknown:
        break;
    }
    if (status.notMeasured)
        return tr("Nothing can be said: %1.").arg(whyNotMeasured(*status.notMeasured));
    if (m_session.leadingCheck(m_service))
        return stateLine(State::Unknown, status.since, status.checkedAt, m_session.now())
            + (status.checkedAt ? u"."_s : QString());
    if (report)
        return report->readability == Readability::Unreadable ? tr("Their status page cannot be read.")
                                                              : tr("They say: %1.").arg(wordOf(report->overall));
    const Service* service = m_session.config().find(m_service);
    return service && service->statusPage ? tr("Waiting for their status page.")
                                          : tr("There is nothing here that this version can check.");
}

QString StateCard::downDetail() const
{
    const ServiceStatus status = m_session.status(m_service);
    const TimePoint now = m_session.now();
    const auto found = diagnosis();
    QStringList parts;
    QString what =
        status.decisive ? shortWordOf(status.decisive->failure, status.decisive->status) : wordOf(State::Down);
    if (found && !found->responder.name.isEmpty() && found->responder.confidence >= 0.6)
        what = tr("%1 from %2").arg(what, found->responder.name);
    parts << tr("%1 since %2 (%3)")
                 .arg(what, clockText(status.since, now), durationText(duration_cast<Seconds>(now - status.since)));
    if (found && found->finished) {
        const Verdict& verdict = found->verdict;
        const QString word = confidenceWord(verdict.confidence);
        if (!word.isEmpty())
            parts << tr("%1, %2 %").arg(word.toLower()).arg(qRound(verdict.confidence * 100));
        if (verdict.place == VerdictPlace::Service || verdict.place == VerdictPlace::Gateway)
            parts << tr("not your computer, not your network");
    }
    const auto report = m_session.report(m_service);
    if (report && report->readability != Readability::Unreadable && !found)
        parts << tr("they say: %1").arg(wordOf(report->overall));
    return parts.join(u" · "_s);
}

QString StateCard::detail() const
{
    const ServiceStatus status = m_session.status(m_service);
    const TimePoint now = m_session.now();
    QStringList parts;
    switch (m_session.shownState(m_service)) {
    case State::Down:
        return downDetail();
    case State::Slow:
    case State::Up:
        if (status.decisive && status.decisive->failure == Failure::Ok)
            parts << tr("answers in %1").arg(latencyText(status.decisive->total));
        if (status.since.time_since_epoch().count() > 0)
            parts << tr("%1 for %2")
                         .arg(wordOf(status.state).toLower(), durationText(duration_cast<Seconds>(now - status.since)));
        if (status.checkedAt)
            parts << tr("checked %1").arg(agoText(*status.checkedAt, now));
        break;
    case State::Maintenance:
    case State::Unknown:
        parts
            << (status.checkedAt ? tr("last checked %1").arg(agoText(*status.checkedAt, now)) : tr("not checked yet"));
        break;
    case State::Paused:
        parts << tr("nothing is checked and nothing is counted until you go on");
        break;
    }
    QString text = parts.join(u" · "_s);
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

} // namespace Gatewatch
