// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/diagnosis/steps.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <support/nginx.h>

#include <QElapsedTimer>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <memory>
#include <vector>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

DiagnosisRequest requestFor(const QUrl& url)
{
    DiagnosisRequest request;
    request.check.url = url;
    request.check.proxy = u"none"_s;
    request.timeout = Millis(3000);
    request.userAgent = u"gatewatch-test"_s;
    return request;
}

} // namespace

class DiagnosisTest : public QObject {
    Q_OBJECT
    ProbeLoop m_probes;
    DocumentLoader m_loader;
    StatusPageClient m_pages{m_loader};

    Diagnosis diagnose(const DiagnosisRequest& request)
    {
        DiagnosisRun run(m_probes, m_pages, request);
        QSignalSpy finished(&run, &DiagnosisRun::finished);
        QElapsedTimer clock;
        clock.start();
        run.start();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 15000); }();
        [&] { QVERIFY2(clock.elapsed() < 10500, qPrintable(QString::number(clock.elapsed()))); }();
        return run.diagnosis();
    }

private slots:
    void aRealNginxInFrontOfAClosedPort()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed");
        TestOrigin origin;
        TestNginx nginx;
        QVERIFY2(nginx.start(origin.port()), nginx.errorLog().constData());

        const Diagnosis bad = diagnose(requestFor(nginx.url()));
        const QByteArray seen = toMarkdown(bad).toUtf8();
        QVERIFY(bad.finished);
        QCOMPARE(bad.symptom.status, 502);
        QCOMPARE(bad.responder.id, u"nginx"_s);
        QCOMPARE(bad.responder.authored, std::optional(true));
        QVERIFY2(bad.verdict.place == VerdictPlace::Service, seen.constData());
        QVERIFY2(bad.verdict.cause == u"origin_unreachable", seen.constData());
        QVERIFY2(bad.verdict.confidence >= 0.6 && bad.verdict.confidence < 0.75, seen.constData());
        const QString& headline = bad.verdict.headline;
        QVERIFY2(headline.startsWith(u"It's possibly a program on this computer: "_s), qPrintable(headline));
        QVERIFY(!bad.advice.isEmpty() && bad.advice.size() <= 3);
        for (const StepReport& step : bad.steps)
            QVERIFY2(step.state == StepState::Done || step.state == StepState::Skipped, qPrintable(step.id));

        QVERIFY(origin.start());
        const Diagnosis good = diagnose(requestFor(nginx.url()));
        QCOMPARE(good.verdict.place, VerdictPlace::None);
        QCOMPARE(good.symptom.failure, Failure::Ok);

        DiagnosisRequest after = requestFor(nginx.url());
        Exchange before;
        before.url = after.check.url;
        before.at = wallClock();
        before.response = ResponseHead{502, "1.1", "Bad Gateway", {{"Server", "nginx/1.22.1"}}};
        after.symptom = before;
        const Diagnosis recovered = diagnose(after);
        QCOMPARE(recovered.verdict.place, VerdictPlace::None);
        QVERIFY(recovered.verdict.transient);
        QCOMPARE(recovered.verdict.cause, u"recovered"_s);
    }

    void aClosedPortIsTheServices()
    {
        TestOrigin origin;
        const Diagnosis bad = diagnose(requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port()))));
        QCOMPARE(bad.symptom.failure, Failure::TcpRefused);
        QCOMPARE(bad.verdict.place, VerdictPlace::Service);
        QCOMPARE(bad.responder.id, u"unknown"_s);
    }

    void anUnsafeRequestIsNeverRepeated()
    {
        TestOrigin origin;
        QVERIFY(origin.start());
        DiagnosisRequest request = requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port())));
        request.check.method = u"POST"_s;
        Exchange seen;
        seen.at = wallClock();
        seen.response = ResponseHead{502, "1.1", "Bad Gateway", {}};
        request.symptom = seen;
        const Diagnosis diagnosis = diagnose(request);
        QCOMPARE(origin.requests(), 0);
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::Service);
        QVERIFY(diagnosis.dataSafety.contains(u"may have arrived"_s));
    }

    void retryAfterIsObeyed()
    {
        TestOrigin origin;
        origin.setAnswer(
            "HTTP/1.1 503 Service Unavailable\r\nServer: shop\r\nRetry-After: 1800\r\nContent-Length: 0\r\n"
            "Connection: close\r\n\r\n");
        QVERIFY(origin.start());
        const Diagnosis diagnosis = diagnose(requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port()))));
        QCOMPARE(origin.requests(), 1);
        QCOMPARE(diagnosis.expectation.basis, u"retry_after"_s);
        for (const StepReport& step : diagnosis.steps) {
            if (step.id == u"retry")
                QVERIFY2(step.state == StepState::Skipped && step.plain.contains(u"30 min"_s), qPrintable(step.plain));
        }
    }

    void askingTooOftenIsASymptom()
    {
        TestOrigin origin;
        origin.setAnswer("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        QVERIFY(origin.start());
        const Diagnosis diagnosis = diagnose(requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port()))));
        QCOMPARE(diagnosis.symptom.status, 429);
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::Gateway);
        QCOMPARE(diagnosis.verdict.cause, u"throttled"_s);
    }

    void aSecretThatIsMissingHereIsNamed()
    {
        TestOrigin origin;
        origin.setAnswer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        QVERIFY(origin.start());
        DiagnosisRequest request = requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port())));
        request.check.headers = {{u"Authorization"_s, HeaderSetting::Source::Environment, u"GATEWATCH_TEST_UNSET"_s}};
        const Diagnosis diagnosis = diagnose(request);
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::Device);
        QVERIFY(toMarkdown(diagnosis).contains(u"GATEWATCH\\_TEST\\_UNSET is not set on this computer"_s));
    }

    void atMostTwoConnectionsToOneHostWhateverThePort()
    {
        TestOrigin one, other;
        QVERIFY(one.start() && other.start());
        QTRY_COMPARE(m_probes.running(), 0);
        ProbeQueue queue(m_probes);
        int ended = 0;
        std::vector<std::unique_ptr<ProbeHandle>> handles;
        for (const quint16 port : {one.port(), other.port(), one.port(), other.port()}) {
            ProbeRequest request;
            request.url = QUrl(u"http://127.0.0.1:%1/"_s.arg(port));
            handles.push_back(queue.start(request, [&ended](const Exchange&) { ++ended; }));
        }
        QCOMPARE(m_probes.running(), 2);
        QTRY_COMPARE(ended, 4);
    }

    void theNameIsLookedUpBesides()
    {
        TestOrigin origin;
        QVERIFY(origin.start());
        const Diagnosis diagnosis = diagnose(requestFor(QUrl(u"http://localhost:%1/"_s.arg(origin.port()))));
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::None);
        for (const StepReport& step : diagnosis.steps) {
            if (step.id == u"name")
                QVERIFY2(step.plain.contains(u"127.0.0.1"_s), qPrintable(step.plain));
        }
    }

    void secretsStayWithTheService()
    {
        TestOrigin other;
        other.setAnswer("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        QVERIFY(other.start());
        TestOrigin origin;
        QVERIFY(origin.start());
        DiagnosisRequest request = requestFor(QUrl(u"http://127.0.0.1:%1/?token=abc"_s.arg(origin.port())));
        request.check.headers = {{u"Authorization"_s, HeaderSetting::Source::Plain, u"Bearer secret"_s}};
        request.settings.connectivityChecks = {{QUrl(u"http://127.0.0.1:%1/"_s.arg(other.port())), 204}};
        const Diagnosis diagnosis = diagnose(request);
        QCOMPARE(other.requests(), 1);
        QVERIFY(origin.lastRequest().contains("Bearer secret"));
        QVERIFY(!other.lastRequest().contains("secret"));
        QVERIFY(!toMarkdown(diagnosis).contains(u"abc"_s));
    }

    void tellsStepByStepAndFinishesOnce()
    {
        TestOrigin origin;
        DiagnosisRun run(m_probes, m_pages, requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port()))));
        QSignalSpy changed(&run, &DiagnosisRun::changed);
        QSignalSpy finished(&run, &DiagnosisRun::finished);
        run.start();
        QVERIFY(!changed.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 15000);
        QVERIFY(changed.size() >= 10);
        for (const QList<QVariant>& one : changed) {
            const auto diagnosis = one.constFirst().value<Diagnosis>();
            const auto busy = std::count_if(diagnosis.steps.begin(), diagnosis.steps.end(), [](const StepReport& step) {
                return step.state == StepState::Running;
            });
            QVERIFY(busy <= 4);
        }
        QVERIFY(changed.constLast().constFirst().value<Diagnosis>().finished);
    }

    void canBeDeletedAtAnyMoment()
    {
        TestOrigin origin;
        QVERIFY(origin.start());
        const QUrl url(u"http://127.0.0.1:%1/"_s.arg(origin.port()));
        for (int after = 1; after < 11; ++after) {
            auto run = std::make_unique<DiagnosisRun>(m_probes, m_pages, requestFor(url));
            int heard = 0;
            bool gone = false;
            connect(run.get(), &DiagnosisRun::changed, this, [&] {
                if (++heard == after && !gone) {
                    gone = true;
                    run.reset();
                }
            });
            DiagnosisRun* const started = run.get();
            started->start();
            QTRY_VERIFY_WITH_TIMEOUT(gone, 15000);
            QCOMPARE(heard, after);
        }
        QTRY_COMPARE(m_probes.running(), 0);
    }

    void theTableHasNoCycleAndNoUnknownNeed()
    {
        QSet<QByteArray> over;
        const std::span<const Step> steps = diagnosisSteps();
        for (std::size_t round = 0; round < steps.size(); ++round) {
            for (const Step& step : steps) {
                if (std::all_of(step.needs.begin(), step.needs.end(), [&](const QByteArray& need) {
                        return over.contains(need);
                    }))
                    over.insert(step.id);
            }
        }
        QCOMPARE(std::size_t(over.size()), steps.size());
    }
};

QTEST_GUILESS_MAIN(DiagnosisTest)
#include "tst_diagnosis.moc"
