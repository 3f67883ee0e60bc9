// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/session.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

Config named(const QString& name)
{
    HttpCheck http;
    http.url = QUrl(u"http://127.0.0.1:1/"_s);
    Check check;
    check.id = u"web"_s;
    check.how = http;
    Service service;
    service.id = u"api"_s;
    service.name = name;
    service.endpoints = {check};
    Config config = defaultConfig();
    config.services = {service};
    config.polling.paused = true; // nothing is asked here
    return config;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT
private slots:
    void aChangeThatCannotBeSavedIsCalledThat()
    {
        const QTemporaryDir place;
        QFile file(place.filePath(u"occupied"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        // The folder of the settings file cannot be made where a file is.
        Backend backend(
            {place.filePath(u"occupied/config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread);
        Session session;
        session.attach(backend);
        QSignalSpy trouble(&session, &Session::trouble);
        session.updateConfig(named(u"one"_s));
        QTRY_COMPARE(trouble.size(), 1);
        const QString said = trouble.first().first().toString();
        QVERIFY2(said.startsWith(u"The change could not be saved"_s), qPrintable(said));
        emit backend.configStore().failed(u"/services/0/id: is missing"_s); // after an edit from outside
        QCOMPARE(trouble.size(), 2);
        const QString other = trouble.last().first().toString();
        QVERIFY2(other.startsWith(u"The settings file was not used"_s), qPrintable(other));
    }

    void theEchoOfAnOlderChangeIsNotShown()
    {
        const QTemporaryDir place;
        Backend backend({place.filePath(u"config.json"_s), place.filePath(u"data"_s)}); // answers later
        Session session;
        session.attach(backend);
        QStringList shown;
        connect(&session, &Session::configChanged, &session, [&] {
            shown << (session.config().services.isEmpty() ? u"none"_s : session.config().services.constFirst().name);
        });
        backend.start();
        QTRY_VERIFY(session.configLoaded());
        shown.clear();
        session.updateConfig(named(u"one"_s));
        session.updateConfig(named(u"two"_s));
        QTRY_COMPARE(shown.size(), 3);
        QCOMPARE(shown, (QStringList{u"one"_s, u"two"_s, u"two"_s}));
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "tst_session.moc"
