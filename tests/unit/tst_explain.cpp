// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/explain.h>
#include <core/timewords.h>

#include <QSet>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

Exchange answered(int status, const QByteArray& body = {})
{
    Exchange exchange;
    exchange.url = QUrl(u"http://127.0.0.1:8080/"_s);
    exchange.total = Millis(106);
    exchange.body = body;
    exchange.bytes = body.size();
    exchange.response = ResponseHead{status, "1.1", "canary", {{"Server", "canary"}, {"Content-Length", "1000"}}};
    return exchange;
}

Exchange unanswered(const QString& url, Millis total)
{
    Exchange exchange;
    exchange.url = QUrl(url);
    exchange.total = total;
    return exchange;
}

Judgement down(Failure failure)
{
    return {Outcome::Down, failure, u"canary"_s};
}

} // namespace

Q_DECLARE_METATYPE(Gatewatch::Judgement)

class ExplainTest : public QObject {
    Q_OBJECT
private slots:
    void everyFailureHasOneShortSentenceOfOurOwn()
    {
        QStringList sentences;
        for (const Failure failure : allFailures()) {
            const bool head = stageOf(failure) == Stage::Response || failure == Failure::Ok;
            Exchange exchange = answered(failure == Failure::HttpError ? 502 : 200, "canary");
            exchange.detail = u"canary"_s;
            exchange.url = QUrl(u"https://a-rather-long-name.of-a-service.example:8443/path?key=canary"_s);
            if (!head)
                exchange.response.reset();
            const Judgement judgement{failure == Failure::Ok ? Outcome::Up : Outcome::Down, failure, u"canary"_s};
            const QString sentence = explain(exchange, judgement);
            QVERIFY2(!sentence.isEmpty(), qPrintable(idOf(failure)));
            QVERIFY2(sentence.size() <= 110, qPrintable(sentence));
            // What is lacking here is this computer's own word: nobody was asked who could have said it.
            QCOMPARE(sentence.contains(u"canary"_s), failure == Failure::Abandoned);
            QVERIFY2(!sentence.endsWith(u'.') && sentence.front().isLetterOrNumber(), qPrintable(sentence));
            QVERIFY2(!sentence.contains(u'%'), qPrintable(sentence));
            QVERIFY2(!sentences.contains(sentence), qPrintable(sentence));
            sentences.append(sentence);
        }
    }

    void sentences_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<Judgement>("judgement");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const Exchange& exchange, const Judgement& judgement,
                            const QString& text) { QTest::newRow(name) << exchange << judgement << text; };
        const QString here = u"http://127.0.0.1:8080/"_s;
        row("up", answered(200), {Outcome::Up, Failure::Ok, {}}, u"200 OK in 106 ms"_s);
        row("up without name", answered(299), {Outcome::Up, Failure::Ok, {}}, u"299 in 106 ms"_s);
        row("slow", answered(200), {Outcome::Slow, Failure::Ok, {}}, u"200 OK, but slow: 106 ms"_s);
        const QString tooOften = u"It is there, but we are asking too often (429)"_s;
        row("too often", answered(429), {Outcome::Up, Failure::Ok, u"it asks to be checked less often (429)"_s},
            tooOften);
        row("too often to be counted", answered(429), {Outcome::NotMeasured, Failure::HttpError, {}}, tooOften);
        row("429 as expected", answered(429), {Outcome::Up, Failure::Ok, {}}, u"429 Too Many Requests in 106 ms"_s);
        row("paused", {}, {Outcome::NotMeasured, Failure::Ok, {}}, u"Not measured"_s);
        row("refused", unanswered(here, Millis(1)), down(Failure::TcpRefused),
            u"127.0.0.1 is there but refuses on port 8080"_s);
        row("no name", unanswered(u"https://foo.invalid/"_s, Millis(1)), down(Failure::DnsNameNotResolved),
            u"The name foo.invalid does not exist; check the spelling"_s);
        row("not http", unanswered(here, Millis(1)), down(Failure::HttpResponseInvalid),
            u"Whatever answers on 127.0.0.1 port 8080 is not a web server"_s);
        Exchange broken = unanswered(here, Millis(1));
        broken.phases.wait = Millis(1);
        row("broken head", broken, down(Failure::HttpResponseInvalid),
            u"The answer from 127.0.0.1 breaks the rules of HTTP"_s);
        row("slow head", broken, down(Failure::HttpResponseTimedOut),
            u"The head of the answer from 127.0.0.1 did not end within 1 ms"_s);
        row("broken http", answered(200), down(Failure::HttpResponseInvalid),
            u"The answer from 127.0.0.1 breaks the rules of HTTP"_s);
        Exchange drip = answered(200, "12345");
        drip.total = Seconds(10);
        row("drip", drip, down(Failure::HttpResponseTimedOut),
            u"The answer from 127.0.0.1 stopped: 5 of 1000 bytes after 10 s"_s);
        row("cut", answered(200, "12345"), down(Failure::HttpResponseIncomplete),
            u"The answer from 127.0.0.1 was cut off after 5 of 1000 bytes"_s);
        row("silent", unanswered(here, Millis(2500)), down(Failure::HttpResponseTimedOut),
            u"127.0.0.1 is connected but gave no answer within 2.5 s"_s);
        row("closed", unanswered(here, Millis(2)), down(Failure::TcpClosed),
            u"127.0.0.1 closed the connection before any answer"_s);
        row("502", answered(502), down(Failure::HttpError),
            u"A gateway could not reach the server behind it (502 from 127.0.0.1)"_s);
        row("503", answered(503), down(Failure::HttpError), u"Overloaded or under maintenance (503 from 127.0.0.1)"_s);
        row("504", answered(504), down(Failure::HttpError),
            u"A gateway waited too long for the server behind it (504 from 127.0.0.1)"_s);
        row("521", answered(521), down(Failure::HttpError),
            u"The server behind the edge refuses connections (521 from 127.0.0.1)"_s);
        row("599", answered(599), down(Failure::HttpError), u"The service itself failed (599 from 127.0.0.1)"_s);
        row("403", answered(403), down(Failure::HttpError),
            u"Reachable, but it wants different credentials (403 from 127.0.0.1)"_s);
        row("422", answered(422), down(Failure::HttpError),
            u"Reachable, but it refuses this request (422 from 127.0.0.1)"_s);
        row("204 unexpected", answered(204), down(Failure::HttpError),
            u"Answered, but another status is expected (204 from 127.0.0.1)"_s);
        Exchange expired = unanswered(u"https://a.test/"_s, Millis(20));
        expired.at = fromIso(u"2026-05-01T00:00:00Z"_s).value();
        expired.certificate = PeerCertificate{{}, {}, {}, {}, fromIso(u"2026-04-30T12:00:00Z"_s)};
        row("a wrong clock", expired, {Outcome::NotMeasured, Failure::TlsCertDateInvalid, {}},
            u"The certificate of a.test cannot be judged: this computer's clock is wrong"_s);
        row("expired", expired, down(Failure::TlsCertDateInvalid),
            u"The certificate of a.test expired on 2026-04-30"_s);
        Exchange look = unanswered(u"https://xn--pple-43d.test/"_s, Millis(1));
        Exchange patient = answered(429);
        patient.response->headers.append(HeaderField{"Retry-After", "90"});
        row("too often, with a wish", patient, {Outcome::NotMeasured, Failure::HttpError, {}},
            tooOften + u"; it wants to be left alone for 90 s"_s);
        Exchange back = answered(503);
        back.response->headers.append(HeaderField{"Retry-After", "1800"});
        row("503 with a wish", back, down(Failure::HttpError),
            u"Overloaded or under maintenance (503 from 127.0.0.1); it asks for 30 min"_s);
        Exchange other = unanswered(u"https://a.test/"_s, Millis(1));
        other.certificate = PeerCertificate{{}, {}, {}, {}, {}, {u"b.test"_s, u"*.c.test"_s}};
        row("for other names", other, down(Failure::TlsCertNameInvalid),
            u"The certificate is not for a.test but for b.test, *.c.test"_s);
        row("look-alike", look, down(Failure::TlsCertNameInvalid), u"The certificate is not for xn--pple-43d.test"_s);
    }
    void sentences()
    {
        QFETCH(Exchange, exchange);
        QFETCH(Judgement, judgement);
        QFETCH(QString, sentence);
        QCOMPARE(explain(exchange, judgement), sentence);
    }

    void everyFlawHasItsOwnIdAndSentence()
    {
        QSet<QString> ids;
        QSet<QString> sentences;
        for (int i = 0; i <= static_cast<int>(Flaw::NoIpv6); ++i) {
            Exchange exchange = unanswered(u"https://a.test/"_s, Millis(1));
            exchange.flaw = static_cast<Flaw>(i);
            ids.insert(idOf(exchange.flaw));
            sentences.insert(sentenceOfFlaw(exchange, u"a.test"_s));
        }
        QCOMPARE(ids.size(), static_cast<int>(Flaw::NoIpv6) + 1);
        QCOMPARE(sentences.size(), ids.size());
        for (const QString& sentence : sentences)
            QVERIFY2(
                sentence.isEmpty() || (sentence.contains(u"a.test"_s) && !sentence.endsWith(u'.')),
                qPrintable(sentence));
    }

    /// A flaw belongs to the failure on the wire: who judges otherwise has another sentence.
    void aFlawSpeaksOnlyOfItsFailure()
    {
        Exchange exchange = unanswered(u"https://a.test/"_s, Millis(1));
        exchange.failure = Failure::HttpResponseInvalid;
        exchange.flaw = Flaw::Chunk;
        QCOMPARE(explain(exchange, down(Failure::HttpResponseInvalid)), u"The answer from a.test has a broken chunk"_s);
        QCOMPARE(explain(exchange, down(Failure::LocalOffline)), u"This computer is offline"_s);
    }

    void theAddressAfterRedirectsIsNamed()
    {
        Exchange exchange = unanswered(u"http://a.test/"_s, Millis(1));
        exchange.finalUrl = QUrl(u"https://b.test/"_s);
        QCOMPARE(explain(exchange, down(Failure::TcpRefused)), u"b.test is there but refuses on port 443"_s);
    }

    void aStoredSampleIsExplainedWithoutWhatItForgot()
    {
        const QUrl url(u"http://127.0.0.1:8080/"_s);
        Sample sample{{}, {}, Outcome::Down, Failure::HttpError, 502, {}, Millis(3)};
        QCOMPARE(explain(sample, url), u"A gateway could not reach the server behind it (502 from 127.0.0.1)"_s);
        sample = {{}, {}, Outcome::Down, Failure::HttpResponseTimedOut, 200, {}, Seconds(10)};
        QCOMPARE(explain(sample, url), u"The answer from 127.0.0.1 did not end within 10 s"_s);
        sample = {{}, {}, Outcome::Down, Failure::HttpResponseIncomplete, 200, {}, Seconds(10)};
        QCOMPARE(explain(sample, url), u"The answer from 127.0.0.1 was cut off"_s);
        sample = {{}, {}, Outcome::Down, Failure::TcpRefused, 0, {}, Millis(1)};
        QCOMPARE(explain(sample, url), u"127.0.0.1 is there but refuses on port 8080"_s);
    }

    void timesAreShort()
    {
        QCOMPARE(shortTime(Micros(400)), u"less than 1 ms"_s); // 0 would say that it took no time
        QCOMPARE(shortTime(Micros(105600)), u"106 ms"_s);
        QCOMPARE(shortTime(Micros(994499)), u"994 ms"_s);
        QCOMPARE(shortTime(Micros(995000)), u"1.0 s"_s);
        QCOMPARE(shortTime(Millis(2449)), u"2.4 s"_s);
        QCOMPARE(shortTime(Seconds(30)), u"30 s"_s);
    }
};

QTEST_APPLESS_MAIN(ExplainTest)
#include "tst_explain.moc"
