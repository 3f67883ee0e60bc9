// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/browsers.h>

#ifdef GATEWATCH_GIO
#include <gio/gio.h>

#include <memory>
#endif

namespace Gatewatch {

using namespace Qt::StringLiterals;

#ifdef GATEWATCH_GIO

namespace {

constexpr const char* handlesHttps = "x-scheme-handler/https";

struct Unref {
    void operator()(GAppInfo* app) const { g_object_unref(app); }
};
using App = std::unique_ptr<GAppInfo, Unref>;

QString idOf(const App& app)
{
    return QString::fromUtf8(g_app_info_get_id(app.get()));
}

/// Calls for each of them, the usual one first; each once.
template <typename Each>
void forEachBrowser(const Each& each)
{
    QList<QString> seen;
    const auto take = [&](App app) {
        if (!app || idOf(app).isEmpty() || seen.contains(idOf(app)) || !g_app_info_should_show(app.get()))
            return;
        seen.append(idOf(app));
        each(app);
    };
    take(App(g_app_info_get_default_for_type(handlesHttps, FALSE)));
    GList* const all = g_app_info_get_all_for_type(handlesHttps);
    for (const GList* one = all; one; one = one->next)
        take(App(static_cast<GAppInfo*>(one->data)));
    g_list_free(all); // what it held is freed already
}

} // namespace

QList<Browser> installedBrowsers()
{
    QList<Browser> found;
    forEachBrowser([&found](const App& app) {
        found.append({idOf(app), QString::fromUtf8(g_app_info_get_display_name(app.get()))});
    });
    return found;
}

bool openIn(const QString& browser, const QString& address)
{
    if (!address.startsWith("https://"_L1) && !address.startsWith("http://"_L1))
        return false;
    bool started = false;
    forEachBrowser([&](const App& app) {
        if (idOf(app) != browser)
            return;
        QByteArray uri = address.toUtf8();
        GList one{uri.data(), nullptr, nullptr};
        started = g_app_info_launch_uris(app.get(), &one, nullptr, nullptr);
    });
    return started;
}

#else

QList<Browser> installedBrowsers()
{
    return {};
}

bool openIn(const QString&, const QString&)
{
    return false;
}

#endif

} // namespace Gatewatch
