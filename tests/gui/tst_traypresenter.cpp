// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/icons.h>
#include <widgets/traypresenter.h>

#include <QAction>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QList<TrayService> fleet()
{
    return {
        {u"a"_s, u"R&D"_s, State::Down, u"502"_s},
        {u"b"_s, u"db.example"_s, State::Down, u"refused"_s},
        {u"c"_s, u"shop"_s, State::Slow, u"1.9 s"_s},
        {u"d"_s, u"mail"_s, State::Up, {}},
        {u"e"_s, u"new"_s, State::Unknown, {}}};
}

QAction* actionWith(const QMenu* menu, const QString& text)
{
    for (QAction* action : menu->actions()) {
        if (action->menu()) {
            if (QAction* found = actionWith(action->menu(), text))
                return found;
        }
        if (action->text() == text)
            return action;
    }
    return nullptr;
}

/// How much of two pictures differs when only ink or no ink counts, 0 to 1.
double difference(const QImage& a, const QImage& b)
{
    int differ = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x)
            differ += (qGray(a.pixel(x, y)) < 128) != (qGray(b.pixel(x, y)) < 128) ? 1 : 0;
    }
    return static_cast<double>(differ) / (a.width() * a.height());
}

} // namespace

class TrayPresenterTest : public QObject {
    Q_OBJECT
private slots:
    void theToolTipCounts()
    {
        TrayPresenter tray;
        QCOMPARE(tray.toolTip(), u"No services yet"_s);
        tray.setServices(fleet());
        QCOMPARE(tray.toolTip(), u"2 down, 1 slow, 1 unknown, 1 up"_s);
        tray.setPaused(true);
        QCOMPARE(tray.toolTip(), u"Paused. 2 down, 1 slow, 1 unknown, 1 up"_s);
    }

    void theWorstDecides_data()
    {
        QTest::addColumn<QList<State>>("states");
        QTest::addColumn<State>("worst");
        QTest::newRow("none") << QList<State>{} << State::Up;
        QTest::newRow("fine") << QList{State::Up, State::Up} << State::Up;
        QTest::newRow("one slow") << QList{State::Up, State::Slow} << State::Slow;
        QTest::newRow("one down") << QList{State::Up, State::Slow, State::Down} << State::Down;
        QTest::newRow("one not measured") << QList{State::Up, State::Unknown} << State::Up;
        QTest::newRow("nothing measured") << QList{State::Unknown, State::Paused} << State::Unknown;
        QTest::newRow("all paused") << QList{State::Paused} << State::Paused;
    }
    void theWorstDecides()
    {
        QFETCH(const QList<State>, states);
        QList<TrayService> services;
        for (const State state : states)
            services.append({QString::number(services.size()), u"x"_s, state, {}});
        QTEST(worstOf(services), "worst");
    }

    void theMenuListsWhatFailsWithAmpersandsAsTheyAre()
    {
        TrayPresenter tray;
        tray.setServices(fleet());
        QVERIFY(actionWith(tray.menu(), u"R&&D  –  502"_s));
        QVERIFY(actionWith(tray.menu(), u"shop  –  1.9 s"_s));
        QVERIFY(!actionWith(tray.menu(), u"mail"_s));
        QSignalSpy opened(&tray, &TrayPresenter::openRequested);
        actionWith(tray.menu(), u"db.example  –  refused"_s)->trigger();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().toString(), u"b"_s);
    }

    void everyActionSaysWhatIsWanted()
    {
        TrayPresenter tray;
        QSignalSpy check(&tray, &TrayPresenter::checkAllRequested);
        QSignalSpy pause(&tray, &TrayPresenter::pauseRequested);
        QSignalSpy resume(&tray, &TrayPresenter::resumeRequested);
        QSignalSpy quit(&tray, &TrayPresenter::quitRequested);
        actionWith(tray.menu(), u"&Check all now"_s)->trigger();
        actionWith(tray.menu(), u"For 1 hour"_s)->trigger();
        actionWith(tray.menu(), u"Until tomorrow"_s)->trigger();
        actionWith(tray.menu(), u"&Quit"_s)->trigger();
        QCOMPARE(check.size(), 1);
        QCOMPARE(quit.size(), 1);
        QCOMPARE(pause.size(), 2);
        QCOMPARE(pause.at(0).first().value<Seconds>(), Seconds(3600));
        const Seconds rest = pause.at(1).first().value<Seconds>();
        QVERIFY(rest > Seconds(0) && rest <= Seconds(25 * 3600));
        tray.setPaused(true);
        QVERIFY(!actionWith(tray.menu(), u"For 1 hour"_s));
        actionWith(tray.menu(), u"&Go on watching"_s)->trigger();
        QCOMPARE(resume.size(), 1);
    }

    void theDemoSaysThatItIsOne()
    {
        TrayPresenter tray;
        tray.setServices(fleet());
        tray.setDemo(true);
        QCOMPARE(tray.toolTip(), u"Demo: 2 down, 1 slow, 1 unknown, 1 up"_s);
        QVERIFY(actionWith(tray.menu(), tray.toolTip()));
    }

    void aChangeLeavesNothingBehind()
    {
        TrayPresenter tray;
        tray.setServices(fleet());
        const qsizetype before = tray.menu()->findChildren<QObject*>().size();
        for (int i = 0; i < 5; ++i) {
            tray.setServices({});
            tray.setPaused(true);
            tray.setPaused(false);
            tray.setServices(fleet());
        }
        QCOMPARE(tray.menu()->findChildren<QObject*>().size(), before);
        QVERIFY(actionWith(tray.menu(), u"For 1 hour"_s));
    }

    void withoutATrayThereIsNoTrap()
    {
        TrayPresenter tray;
        tray.show();
        tray.setServices(fleet());
        QVERIFY(!tray.isInTray()); // the offscreen platform has none
        QCOMPARE(tray.worst(), State::Down);
    }

    void everyStateHasAShapeOfItsOwn()
    {
        QList<QImage> shapes;
        for (const State state :
             {State::Up, State::Slow, State::Down, State::Maintenance, State::Unknown, State::Paused}) {
            QImage image(64, 64, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.drawPixmap(0, 0, trayIcon(state, 1).pixmap(64, 64));
            painter.end();
            shapes.append(image);
        }
        for (qsizetype i = 0; i < shapes.size(); ++i) {
            for (qsizetype j = 0; j < i; ++j)
                QVERIFY2(
                    difference(shapes.at(i), shapes.at(j)) > 0.05,
                    qPrintable(u"%1 and %2: %3"_s.arg(i).arg(j).arg(difference(shapes.at(i), shapes.at(j)))));
        }
        QVERIFY(trayIcon(State::Down, 1).pixmap(22, 22).toImage() != trayIcon(State::Down, 3).pixmap(22, 22).toImage());
    }
};

QTEST_MAIN(TrayPresenterTest)
#include "tst_traypresenter.moc"
