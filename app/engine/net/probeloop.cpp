// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/probeloop.h>

#include <engine/descriptors.h>
#include <engine/net/conversation.h>
#include <engine/net/curlloop.h>
#include <engine/net/lookup.h>
#include <engine/net/nexthop.h>
#include <engine/net/transfer.h>

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

/// What was missing here explains a failure whichever of libcurl's and the resolver's many ways to fail it was.
void blame(const QString& lack, Exchange& exchange)
{
    if (lack.isEmpty())
        return;
    exchange.failure = Failure::Abandoned;
    exchange.detail = lack;
}

/// Why such a request cannot be made; empty where it can.
QString unusable(const ProbeRequest& request)
{
    const QString scheme = request.url.scheme();
    const bool web = scheme == u"http" || scheme == u"https";
    const bool talk = request.lines && (scheme == u"tcp" || scheme == u"tls");
    if (!request.url.isValid() || request.url.host().isEmpty() || (!web && !talk))
        return QStringLiteral("not an http or https address");
    for (const HeaderField& field : request.headers) {
        const auto control = [](char each) {
            return (static_cast<unsigned char>(each) < 0x20 && each != '\t') || each == 0x7f;
        };
        if (field.name.isEmpty() || field.name.contains(':') || std::ranges::any_of(field.name, control)
            || std::ranges::any_of(field.value, control))
            return QStringLiteral("a header field has characters that HTTP forbids");
    }
    return {};
}

QString unusableNow(const ProbeRequest& request)
{
    const QString reason = unusable(request);
    return reason.isEmpty() ? lackBeforeProbe() : reason;
}

/// With one family alone, libcurl has the same code for a name without such an address and for a connection that
/// failed; but then it never tried one.
bool hadNoAddress(const ProbeRequest& request, const Exchange& exchange)
{
    return request.ipFamily != IpFamily::Auto && request.resolve.isEmpty() && !exchange.viaProxy
        && exchange.failure == Failure::TcpFailed && exchange.address.isEmpty() && exchange.addressesTried.isEmpty();
}

} // namespace

/// One request with its redirects, as start() was asked for it.
struct Job {
    ProbeRequest request; ///< of the present hop
    ProbeLoop::Done done; ///< empty once it was called, and when nobody waits any more
    QElapsedTimer clock;
    Millis timeout{0};
    int redirectsLeft = 0;
    bool fromOutside = false; ///< some hop before was somewhere on the internet
    std::optional<Exchange> soFar;
    TimePoint at{};
    std::unique_ptr<Transfer> transfer; ///< empty between hops
    std::unique_ptr<Conversation> conversation; ///< over the connection of `transfer`
    QPointer<QObject> lookup; ///< a child of the loop, for which a failed lookup is explained

    [[nodiscard]] Millis left() const { return timeout - Millis(clock.elapsed()); }
};

class ProbeLoop::Private {
public:
    explicit Private(ProbeLoop* loop);
    ~Private();

    void run(const std::shared_ptr<Job>& job);
    void abandon(const std::shared_ptr<Job>& job);
    void ended(CURL* easy, CURLcode code);
    void talk(const std::shared_ptr<Job>& job);
    void heard(const std::shared_ptr<Job>& job, const Conversation::End& end);
    void finish(const std::shared_ptr<Job>& job, Exchange exchange);
    bool follow(const std::shared_ptr<Job>& job, Exchange& exchange);
    void explainLookup(const std::shared_ptr<Job>& job, const Exchange& exchange);
    void takeOut(const Job& job);

    ProbeLoop* q;
    CurlLoop curl;
    QHash<CURL*, std::shared_ptr<Job>> jobs; ///< whose transfer is in `curl`
};

namespace {

class Handle final : public ProbeHandle {
public:
    Handle(QPointer<ProbeLoop> loop, std::weak_ptr<Job> job, std::function<void(std::shared_ptr<Job>)> cancel)
        : m_loop(std::move(loop))
        , m_job(std::move(job))
        , m_cancel(std::move(cancel))
    {
    }
    ~Handle() override
    {
        if (const auto job = m_job.lock(); job && m_loop)
            m_cancel(job);
    }

private:
    QPointer<ProbeLoop> m_loop;
    std::weak_ptr<Job> m_job;
    std::function<void(std::shared_ptr<Job>)> m_cancel;
};

} // namespace

ProbeLoop::Private::Private(ProbeLoop* loop)
    : q(loop)
    , curl([this](CURL* easy, CURLcode code) { ended(easy, code); }, loop)
{
}

ProbeLoop::Private::~Private()
{
    const QList<std::shared_ptr<Job>> left = jobs.values();
    for (const std::shared_ptr<Job>& job : left)
        abandon(job);
}

void ProbeLoop::Private::run(const std::shared_ptr<Job>& job)
{
    job->transfer = std::make_unique<Transfer>(job->request, std::max(job->left(), Millis(1)), job->fromOutside);
    jobs.insert(job->transfer->easy(), job);
    curl.add(*job->transfer);
}

void ProbeLoop::Private::abandon(const std::shared_ptr<Job>& job)
{
    job->done = nullptr;
    if (job->lookup)
        job->lookup->deleteLater(); // it may be the one that is calling
    if (!job->transfer)
        return;
    job->conversation.reset();
    takeOut(*job);
    job->transfer.reset();
}

void ProbeLoop::Private::takeOut(const Job& job)
{
    curl.remove(*job.transfer);
    jobs.remove(job.transfer->easy());
}

void ProbeLoop::Private::ended(CURL* easy, CURLcode code)
{
    const std::shared_ptr<Job> job = jobs.value(easy);
    if (!job)
        return;
    if (job->transfer->isTalk() && code == CURLE_OK)
        return talk(job);
    takeOut(*job);
    Exchange exchange = job->transfer->take(code);
    job->transfer.reset();
    exchange.at = job->at;
    if (job->soFar)
        exchange = joined(*job->soFar, exchange);
    if (exchange.failure == Failure::DnsFailed || hadNoAddress(job->request, exchange))
        return explainLookup(job, exchange);
    if (follow(job, exchange))
        return;
    finish(job, std::move(exchange));
}

void ProbeLoop::Private::talk(const std::shared_ptr<Job>& job)
{
    job->conversation = std::make_unique<Conversation>(
        job->transfer->easy(), job->transfer->witness(), *job->request.lines, job->left(),
        [this, weak = std::weak_ptr(job)](const Conversation::End& end) {
            if (const auto talked = weak.lock())
                heard(talked, end);
        });
}

void ProbeLoop::Private::heard(const std::shared_ptr<Job>& job, const Conversation::End& end)
{
    job->conversation.release()->deleteLater(); // it is the one that is calling
    Exchange exchange = job->transfer->take(CURLE_OK);
    if (end.failure == Failure::TlsBadClientAuthCert)
        exchange.flaw = job->transfer->witness()->refusal();
    takeOut(*job);
    job->transfer.reset();
    exchange.at = job->at;
    exchange.failure = end.failure;
    exchange.detail = end.detail;
    exchange.body = end.heard;
    exchange.bytes = end.heard.size();
    exchange.total += end.waited;
    if (!end.heard.isEmpty())
        exchange.phases.wait = end.waited;
    finish(job, std::move(exchange));
}

/// True when the next hop was started; otherwise `exchange` is the end, perhaps with a redirect failure.
bool ProbeLoop::Private::follow(const std::shared_ptr<Job>& job, Exchange& exchange)
{
    const std::optional<ProbeRequest> next = nextHop(job->request, job->redirectsLeft, exchange);
    if (!next)
        return false;
    --job->redirectsLeft;
    job->fromOutside = job->fromOutside || isOutside(job->request.url, exchange);
    job->request = *next;
    job->soFar = exchange;
    run(job);
    return true;
}

/// libcurl keeps to itself why a lookup failed; a second one, on a thread of its own, tells.
void ProbeLoop::Private::explainLookup(const std::shared_ptr<Job>& job, const Exchange& exchange)
{
    job->lookup = new QObject(q);
    lookUp(
        job->request.url.host(), job->request.ipFamily, job->left(), job->lookup,
        [this, job, exchange](const LookupAnswer& answer) {
            job->lookup->deleteLater();
            Exchange explained = exchange;
            if (answer.failure != Failure::Ok)
                explained.failure = answer.failure;
            explained.flaw = answer.flaw;
            blame(answer.lack, explained);
            finish(job, std::move(explained));
        });
}

void ProbeLoop::Private::finish(const std::shared_ptr<Job>& job, Exchange exchange)
{
    if (!job->done)
        return;
    exchange.finalUrl = job->request.url;
    if (exchange.failure != Failure::Ok && !exchange.response)
        blame(lackOfDescriptors(), exchange);
    const Done done = std::exchange(job->done, nullptr);
    done(exchange);
}

ProbeLoop::ProbeLoop(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
}

ProbeLoop::~ProbeLoop() = default;

std::unique_ptr<ProbeHandle> ProbeLoop::start(const ProbeRequest& request, Done done)
{
    auto job = std::make_shared<Job>();
    job->request = request;
    job->done = std::move(done);
    job->timeout = request.timeout;
    job->redirectsLeft = request.maxRedirects;
    job->at = wallClock();
    job->clock.start();
    if (const QString reason = unusableNow(request); !reason.isEmpty()) {
        Exchange exchange;
        exchange.at = job->at;
        exchange.method = request.method;
        exchange.url = exchange.finalUrl = request.url;
        exchange.failure = Failure::Abandoned; // nobody was asked, so nobody is blamed
        exchange.detail = reason;
        QTimer::singleShot(0, this, [this, job, exchange] { d->finish(job, exchange); });
    } else {
        d->run(job);
    }
    return std::make_unique<Handle>(
        this, job, [this](const std::shared_ptr<Job>& abandoned) { d->abandon(abandoned); });
}

int ProbeLoop::running() const
{
    return static_cast<int>(d->jobs.size());
}

} // namespace Gatewatch
