// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/troubleshooting.h>

#include <core/diagnosis/report.h>
#include <widgets/diagnosispanel.h>
#include <widgets/session.h>

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

Troubleshooting::Troubleshooting(Session& session, DiagnosisPanel& panel, Ask ask, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_panel(panel)
    , m_ask(std::move(ask))
{
    connect(&panel, &DiagnosisPanel::runAgain, this, &Troubleshooting::runAgain);
    connect(&panel, &DiagnosisPanel::copyReportRequested, this, &Troubleshooting::copyReport);
    connect(&panel, &DiagnosisPanel::adviceTriggered, this, &Troubleshooting::obey);
    if (!session.backend())
        return;
    const Engine* engine = &session.backend()->engine();
    const auto take = [this](quint64 id, const Diagnosis& diagnosis) {
        if (id != m_id)
            return;
        m_shown = diagnosis;
        m_panel.setDiagnosis(diagnosis);
    };
    connect(engine, &Engine::diagnosisChanged, this, take);
    connect(engine, &Engine::diagnosisFinished, this, take);
    connect(engine, &Engine::watchEnded, this, [this](quint64 id) {
        if (!m_watches.contains(id))
            return;
        const auto [service, name] = m_watches.take(id);
        emit told(tr("%1 is really back: three good answers in a row.").arg(name));
        emit reallyBack(service, name);
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
    if (!service || !m_session.leadingCheck(id))
        return;
    const bool running = m_shown.service == id && m_id != 0 && !m_shown.finished;
    if (!running) {
        Diagnosis blank;
        blank.service = id;
        blank.serviceName = service->name;
        blank.startedAt = m_session.now();
        blank.target = checkOf(blank).url;
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

void Troubleshooting::start(const Diagnosis& blank, quint64 id)
{
    if (m_session.backend() && m_id != 0 && !m_shown.finished)
        m_session.backend()->cancelDiagnosis(m_id);
    m_shown = blank;
    m_id = id;
    m_panel.setDiagnosis(blank);
}

void Troubleshooting::runAgain()
{
    const Diagnosis before = m_shown;
    m_shown.finished = true; // a running one is cancelled by start()
    if (!before.service.isEmpty())
        openService(before.service);
    else
        openUrl(before.target);
}

HttpCheck Troubleshooting::checkOf(const Diagnosis& diagnosis) const
{
    HttpCheck check;
    check.url = diagnosis.target;
    const Service* service = m_session.config().find(diagnosis.service);
    const auto leading = m_session.leadingCheck(diagnosis.service);
    if (!service || !leading)
        return check;
    for (const Check& endpoint : service->endpoints) {
        if (endpoint.id == leading->endpoint && endpoint.http())
            return *endpoint.http();
    }
    return check;
}

void Troubleshooting::watch()
{
    if (!m_session.backend())
        return;
    const quint64 id = m_session.backend()->watch(checkOf(m_shown), Millis(10000));
    m_watches.insert(id, {m_shown.service, m_shown.serviceName});
    emit told(tr("You will be told when %1 is really back.").arg(m_shown.serviceName));
}

void Troubleshooting::copyReport()
{
    QGuiApplication::clipboard()->setText(toMarkdown(m_shown));
    emit told(tr("The report is on the clipboard. It holds no passwords and no private headers."));
}

void Troubleshooting::obey(const QString& advice)
{
    if (advice == u"wait_and_watch"_s) {
        watch();
    } else if (advice == u"copy_report"_s) {
        copyReport();
    } else if (advice == u"open_status_page"_s) {
        const Service* service = m_session.config().find(m_shown.service);
        if (service && service->statusPage)
            m_ask.openUrl(service->statusPage->url.toString());
    } else if (advice == u"run_again"_s || advice == u"retry"_s) {
        runAgain();
    }
}

} // namespace Gatewatch
