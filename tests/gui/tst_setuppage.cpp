// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/session.h>
#include <widgets/setuppage.h>

#include <QLineEdit>
#include <QSpinBox>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

/// A service with values that the fields of the page cannot show as they are.
Config unusual()
{
    Check names;
    names.id = u"names"_s;
    names.how = DnsCheck{u"api.example"_s, u"A"_s, {}, {}};
    names.interval = Seconds(7);
    HttpCheck http;
    http.url = QUrl(u"https://api.example/a%20b/%2Fc?q=%C3%A4%26"_s);
    Check web;
    web.id = u"web"_s;
    web.how = http;
    web.interval = Seconds(200000);
    web.timeout = Millis(2500);
    Service service;
    service.id = u"api"_s;
    service.name = u" api "_s;
    service.endpoints = {names, web};
    service.statusPage.emplace();
    service.statusPage->url = QUrl(u"https://status.example/%C3%A4%20?page=%2F"_s);
    service.thresholds.failuresToDown = 30;
    service.thresholds.successesToUp = 40;
    service.thresholds.unknown = {{u"later"_s, 1}};
    Config config = defaultConfig();
    config.services = {service};
    return config;
}

} // namespace

class SetupPageTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_session = std::make_unique<Session>();
        m_session->setConfig(unusual());
        m_page = std::make_unique<SetupPage>(*m_session);
        m_page->setService(u"api"_s);
    }
    void cleanup()
    {
        m_page.reset();
        m_session.reset();
    }

    void aFieldThatNobodyChangedWritesNothing()
    {
        for (QLineEdit* field : m_page->findChildren<QLineEdit*>())
            emit field->editingFinished();
        for (QSpinBox* field : m_page->findChildren<QSpinBox*>())
            emit field->editingFinished();
        QCOMPARE(m_session->config(), unusual());
    }

    void onlyWhatWasChangedIsWritten()
    {
        QSpinBox* timeout = numberNamed(u"Wait at most"_s);
        QVERIFY(timeout);
        timeout->setValue(9);
        emit timeout->editingFinished();
        Config expected = unusual();
        expected.services[0].endpoints[1].timeout = Millis(9000); // of the check whose address is shown
        QCOMPARE(m_session->config(), expected);

        QSpinBox* down = numberNamed(u"Down after"_s);
        QVERIFY(down);
        down->setValue(3);
        emit down->editingFinished();
        expected.services[0].thresholds.failuresToDown = 3;
        QCOMPARE(m_session->config(), expected);
    }

    void anAddressKeepsItsEscapes()
    {
        QLineEdit* address = lineNamed(u"Address"_s);
        QVERIFY(address);
        QCOMPARE(address->text(), u"https://api.example/a%20b/%2Fc?q=%C3%A4%26"_s);
        address->setText(address->text() + u"&r=%2F"_s);
        emit address->editingFinished();
        QCOMPARE(
            m_session->config().services.constFirst().endpoints.constLast().http()->url,
            QUrl(u"https://api.example/a%20b/%2Fc?q=%C3%A4%26&r=%2F"_s, QUrl::StrictMode));
    }

    void aChangeCanBeTakenBack()
    {
        QLineEdit* group = lineNamed(u"Group"_s);
        QVERIFY(group);
        for (const QString& text : {u"Work"_s, QString()}) {
            group->setText(text);
            emit group->editingFinished();
            QCOMPARE(m_session->config().services.constFirst().group, text);
        }
    }

private:
    QSpinBox* numberNamed(const QString& name) const
    {
        for (QSpinBox* field : m_page->findChildren<QSpinBox*>()) {
            if (field->accessibleName() == name)
                return field;
        }
        return nullptr;
    }
    QLineEdit* lineNamed(const QString& name) const
    {
        for (QLineEdit* field : m_page->findChildren<QLineEdit*>()) {
            if (field->accessibleName() == name)
                return field;
        }
        return nullptr;
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<SetupPage> m_page;
};

QTEST_MAIN(SetupPageTest)
#include "tst_setuppage.moc"
