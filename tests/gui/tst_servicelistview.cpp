// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampledata.h"

#include <widgets/controls.h>
#include <widgets/servicelist.h>
#include <widgets/servicemodel.h>

#include <QListView>
#include <QTest>
#include <QTimer>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

ServiceStatus statusOf(const ServiceId& id, State state)
{
    ServiceStatus status;
    status.service = id;
    status.state = state;
    status.since = Test::sampleNow();
    return status;
}

struct Fixture {
    Fixture()
    {
        Test::fillSession(session);
        list.resize(372, 700);
        list.show();
    }
    [[nodiscard]] QStringList names() const
    {
        const QAbstractItemModel* rows = list.findChild<QListView*>()->model();
        QStringList all;
        for (int row = 0; row < rows->rowCount(); ++row)
            all << rows->index(row, 0).data().toString();
        return all;
    }
    Session session;
    ServiceModel model{session};
    ServiceList list{session, model};
};

} // namespace

class ServiceListViewTest : public QObject {
    Q_OBJECT
private slots:
    void constantChangesDoNotPutOffTheOrderForEver()
    {
        Fixture f;
        QWidget* viewport = f.list.findChild<QListView*>()->viewport();
        viewport->setAttribute(Qt::WA_UnderMouse); // the pointer rests there
        f.session.setStatuses({statusOf(u"npm"_s, State::Down)});
        QVERIFY(f.names().indexOf(u"npm"_s) > f.names().indexOf(u"GitHub"_s));
        QTimer restless;
        bool slow = false;
        connect(&restless, &QTimer::timeout, &f.session, [&] {
            slow = !slow;
            f.session.setStatuses({statusOf(u"mail.example"_s, slow ? State::Slow : State::Up)});
        });
        restless.start(100);
        QTRY_VERIFY_WITH_TIMEOUT(f.names().indexOf(u"npm"_s) < f.names().indexOf(u"GitHub"_s), 8000);
    }

    void theSelectionSurvivesOtherServices()
    {
        Fixture f;
        f.list.select(u"GitHub"_s);
        Service added;
        added.id = added.name = u"new.example"_s;
        f.session.addServices({added});
        QCOMPARE(f.list.selected(), u"GitHub"_s);
        f.session.removeService(u"npm"_s);
        QCOMPARE(f.list.selected(), u"GitHub"_s);
    }

    void theNeighbourTakesThePlaceOfTheRemoved()
    {
        Fixture f;
        f.list.select(u"shop.example"_s);
        const QString next = f.names().at(f.names().indexOf(u"shop.example"_s) + 1);
        f.session.removeService(u"shop.example"_s);
        QCOMPARE(f.list.selected(), next);
        const QString last = f.names().last();
        const QString beforeLast = f.names().at(f.names().size() - 2);
        f.list.select(last);
        f.session.removeService(last);
        QCOMPARE(f.list.selected(), beforeLast);
    }

    void aStateCanBeLetGo()
    {
        Fixture f;
        auto* pills = f.list.findChild<PillRow*>();
        pills->pill(1)->click();
        QCOMPARE(f.names(), (QStringList{u"api.example"_s, u"ChatGPT"_s}));
        f.list.showAllStates();
        QCOMPARE(f.names().size(), 10);
        QCOMPARE(pills->current(), 0);
    }
};

QTEST_MAIN(ServiceListViewTest)
#include "tst_servicelistview.moc"
