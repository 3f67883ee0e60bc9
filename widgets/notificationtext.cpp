// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/notificationtext.h>

#include <widgets/wording.h>

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Gatewatch {

namespace {

constexpr qsizetype longestBody = 200;
/// A name from the configuration or a title from outside may be any length; a notification is one glance.
constexpr qsizetype longestName = 60;
constexpr qsizetype longestTitle = 80;
constexpr qsizetype namesShown = 3;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Notification)
};

QString shortened(const QString& text, qsizetype limit)
{
    const QString line = text.simplified();
    return line.size() <= limit ? line : line.left(limit - 1).trimmed() + u'…';
}

NotificationText downText(const StateChange& change, const QString& name, const StatusReport* claimed, TimePoint now)
{
    const QString since = clockText(change.since, now);
    QString what;
    if (!change.sample || change.sample->failure == Failure::Ok)
        what = Words::tr("No good answer since %1.").arg(since);
    else if (
        change.sample->failure == Failure::HttpError && change.sample->status >= 502 && change.sample->status <= 504)
        what = Words::tr("%1 from the gateway since %2.").arg(change.sample->status).arg(since);
    else {
        QString phrase = phraseOf(change.sample->failure, change.sample->status);
        if (!phrase.isEmpty())
            phrase[0] = phrase.at(0).toUpper();
        what = Words::tr("%1 since %2.").arg(phrase, since);
    }
    const QString provider = providerSentence(claimed);
    return {Words::tr("%1 is down").arg(name), provider.isEmpty() ? what : what + u' ' + provider};
}

QString lastedSentence(const StateChange& change)
{
    if (!change.previousSince || change.since <= *change.previousSince)
        return {};
    return Words::tr("It was down for %1.")
        .arg(durationText(std::chrono::duration_cast<Seconds>(change.since - *change.previousSince)));
}

QString nameList(const QList<ServiceId>& services, const std::function<QString(const ServiceId&)>& nameOf)
{
    QStringList names;
    for (const ServiceId& id : services.first(std::min(namesShown, services.size())))
        names.append(shortened(nameOf(id), 40));
    const auto rest = static_cast<int>(services.size() - names.size());
    if (rest > 0)
        return Words::tr("%1 and %n more", nullptr, rest).arg(names.join(QStringLiteral(", ")));
    return QLocale().createSeparatedList(names);
}

} // namespace

QString providerSentence(const StatusReport* report)
{
    if (!report)
        return {};
    if (report->readability == Readability::Unreadable || report->overall == Indicator::Unknown)
        return Words::tr("Their status page cannot be read.");
    const auto open =
        std::find_if(report->incidents.cbegin(), report->incidents.cend(), [](const ReportedIncident& incident) {
            return incident.open();
        });
    if (open != report->incidents.cend())
        return Words::tr("Provider reports: “%1”.").arg(shortened(open->title, longestTitle));
    if (report->overall == Indicator::Operational)
        return Words::tr("Provider reports: nothing.");
    return Words::tr("Provider reports: %1.").arg(wordOf(report->overall));
}

NotificationText textOf(
    const Notification& notification, const std::function<QString(const ServiceId&)>& nameOf,
    const StatusReport* claimed, TimePoint now)
{
    const QString name = shortened(nameOf(notification.service), longestName);
    const auto count = static_cast<int>(notification.services.size());
    NotificationText text;
    switch (notification.kind) {
    case Notification::Kind::Down:
        text = downText(notification.change, name, claimed, now);
        break;
    case Notification::Kind::ManyDown:
        if (notification.cause) {
            text = {Words::tr("%n services are down together", nullptr, count), notification.cause->sentence + u'.'};
            break;
        }
        text = {
            Words::tr("%n services are down – your connection?", nullptr, count),
            Words::tr("%1 stopped answering one after the other. That is more often the line here than all of them.")
                .arg(nameList(notification.services, nameOf))};
        break;
    case Notification::Kind::Recovered:
        if (notification.service.isEmpty())
            text = {
                Words::tr("%n services are back", nullptr, count),
                Words::tr("%1 answer again.").arg(nameList(notification.services, nameOf))};
        else
            text = {Words::tr("%1 is back").arg(name), lastedSentence(notification.change)};
        break;
    case Notification::Kind::ReallyBack:
        text = {Words::tr("%1 is really back").arg(name), Words::tr("Three good answers in a row. You can go on.")};
        break;
    }
    text.body = shortened(text.body, longestBody);
    return text;
}

} // namespace Gatewatch
