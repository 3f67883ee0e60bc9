// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampledata.h"

#include <widgets/servicedelegate.h>
#include <widgets/servicefilter.h>
#include <widgets/servicemodel.h>
#include <widgets/theme.h>

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QStringList namesOf(const QAbstractItemModel& model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << model.index(row, 0).data().toString();
    return names;
}

ServiceStatus statusOf(const ServiceId& id, State state)
{
    ServiceStatus status;
    status.service = id;
    status.state = state;
    status.since = Test::sampleNow();
    return status;
}

} // namespace

class TestServiceList : public QObject {
    Q_OBJECT
private slots:
    void rowsFollowTheSession();
    void oneChangePerBlock();
    void failingFirst();
    void searchAndState();
    void headings();
    void spokenText();
    void numbersAndLines();
    void thousandRows();
    void paintsBothThemes();
};

void TestServiceList::rowsFollowTheSession()
{
    Session session;
    ServiceModel model(session);
    ServiceFilter filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester modelTester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    Test::fillSession(session);
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.count(State::Down), 2);
    filter.resort();
    session.removeService(u"api.example"_s);
    QCOMPARE(model.rowCount(), 9);
    QCOMPARE(model.indexOf(u"api.example"_s), -1);
    QVERIFY(session.undoRemove());
    QCOMPARE(model.indexOf(u"api.example"_s), 0);
    QVERIFY(!session.undoRemove());
}

void TestServiceList::oneChangePerBlock()
{
    Session session;
    Test::fillSession(session);
    ServiceModel model(session);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    // Rows 3 and 5 change: the row between them does not.
    session.setStatuses({statusOf(u"intranet.example"_s, State::Down), statusOf(u"Claude"_s, State::Slow)});
    QCOMPARE(changes.size(), 2);
    changes.clear();
    session.setStatuses({statusOf(u"GitHub"_s, State::Down), statusOf(u"GitLab"_s, State::Down)});
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().at(0).toModelIndex().row(), 6);
    QCOMPARE(changes.first().at(1).toModelIndex().row(), 7);
    changes.clear();
    session.setStatuses({statusOf(u"GitHub"_s, State::Down)});
    QCOMPARE(changes.size(), 0);
}

void TestServiceList::failingFirst()
{
    Session session;
    Test::fillSession(session);
    ServiceModel model(session);
    ServiceFilter filter;
    filter.setSourceModel(&model);
    filter.resort();
    session.setStatuses({statusOf(u"npm"_s, State::Down)});
    const QStringList before = namesOf(filter);
    QCOMPARE(before.last(), u"npm"_s); // nothing jumps until it is asked for
    filter.resort();
    const QStringList names = namesOf(filter);
    QCOMPARE(names.first(), u"api.example"_s);
    QVERIFY(names.indexOf(u"npm"_s) < names.indexOf(u"GitHub"_s));
    QVERIFY(names.indexOf(u"GitHub"_s) < names.indexOf(u"GitLab"_s));
    QVERIFY(names.indexOf(u"mail.example"_s) < names.indexOf(u"intranet.example"_s));
}

void TestServiceList::searchAndState()
{
    Session session;
    Test::fillSession(session);
    ServiceModel model(session);
    ServiceFilter filter;
    filter.setSourceModel(&model);
    filter.setSearch(u"git"_s);
    QCOMPARE(namesOf(filter), (QStringList{u"GitHub"_s, u"GitLab"_s}));
    filter.setSearch(u"health EXAMPLE shop"_s);
    QCOMPARE(namesOf(filter), QStringList{u"shop.example"_s});
    filter.setSearch({});
    filter.setState(State::Down);
    QCOMPARE(filter.rowCount(), 2);
    filter.setSearch(u"nothing like this"_s);
    QCOMPARE(filter.rowCount(), 0);
}

void TestServiceList::headings()
{
    Session session;
    Test::fillSession(session);
    ServiceModel model(session);
    ServiceFilter filter;
    filter.setSourceModel(&model);
    filter.resort();
    QStringList headings;
    for (int row = 0; row < filter.rowCount(); ++row) {
        const QString heading = filter.index(row, 0).data(ServiceFilter::HeadingRole).toString();
        if (!heading.isEmpty())
            headings << heading;
    }
    QCOMPARE(headings, (QStringList{u"Work"_s, u"AI"_s, u"Developer tools"_s}));
}

void TestServiceList::spokenText()
{
    Session session;
    Test::fillSession(session);
    const ServiceModel model(session);
    QCOMPARE(
        model.index(0).data(Qt::AccessibleTextRole).toString(),
        u"api.example: Down, 502 Bad Gateway, since 6 minutes"_s);
}

void TestServiceList::numbersAndLines()
{
    Session session;
    Test::fillSession(session);
    const ServiceModel model(session);
    const auto row = [&](const QString& id) { return model.row(model.indexOf(id)); };
    const TimePoint now = Test::sampleNow();
    QCOMPARE(ServiceDelegate::numberOf(row(u"api.example"_s)), u"502"_s);
    QCOMPARE(ServiceDelegate::lineOf(row(u"api.example"_s), now), u"Down for 6 min"_s);
    QCOMPARE(ServiceDelegate::numberOf(row(u"shop.example"_s)), u"1.9 s"_s);
    QCOMPARE(ServiceDelegate::numberOf(row(u"GitHub"_s)), u"96 ms"_s);
    QCOMPARE(ServiceDelegate::lineOf(row(u"GitHub"_s), now), u"They say: all fine"_s);
    QCOMPARE(ServiceDelegate::lineOf(row(u"Foo CI"_s), now), u"Their page is unreadable"_s);
    QCOMPARE(ServiceDelegate::numberOf(row(u"Foo CI"_s)), u"–"_s);
    ServiceRow unmeasured;
    QCOMPARE(ServiceDelegate::lineOf(unmeasured, now), u"Nothing to check"_s);
    unmeasured.hasPage = true;
    QCOMPARE(ServiceDelegate::lineOf(unmeasured, now), u"Waiting for their page"_s);
}

void TestServiceList::thousandRows()
{
    Session session;
    Test::fillManyServices(session, 1000);
    ServiceModel model(session);
    ServiceFilter filter;
    filter.setSourceModel(&model);
    QElapsedTimer timer;
    timer.start();
    filter.setSearch(u"service-01"_s);
    QCOMPARE(filter.rowCount(), 100);
    // 50 ms is what a person does not notice; ten times that only fails when the order of growth is wrong, not when a
    // machine is busy.
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
}

void TestServiceList::paintsBothThemes()
{
    Session session;
    Test::fillSession(session);
    ServiceModel model(session);
    const ServiceDelegate delegate(session);
    for (const Theme* theme : {&Theme::light(), &Theme::darkness()}) {
        QWidget widget;
        widget.setPalette(theme->palette());
        QStyleOptionViewItem option;
        option.widget = &widget;
        option.font = widget.font();
        option.rect = QRect(QPoint(0, 0), QSize(372, delegate.sizeHint(option, model.index(0)).height()));
        QImage image(option.rect.size(), QImage::Format_RGB32);
        image.fill(theme->card);
        QPainter painter(&image);
        delegate.paint(&painter, option, model.index(0));
        painter.end();
        // The shape of Down is at the left, in its own colour.
        QCOMPARE(image.pixelColor(15, option.rect.height() / 2 - 3), theme->down);
    }
}

QTEST_MAIN(TestServiceList)
#include "tst_servicelist.moc"
