// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <cli/target.h>
#include <core/diagnosis/report.h>
#include <core/diagnosis/responder.h>
#include <core/diagnosis/savedresponse.h>
#include <core/explain.h>
#include <core/judge.h>
#include <engine/net/probeloop.h>

#include <QFile>
#include <QFileInfo>
#include <QTimer>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 4 * 1024 * 1024;
constexpr Millis patience{10000};
constexpr double possible = 0.6; ///< below this the name is only a candidate (core/diagnosis/responder.h)

QString sentenceOf(const Responder& who)
{
    const QString name = who.name.isEmpty() ? who.id : who.name;
    if (who.id == u"unknown"_s)
        return u"Nobody signs this answer"_s;
    if (who.authored == std::optional(true))
        return u"%1 wrote it itself (%2)"_s.arg(name, plainRole(who.role));
    if (who.authored == std::optional(false))
        return u"%1 passed it on; somebody behind it wrote it"_s.arg(name);
    return u"%1 is on the way; who wrote it cannot be told"_s.arg(name);
}

int tell(const Console& console, const Responder& who)
{
    const bool known = who.id != u"unknown"_s && who.confidence >= possible;
    if (console.json()) {
        QJsonObject document = toJson(who);
        document.insert("schema"_L1, u"gatewatch.responder/1"_s);
        console.document(document);
        return known ? AllIsWell : CouldNotTell;
    }
    console.print(console.paint(cleaned(sentenceOf(who)), Paint::Bold));
    console.print(u"%1 % sure"_s.arg(qRound(who.confidence * 100)));
    for (const QString& marker : who.markers)
        console.print(u"  "_s + cleaned(marker));
    if (who.layers.size() > 1) {
        QStringList way;
        for (const ResponderLayer& layer : who.layers)
            way.append(layer.id);
        console.print(u"  on the way: "_s + cleaned(way.join(u" → "_s)));
    }
    return known ? AllIsWell : CouldNotTell;
}

/// Asks once, and follows no redirect: the answer that is asked about may be one.
class IdentifyJob final : public QObject {
public:
    IdentifyJob(const Console& console, const ProbeRequest& request)
        : m_console(console)
        , m_handle(m_loop.start(request, [this](const Exchange& exchange) { ended(exchange); }))
    {
    }

private:
    void ended(const Exchange& exchange)
    {
        if (!exchange.response) {
            const QString why = explain(exchange, judge(exchange, Expectation{}));
            m_console.note(u"gatewatch-cli: identify: no answer came that could be looked at. "_s + cleaned(why));
            if (m_console.json())
                tell(m_console, Responder{});
            return finish(CouldNotTell);
        }
        finish(tell(m_console, responderOf(exchange)));
    }

    const Console& m_console;
    ProbeLoop m_loop;
    std::unique_ptr<ProbeHandle> m_handle;
};

Started identifySaved(const Invocation& invocation, QFile& file, const QString& name)
{
    const QByteArray raw = file.read(mostBytes + 1);
    if (raw.size() > mostBytes)
        return wrongUse(invocation, u"identify: %1 is larger than 4 MiB; that is no saved answer"_s.arg(name));
    if (raw.isEmpty())
        return wrongUse(invocation, u"identify: %1 is empty"_s.arg(name));
    const SavedResponse saved = parseSavedResponse(raw);
    return tell(invocation.console, identifyResponder(saved.head, saved.body));
}

} // namespace

Started runIdentify(const Invocation& invocation)
{
    if (invocation.arguments.size() != 1)
        return wrongUse(invocation, u"identify: give one address, one file, or - for standard input"_s);
    const QString what = invocation.arguments.first();
    if (what == u"-"_s) {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return wrongUse(invocation, u"identify: standard input cannot be read"_s);
        return identifySaved(invocation, input, u"standard input"_s);
    }
    if (const QFileInfo about(what); about.exists() && !what.contains("://"_L1)) {
        QFile file(what);
        if (about.isDir() || !file.open(QIODevice::ReadOnly))
            return wrongUse(
                invocation,
                u"identify: %1: %2"_s.arg(repeated(what), about.isDir() ? u"is a folder"_s : file.errorString()));
        return identifySaved(invocation, file, repeated(what));
    }
    const Result<QUrl> url = urlArgument(what);
    if (!url)
        return wrongUse(invocation, u"identify: there is no such file, and as an address: "_s + url.reason());
    HttpCheck check;
    check.url = *url;
    check.followRedirects = false;
    return std::make_unique<IdentifyJob>(
        invocation.console, probeFor(check, patience, configOf(invocation).polling.userAgent).request);
}

} // namespace Gatewatch::Cli
