// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/exchange.h>

#include <QSet>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using std::chrono::days;

namespace {

const TimePoint now = fromIso(u"2026-11-20T22:54:29.123Z"_s).value();

PeerCertificate certificate(TimePoint from, TimePoint until)
{
    return {{}, {}, {}, from, until};
}

} // namespace

class NoteTest : public QObject {
    Q_OBJECT
private slots:
    void everyNoteHasAWordAndASentenceOfItsOwn()
    {
        Exchange exchange;
        exchange.finalUrl = QUrl(u"https://other.test/a"_s);
        exchange.certificate = certificate(now - days(80), now + days(10));
        QSet<QString> ids;
        QSet<QString> sentences;
        const int last = static_cast<int>(Note::FamilyFailed);
        for (int each = 0; each <= last; ++each) {
            ids.insert(idOf(static_cast<Note>(each)));
            sentences.insert(sentenceOf(static_cast<Note>(each), exchange));
        }
        QCOMPARE(ids.size(), last + 1);
        QCOMPARE(sentences.size(), last + 1);
        QVERIFY(sentences.contains(u"The certificate ends on 2026-11-30"_s));
        QVERIFY(sentences.contains(
            u"A redirect led to https://other.test, which did not get the header fields and the certificate "
            "of this request"_s));
    }
    void aCertificateEndsSoonWhenItsRenewalIsLate()
    {
        QVERIFY(endsSoon(certificate(now - days(76), now + days(14) - 1s), now));
        QVERIFY(!endsSoon(certificate(now - days(76), now + days(14)), now));
        QVERIFY(!endsSoon(certificate(now - days(80), now + days(30)), now));
        QVERIFY(!endsSoon(certificate(now - days(3), now + days(3)), now)); // made for six days
        QVERIFY(endsSoon(certificate(now - days(5), now + days(1)), now));
        QVERIFY(!endsSoon(certificate(now - days(90), now - 1s), now)); // over, which is a failure
        QVERIFY(!endsSoon({}, now));
    }
};

QTEST_GUILESS_MAIN(NoteTest)
#include "tst_note.moc"
