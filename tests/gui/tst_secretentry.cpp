// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowbench.h"

#include <QDialog>
#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Test::Bench;

/// From a check that lacks its secret to the value in the keychain, as the user sees it.
class SecretEntryTest : public QObject {
    Q_OBJECT
private slots:
    void onlyWhatTheUserCanGiveIsAskedFor_data()
    {
        QTest::addColumn<SecretName>("name");
        QTest::addColumn<SecretProblem>("why");
        QTest::addColumn<bool>("asked");
        const SecretName entry{HeaderSetting::Source::Keychain, u"shop-token"_s};
        QTest::newRow("no such entry") << entry << SecretProblem::NotFound << true;
        QTest::newRow("no keychain: for this session") << entry << SecretProblem::NoKeychain << true;
        QTest::newRow("locked: it may be there") << entry << SecretProblem::Locked << false;
        QTest::newRow("a variable") << SecretName{HeaderSetting::Source::Environment, u"TOKEN"_s}
                                    << SecretProblem::NotSet << false;
    }
    void onlyWhatTheUserCanGiveIsAskedFor()
    {
        QFETCH(SecretName, name);
        QFETCH(SecretProblem, why);
        QFETCH(bool, asked);
        const QTemporaryDir place;
        Backend backend({place.filePath(u"config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread);
        Session session;
        session.attach(backend);
        QSignalSpy wanted(&session, &Session::secretWanted);
        QSignalSpy trouble(&session, &Session::trouble);
        emit backend.engine().secretMissing({u"shop"_s, u"web"_s}, {{name, why}});
        QCOMPARE(wanted.size(), asked ? 1 : 0);
        QCOMPARE(trouble.size(), asked ? 0 : 1);
        const QString text = (asked ? wanted : trouble).first().first().toString();
        QVERIFY2(text.startsWith(u"shop is not measured: "_s) && text.contains(name.text), qPrintable(text));
        if (asked)
            QCOMPARE(wanted.first().at(1).toString(), name.text);
    }

    void whatIsNotKeptIsTold()
    {
        const QTemporaryDir place;
        Backend backend({place.filePath(u"config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread);
        Session session;
        session.attach(backend);
        QSignalSpy trouble(&session, &Session::trouble);
        emit backend.engine().secretStored(u"shop-token"_s, SecretProblem::None);
        QVERIFY(trouble.isEmpty());
        emit backend.engine().secretStored(u"shop-token"_s, SecretProblem::NoKeychain);
        QCOMPARE(trouble.size(), 1);
        QVERIFY(trouble.first().first().toString().startsWith(u"The secret is used until Gatewatch ends"_s));
    }

    void theNoticeOpensTheQuestion()
    {
        const QTemporaryDir place;
        Session session;
        Ask ask;
        QString question;
        ask.secret = [&question](QWidget*, const QString&, const QString& label, const Ask::Answer& answer) {
            question = label;
            answer(u"typed"_s);
        };
        MainWindow window({session, Preferences(place.filePath(u"window.ini"_s)), nullptr, ask});
        window.show();
        emit session.secretWanted(u"shop is not measured."_s, u"shop-token"_s);
        QPushButton* button = Bench::button(window, u"Enter secret…"_s);
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY2(question.contains(u"\"shop-token\""_s), qPrintable(question));
    }

    void theDialogHidesWhatIsTyped()
    {
        QWidget parent;
        QStringList answers;
        const auto open = [&] {
            Ask::real().secret(
                &parent, u"Enter secret"_s, u"<b>Value</b>"_s, [&](const QString& value) { answers << value; });
            return parent.findChild<QLineEdit*>();
        };
        QLineEdit* field = open();
        QVERIFY(field);
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(answers.isEmpty()); // nothing was typed
        QTest::keyClicks(field, u"canary"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(answers, QStringList{u"canary"_s});
        QTRY_VERIFY(!parent.findChild<QDialog*>());
        field = open();
        QTest::keyClicks(field, u"other"_s);
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_VERIFY(!parent.findChild<QDialog*>());
        QCOMPARE(answers.size(), 1);
    }
};

QTEST_MAIN(SecretEntryTest)
#include "tst_secretentry.moc"
