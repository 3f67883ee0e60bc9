// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/footer.h>

#include <widgets/controls.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

Footer::Footer(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_text(new ElidedLabel({}, TextRole::Dim, this))
    , m_signIn(makeButton(tr("Open sign-in page"), ButtonKind::Link, this))
    , m_events(makeButton({}, ButtonKind::Link, this))
{
    setObjectName(u"footer"_s);
    setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 1, 8, 1);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_signIn);
    layout->addWidget(m_events);
    connect(m_signIn, &QPushButton::clicked, this, [this] {
        emit signInRequested(
            signInAddress(m_session.config().diagnosis.connectivityChecks).toString(QUrl::FullyEncoded));
    });
    connect(m_events, &QPushButton::clicked, this, &Footer::eventsRequested);
    connect(&session, &Session::eventsChanged, this, &Footer::refresh);
    connect(&session, &Session::networkChanged, this, &Footer::refresh);
    connect(&session, &Session::configChanged, this, &Footer::refresh);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &Footer::refresh);
    timer->start(1000);
    refresh();
}

void Footer::setSeenUntil(qint64 at)
{
    m_seenUntil = at;
    refresh();
}

void Footer::refresh()
{
    QString text;
    if (m_session.paused())
        text = tr("Watching is paused");
    else if (m_session.network() == LocalNetwork::CaptivePortal)
        text = tr("This network wants you to sign in first; nothing is counted against the services");
    else if (lacksNames(m_session.network()))
        text = tr("Names cannot be looked up; no service is blamed");
    else if (!m_session.online())
        text = tr("You are offline; nothing is counted against the services");
    else if (m_session.config().services.isEmpty())
        text = tr("Nothing is watched yet");
    else {
        text = m_session.network() == LocalNetwork::Online ? tr("You are online") : tr("Watching");
        if (const auto next = m_session.nextCheckIn())
            text += tr(" · next check in %1").arg(durationText(*next));
    }
    m_text->setFullText(text);
    m_signIn->setVisible(
        m_session.network() == LocalNetwork::CaptivePortal
        && !signInAddress(m_session.config().diagnosis.connectivityChecks).isEmpty());
    const auto unseen = std::ranges::count_if(
        m_session.events(), [this](const Event& event) { return event.at.time_since_epoch().count() > m_seenUntil; });
    m_events->setText(newEventsText(static_cast<int>(unseen)));
}

} // namespace Gatewatch
