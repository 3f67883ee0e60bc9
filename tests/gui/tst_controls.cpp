// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/controls.h>

#include <QApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QTest>
#include <QTextDocument>
#include <QWheelEvent>

#include <memory>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

class ControlsTest : public QObject {
    Q_OBJECT
private slots:
    void aToolTipShowsTextAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("a name") << u"api.example"_s;
        QTest::newRow("an ampersand") << u"R&D"_s;
        QTest::newRow("a picture") << u"<img src=http://127.0.0.1/x.png>"_s;
        QTest::newRow("bold, and a second line") << u"<b>down</b>\nsince 14:02"_s;
        QTest::newRow("an escape") << u"a &lt; b"_s;
        QTest::newRow("markup in the second line") << u"shop\n<img src=x>"_s;
    }
    void aToolTipShowsTextAsItIs()
    {
        QFETCH(const QString, text);
        const QString tip = plainToolTip(text);
        QTextDocument shown; // as the label of a tool tip does
        if (Qt::mightBeRichText(tip))
            shown.setHtml(tip);
        else
            shown.setPlainText(tip);
        QCOMPARE(shown.toPlainText(), text);
    }

    void anElidedLabelTellsTheRestAsText()
    {
        ElidedLabel label(u"<img src=http://127.0.0.1/x.png> and more than fits"_s);
        label.setFixedWidth(60);
        label.show();
        QTRY_VERIFY(!label.toolTip().isEmpty());
        QCOMPARE(label.toolTip(), plainToolTip(label.fullText()));
        QVERIFY(label.toolTip().contains(u"&lt;img"_s));
    }

    void aLongWordDoesNotWidenAWrappedLabel()
    {
        const std::unique_ptr<QLabel> label(plainLabel(QString(300, u'w'), TextRole::Body, nullptr, true));
        QVERIFY(label->minimumSizeHint().width() <= 120);
    }

    void theWheelIsForScrollingUntilAFieldIsUsed()
    {
        QWidget window;
        auto* layout = new QHBoxLayout(&window);
        auto* other = new QLineEdit(&window);
        auto* box = new QSpinBox(&window);
        layout->addWidget(other);
        layout->addWidget(box);
        box->setRange(0, 100);
        box->setValue(50);
        keepWheelForScrolling(box);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto turn = [box] {
            const QPointF spot(5, 5);
            QWheelEvent event(
                spot, box->mapToGlobal(spot), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(box, &event);
        };
        other->setFocus();
        QTRY_VERIFY(other->hasFocus());
        turn();
        QCOMPARE(box->value(), 50);
        box->setFocus();
        QTRY_VERIFY(box->hasFocus());
        turn();
        QCOMPARE(box->value(), 51);
    }

    void noPreferenceOfTheDesktopMeansItsPalette()
    {
        ThemeControl theme(*qApp);
        const auto say = [&theme](uint scheme) {
            QMetaObject::invokeMethod(
                &theme, "portalChanged", Q_ARG(QString, u"org.freedesktop.appearance"_s),
                Q_ARG(QString, u"color-scheme"_s), Q_ARG(QVariant, QVariant(scheme)));
        };
        QVERIFY(!theme.theme().dark); // as the palette of a test is
        say(1);
        QVERIFY(theme.theme().dark);
        say(0);
        QVERIFY(!theme.theme().dark);
    }
};

QTEST_MAIN(ControlsTest)
#include "tst_controls.moc"
