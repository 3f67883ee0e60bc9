// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/troubleshooting.h>

#include <core/diagnosis/otherdevice.h>
#include <widgets/diagnosispanel.h>
#include <widgets/earliersessions.h>
#include <widgets/otherdevicecard.h>
#include <widgets/retestcard.h>
#include <widgets/retesting.h>
#include <widgets/session.h>
#include <widgets/sessioncard.h>
#include <widgets/wording.h>

#include <QCursor>
#include <QMenu>
#include <QUrlQuery>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

Troubleshooting::Troubleshooting(Session& session, DiagnosisPanel& panel, Ask ask, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_panel(panel)
    , m_ask(std::move(ask))
    , m_retesting(new Retesting(this))
{
    connect(&panel, &DiagnosisPanel::runAgain, this, &Troubleshooting::runAgain);
    connect(&panel.otherDeviceCard(), &OtherDeviceCard::answered, this, &Troubleshooting::learn);
    connect(&panel, &DiagnosisPanel::retestRequested, this, &Troubleshooting::testAgain);
    connect(m_retesting, &Retesting::due, this, [this] {
        if (!m_panel.isVisible()) // nobody waits for it
            return;
        emit told(tr("Something here changed, so this is tested again."));
        testAgain({});
    });
    connect(&panel, &DiagnosisPanel::copyReportRequested, this, [this] {
        emit told(tr("The report is on the clipboard. It holds no passwords and no private headers."));
    });
    connect(&panel, &DiagnosisPanel::adviceTriggered, this, &Troubleshooting::obey);
    if (!session.backend())
        return;
    joinHistory();
    const Engine* engine = &session.backend()->engine();
    m_retesting->listen(*engine);
    connect(engine, &Engine::sessionEnded, this, [this](quint64 id, const SavedSession& saved) {
        if (id != m_id)
            return;
        m_saved = saved;
        m_panel.setReport(saved.diagnosis);
        m_panel.sessionCard().setSession(saved);
        m_retesting->finished(saved);
        showTrials();
    });
    const auto take = [this](quint64 id, const Diagnosis& diagnosis) {
        if (id == m_id)
            show(diagnosis);
    };
    connect(engine, &Engine::diagnosisChanged, this, take);
    connect(engine, &Engine::diagnosisFinished, this, take);
    connect(engine, &Engine::watchEnded, this, [this](quint64 id) {
        if (!m_watches.contains(id))
            return;
        const Watched watched = m_watches.take(id);
        m_panel.setWatched(isWatched(m_shown));
        if (!watched.session.isEmpty())
            m_session.backend()->sessionIsOver(watched.session, m_session.now());
        emit told(tr("%1 is really back: three good answers in a row.").arg(watched.name));
        emit reallyBack(watched.service, watched.name);
    });
}

QUrl Troubleshooting::addressFrom(const QString& typed)
{
    QString text = typed.trimmed();
    if (text.isEmpty() || text.contains(u' '))
        return {};
    if (!text.contains(u"://"_s))
        text.prepend(u"https://"_s);
    const QUrl url(text, QUrl::StrictMode);
    const bool web = url.scheme() == u"https"_s || url.scheme() == u"http"_s;
    return url.isValid() && web && !url.host().isEmpty() ? url : QUrl();
}

void Troubleshooting::openService(const ServiceId& id)
{
    const Service* service = m_session.config().find(id);
    if (!service)
        return;
    const QUrl target = checkOf(id, service->homepage).url;
    if (target.host().isEmpty()) {
        emit told(tr("%1 has no web address of its own, so there is nothing to ask.").arg(service->name));
        return;
    }
    const bool running = m_shown.service == id && m_id != 0 && !m_shown.finished;
    if (!running) {
        Diagnosis blank;
        blank.service = id;
        blank.serviceName = service->name;
        blank.startedAt = m_session.now();
        blank.target = target;
        start(blank, m_session.backend() ? m_session.backend()->diagnoseService(id) : 0);
    }
    emit opened();
}

void Troubleshooting::openUrl(const QUrl& url)
{
    Diagnosis blank;
    blank.serviceName = url.host();
    blank.target = url;
    blank.startedAt = m_session.now();
    DiagnosisRequest request;
    request.serviceName = blank.serviceName;
    request.check.url = url;
    request.settings = m_session.config().diagnosis;
    request.userAgent = m_session.config().polling.userAgent;
    request.watchedServices = static_cast<int>(m_session.config().services.size());
    request.failingServices =
        static_cast<int>(std::ranges::count_if(m_session.config().services, [this](const Service& service) {
            return m_session.status(service.id).state == State::Down;
        }));
    start(blank, m_session.backend() ? m_session.backend()->diagnose(request) : 0);
    emit opened();
}

QUrl Troubleshooting::addressFromLink(const QString& link)
{
    const QUrl url(link, QUrl::StrictMode);
    if (url.scheme() != u"gatewatch"_s || url.path() != u"troubleshoot"_s)
        return {};
    return addressFrom(QUrlQuery(url).queryItemValue(u"url"_s, QUrl::FullyDecoded));
}

/// Sessions of before, and what the user adds to one.
void Troubleshooting::joinHistory()
{
    Backend* const backend = m_session.backend();
    const History* history = &backend->history();
    SessionCard* const card = &m_panel.sessionCard();
    const auto keep = [this, backend, card] {
        card->setSession(*m_saved);
        backend->saveSession(*m_saved);
    };
    connect(card, &SessionCard::noteChanged, this, [this, keep](const QString& note) {
        if (!m_saved || m_saved->note == keptNote(note))
            return;
        m_saved->note = keptNote(note);
        keep();
    });
    connect(card, &SessionCard::corrected, this, [this, keep](Correction correction) {
        if (!m_saved)
            return;
        correction.at = m_session.now();
        m_saved->correction = correction;
        keep();
        emit told(tr("Thank you. This is kept with the session, on this computer."));
    });
    connect(card, &SessionCard::exportRequested, this, &Troubleshooting::exportAs);
    connect(history, &History::sessionsReady, this, [this](quint64, const QList<SessionSummary>& sessions) {
        emit earlierReady(sessions);
    });
    connect(history, &History::sessionsChanged, this, [this, backend] {
        listEarlier();
        if (m_saved && !m_saved->grade) // it may have got one, by the end of the fault
            backend->requestSession(m_saved->id);
    });
    connect(history, &History::sessionReady, this, [this](quint64, const SavedSession& saved) {
        if (!m_leaving.isEmpty() && saved.id == m_leaving) {
            m_leaving.clear();
            m_session.backend()->removeSession(saved.id);
            emit removed(saved);
            return;
        }
        if (!m_wanted.isEmpty() && (saved.id == m_wanted || saved.id.isEmpty()))
            reopen(saved);
        else if (m_saved && saved.id == m_saved->id && saved.grade) {
            m_saved->grade = saved.grade;
            m_panel.sessionCard().setGrade(saved.grade);
        }
    });
    connect(history, &History::sessionExported, this, [this](quint64, const QString& problem) {
        emit told(
            problem.isEmpty() ? tr("The session was saved. It holds no passwords and not your addresses.")
                              : tr("The session could not be saved: %1").arg(problem));
    });
    connect(history, &History::sessionImported, this, [this](quint64, const QString& id, const QString& problem) {
        if (problem.isEmpty())
            openSession(id);
        else
            emit told(tr("Nothing was imported: %1").arg(problem));
    });
}

void Troubleshooting::listEarlier()
{
    if (m_session.backend())
        m_session.backend()->requestSessions(EarlierSessions::listed);
}

void Troubleshooting::openSession(const QString& id)
{
    if (!m_session.backend())
        return;
    m_wanted = id;
    m_session.backend()->requestSession(id);
}

void Troubleshooting::removeSession(const QString& id)
{
    if (!m_session.backend())
        return;
    m_leaving = id;
    m_session.backend()->requestSession(id);
}

void Troubleshooting::restoreSession(const SavedSession& saved)
{
    m_session.backend()->saveSession(saved);
}

void Troubleshooting::reopen(const SavedSession& saved)
{
    m_wanted.clear();
    if (saved.id.isEmpty()) {
        emit told(tr("This session cannot be read any more."));
        return;
    }
    start(saved.diagnosis, 0);
    m_saved = saved;
    const TimePoint at = saved.diagnosis.startedAt;
    m_panel.setAge(tr("As it was %1").arg(clockText(at, m_session.now())));
    m_panel.setDiagnosis(saved.diagnosis, at + saved.diagnosis.duration); // its clock stands still
    m_panel.sessionCard().setSession(saved);
    emit opened();
}

void Troubleshooting::importSession()
{
    m_ask.openFile(
        &m_panel, tr("Import a session"), tr("Sessions (*.json);;All files (*)"),
        [this](const QString& file) { m_session.backend()->importSession(file); });
}

void Troubleshooting::exportAs(const QString& ending)
{
    if (!m_saved)
        return;
    const QString name = u"gatewatch-%1-%2.%3"_s.arg(
        m_saved->diagnosis.target.host(), toIso(m_saved->diagnosis.startedAt).left(10), ending);
    m_ask.saveFile(&m_panel, tr("Export this session"), name, [this, id = m_saved->id](const QString& file) {
        m_session.backend()->exportSession(id, file);
    });
}

void Troubleshooting::start(const Diagnosis& blank, quint64 id)
{
    cancelRunning();
    m_id = id;
    m_saved.reset();
    m_panel.sessionCard().clear();
    m_panel.setAge({});
    m_panel.otherDeviceCard().hide();
    if (!m_again)
        m_retesting->forget();
    if (id != 0)
        m_retesting->begin(m_advice);
    showTrials();
    show(blank);
}

void Troubleshooting::cancelRunning()
{
    if (m_session.backend() && m_id != 0 && !m_shown.finished)
        m_session.backend()->cancelDiagnosis(m_id);
    m_id = 0;
}

void Troubleshooting::show(const Diagnosis& diagnosis)
{
    m_shown = diagnosis;
    m_panel.setWatched(isWatched(diagnosis));
    m_panel.setDiagnosis(diagnosis);
}

void Troubleshooting::runAgain()
{
    testAgain({});
}

void Troubleshooting::testAgain(const QString& advice)
{
    if (!canBeAskedAgain())
        return;
    cancelRunning(); // before the new one: both would ask the same server
    const Diagnosis before = m_shown;
    m_again = true;
    m_advice = advice;
    if (!before.service.isEmpty())
        openService(before.service);
    else
        openUrl(before.target);
    m_again = false;
    m_advice.clear();
}

/// What the user saw elsewhere is evidence as well; nobody is asked again.
void Troubleshooting::learn(const OtherDeviceFact& fact)
{
    if (!m_saved || !m_session.backend())
        return;
    m_saved = withOtherDevice(*m_saved, fact);
    m_session.backend()->saveSession(*m_saved);
    m_panel.sessionCard().setSession(*m_saved);
    m_retesting->correct(*m_saved);
    showTrials();
    show(m_saved->diagnosis);
    emit told(tr("Thank you. What you saw there counts for the verdict now."));
}

void Troubleshooting::showTrials()
{
    RetestCard& card = m_panel.retestCard();
    const QList<Trial>& trials = m_retesting->trials();
    const qsizetype before = trialBefore(trials);
    if (m_retesting->isRunning() && !trials.isEmpty())
        card.setTrials(trials.constLast(), {}, {}, m_session.now());
    else if (before >= 0)
        card.setTrials(trials[before], trials.constLast(), m_retesting->advice(), m_session.now());
    else
        card.clear();
}

HttpCheck Troubleshooting::checkOf(const ServiceId& service, const QUrl& otherwise) const
{
    HttpCheck check;
    check.url = otherwise;
    const Service* configured = m_session.config().find(service);
    const auto leading = m_session.leadingCheck(service);
    const Check* endpoint = configured && leading ? configured->findEndpoint(leading->endpoint) : nullptr;
    return endpoint && endpoint->http() ? *endpoint->http() : check;
}

bool Troubleshooting::isWatched(const Diagnosis& diagnosis) const
{
    return std::ranges::any_of(m_watches, [&](const Watched& watched) {
        return watched.service == diagnosis.service && watched.target == diagnosis.target;
    });
}

/// Of an address of before, what was secret in it was not kept.
bool Troubleshooting::canBeAskedAgain()
{
    if (!m_shown.service.isEmpty() || !m_shown.target.toString(QUrl::FullyDecoded).contains(u"•••"_s))
        return true;
    emit told(tr("Parts of this address were secret and not kept, so it has to be typed again."));
    return false;
}

void Troubleshooting::watch()
{
    if (!m_session.backend() || !canBeAskedAgain())
        return;
    if (!isWatched(m_shown)) {
        const HttpCheck check = checkOf(m_shown.service, m_shown.target);
        const quint64 id = m_session.backend()->watch(check, Millis(10000));
        m_watches.insert(id, {m_shown.service, m_shown.serviceName, m_shown.target, m_saved ? m_saved->id : QString()});
        m_panel.setWatched(true);
    }
    emit told(tr("You will be told when %1 is really back.").arg(m_shown.serviceName));
}

void Troubleshooting::copyReport()
{
    if (m_shown.startedAt == TimePoint{})
        emit told(tr("There is no diagnosis to copy yet; troubleshoot a service first."));
    else
        m_panel.copyReport();
}

void Troubleshooting::obey(const QString& advice)
{
    if (advice == u"wait_and_watch"_s) {
        watch();
    } else if (advice == u"open_status_page"_s) {
        openStatusPage();
    } else if (advice == u"other_device"_s) {
        m_panel.offerOtherDevice(m_shown.target);
    } else if (advice == u"open_in_browser"_s || advice == u"other_browser"_s) {
        offerBrowsers();
    } else if (advice == u"sign_in_portal"_s) {
        openSignIn();
    } else if (advice == u"run_again"_s || advice == u"retry"_s) {
        runAgain();
    }
}

void Troubleshooting::openStatusPage()
{
    const Service* service = m_session.config().find(m_shown.service);
    if (service && service->statusPage)
        m_ask.openUrl(service->statusPage->url.toString(QUrl::FullyEncoded));
    else
        emit told(tr("No status page of %1 is known any more.").arg(m_shown.serviceName));
}

/// The address as others may have it, in a browser of the user's choice where there are several.
void Troubleshooting::offerBrowsers()
{
    const QString url = OtherDeviceCard::withoutSecrets(m_shown.target).toString(QUrl::FullyEncoded);
    const QList<Browser> browsers = m_ask.browsers ? m_ask.browsers() : QList<Browser>();
    if (browsers.size() < 2)
        return m_ask.openUrl(url);
    auto* menu = new QMenu(&m_panel);
    menu->setObjectName(u"browsers"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Browser& one : browsers)
        connect(
            menu->addAction(tr("Open in %1").arg(QString(one.name).replace(u'&', u"&&"_s))), &QAction::triggered, this,
            [this, url, id = one.id] { m_ask.openUrlIn(id, url); });
    menu->popup(QCursor::pos());
}

void Troubleshooting::openSignIn()
{
    // One that is asked anyway tells nobody new.
    QUrl plain = signInAddress(m_session.config().diagnosis.connectivityChecks);
    if (plain.isEmpty()) {
        plain.setScheme(u"http"_s);
        plain.setHost(m_shown.target.host());
        plain.setPath(u"/"_s);
    }
    m_ask.openUrl(plain.toString(QUrl::FullyEncoded));
}

} // namespace Gatewatch
