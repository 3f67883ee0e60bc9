// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/preferences.h>

#include <QSettings>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString idOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Desktop:
        return u"desktop"_s;
    case ThemeChoice::Light:
        return u"light"_s;
    case ThemeChoice::Dark:
        return u"dark"_s;
    }
    return u"desktop"_s;
}

ThemeChoice themeFrom(const QString& id)
{
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        if (idOf(choice) == id)
            return choice;
    }
    return ThemeChoice::Desktop;
}

} // namespace

Preferences::Preferences(QString file)
    : m_file(std::move(file))
{
}

UiPreferences Preferences::load() const
{
    const QSettings s(m_file, QSettings::IniFormat);
    UiPreferences p;
    p.theme = themeFrom(s.value("window/theme"_L1).toString());
    p.closeHides = s.value("window/closeHides"_L1, false).toBool();
    p.expert = s.value("diagnosis/expert"_L1, false).toBool();
    p.closingExplained = s.value("window/closingExplained"_L1, false).toBool();
    p.rangeIndex = std::clamp(s.value("chart/range"_L1, p.rangeIndex).toInt(), 0, 5);
    p.lastSeenEvent = s.value("events/lastSeen"_L1, 0).toLongLong();
    p.geometry = s.value("window/geometry"_L1).toByteArray();
    p.splitter = s.value("window/splitter"_L1).toByteArray();
    p.selectedService = s.value("window/service"_L1).toString();
    p.recentCommands = s.value("palette/recent"_L1).toStringList();
    return p;
}

void Preferences::save(const UiPreferences& p) const
{
    QSettings s(m_file, QSettings::IniFormat);
    s.setValue("window/theme"_L1, idOf(p.theme));
    s.setValue("window/closeHides"_L1, p.closeHides);
    s.setValue("diagnosis/expert"_L1, p.expert);
    s.setValue("window/closingExplained"_L1, p.closingExplained);
    s.setValue("chart/range"_L1, p.rangeIndex);
    s.setValue("events/lastSeen"_L1, p.lastSeenEvent);
    s.setValue("window/geometry"_L1, p.geometry);
    s.setValue("window/splitter"_L1, p.splitter);
    s.setValue("window/service"_L1, p.selectedService);
    s.setValue("palette/recent"_L1, p.recentCommands);
}

} // namespace Gatewatch
