// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/formats.h>
#include <engine/net/statuspageclient.h>

#include <QDeadlineTimer>

namespace Gatewatch {
namespace {

using Problem = DocumentReply::Problem;

/// Where the data of the page may be: of one format, or for "auto" of all; at last the address itself.
QList<QUrl> candidates(const StatusPageSource& source)
{
    QList<QUrl> urls;
    const auto add = [&urls](const QUrl& url) {
        if (!urls.contains(url))
            urls.append(url);
    };
    for (const Format& format : formats()) {
        if (source.format != u"auto" && source.format != QLatin1StringView(format.id))
            continue;
        for (const QUrl& url : format.endpoints(source.url))
            add(url);
    }
    add(source.url);
    return urls;
}

QString withoutWww(const QString& host)
{
    return host.startsWith(u"www.") ? host.sliced(4) : host;
}

/// A page that went to another platform, or was never claimed there, answers with a redirect to something else.
bool leadsAway(const QUrl& asked, const QUrl& answered)
{
    return withoutWww(asked.host()) != withoutWww(answered.host());
}

/// The contract's word for a download that gave no document.
QString problemWord(const DocumentReply& reply)
{
    switch (reply.problem) {
    case Problem::None:
    case Problem::Unreachable:
    case Problem::TooSlow:
        break;
    case Problem::HttpStatus:
        // Asked too often, or broken over there; everything else means that there is no such document.
        if (reply.status != 429 && reply.status < 500)
            return QStringLiteral("not_a_status_page");
        break;
    case Problem::TooLarge:
    case Problem::Damaged:
        return QStringLiteral("malformed");
    case Problem::RedirectRefused:
        return QStringLiteral("moved");
    case Problem::Challenged:
        return QStringLiteral("challenged");
    }
    return QStringLiteral("unreachable");
}

/// Which of two explanations tells more. The order is from weak to strong.
bool tellsMore(const QString& a, const QString& b)
{
    static const QStringList order{
        QString(),
        QStringLiteral("unreachable"),
        QStringLiteral("not_a_status_page"),
        QStringLiteral("moved"),
        QStringLiteral("malformed"),
        QStringLiteral("challenged")};
    return order.indexOf(a) > order.indexOf(b);
}

} // namespace

/// Reading one page: one document after the other until one can be read.
class PageRead final : public QObject {
public:
    PageRead(
        DocumentLoader& loader, StatusPageSource source, QByteArray userAgent, Millis timeout,
        StatusPageClient::Done done, StatusPageClient::Depth depth)
        : m_loader(loader)
        , m_source(std::move(source))
        , m_userAgent(std::move(userAgent))
        , m_deadline(timeout)
        , m_done(std::move(done))
        , m_depth(depth)
        , m_left(candidates(m_source))
    {
        next();
    }

private:
    void next();
    void received(const DocumentReply& reply);
    void complete(const StatusReport& report);
    void failed(const QString& problem, const QString& detail);
    void end(StatusReport report);

    DocumentLoader& m_loader;
    StatusPageSource m_source;
    QByteArray m_userAgent;
    QDeadlineTimer m_deadline;
    StatusPageClient::Done m_done;
    StatusPageClient::Depth m_depth;
    QList<QUrl> m_left; ///< documents that may be the page's
    QList<QUrl> m_further; ///< documents that add to the one that was read
    QUrl m_asked;
    std::unique_ptr<QObject> m_load;
    QString m_problem;
    QString m_detail;
    std::optional<Seconds> m_retryAfter;
};

void PageRead::next()
{
    m_asked = m_left.takeFirst();
    m_load = m_loader.load(
        {.url = m_asked, .timeout = Millis(m_deadline.remainingTime()), .userAgent = m_userAgent},
        [this](const DocumentReply& reply) { received(reply); });
}

void PageRead::received(const DocumentReply& reply)
{
    if (!reply.ok()) {
        // Where nobody answers, or everybody is turned away, other documents of the same host are no better.
        const QString problem = problemWord(reply);
        if (problem == u"unreachable" || problem == u"challenged")
            m_left.clear();
        m_retryAfter = reply.retryAfter;
        return failed(problem, reply.detail);
    }
    const TimePoint now = wallClock();
    const Page page{reply.url, reply.contentType, reply.body};
    StatusReport report = readPage(page, m_source.format, now);
    if (report.readability == Readability::Ok) {
        if (const Format* format = findFormat(report.format))
            m_further = format->further(page, report, m_depth == StatusPageClient::Depth::WithPast);
        return complete(report);
    }
    if (report.problem == u"not_a_status_page" && leadsAway(m_asked, reply.url))
        return failed(
            QStringLiteral("moved"),
            QStringLiteral("The address now leads to %1: %2.").arg(reply.url.host(), describePage(page)));
    failed(report.problem, report.problemDetail);
}

/// What a summary leaves out is in further documents, each of which may be missing.
void PageRead::complete(const StatusReport& report)
{
    if (m_further.isEmpty() || m_deadline.hasExpired())
        return end(narrowed(report, m_source.components));
    m_load = m_loader.load(
        {.url = m_further.takeFirst(), .timeout = Millis(m_deadline.remainingTime()), .userAgent = m_userAgent},
        [this, report](const DocumentReply& reply) {
            complete(reply.ok() ? completed(report, {reply.url, reply.contentType, reply.body}, wallClock()) : report);
        });
}

void PageRead::failed(const QString& problem, const QString& detail)
{
    // Of two that weigh the same the later one counts: the last document is the page as a reader sees it.
    if (!tellsMore(m_problem, problem)) {
        m_problem = problem;
        m_detail = detail;
    }
    if (!m_left.isEmpty() && !m_deadline.hasExpired())
        return next();
    StatusReport report = unreadableReport(m_source.url, m_problem, m_detail, wallClock());
    report.retryAfter = m_retryAfter;
    end(report);
}

void PageRead::end(StatusReport report)
{
    report.source = m_source.url;
    const StatusPageClient::Done done = std::exchange(m_done, {});
    if (done)
        done(report); // may delete this
}

StatusPageClient::StatusPageClient(DocumentLoader& loader, QObject* parent)
    : QObject(parent)
    , m_loader(loader)
{
}

std::unique_ptr<QObject> StatusPageClient::read(
    const StatusPageSource& source, const QByteArray& userAgent, Millis timeout, Done done, Depth depth)
{
    StatusPageSource known = source;
    if (!findFormat(known.format))
        known.format = QStringLiteral("auto"); // a format of a later version: the page tells what it is
    return std::make_unique<PageRead>(m_loader, std::move(known), userAgent, timeout, std::move(done), depth);
}

} // namespace Gatewatch
