// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/curlloop.h>

#include <engine/net/transfer.h>

#include <QPointer>

namespace Gatewatch {
namespace {

CURLM* newMulti()
{
    static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    Q_UNUSED(once)
    return curl_multi_init();
}

} // namespace

CurlLoop::CurlLoop(Ended ended, QObject* parent)
    : QObject(parent)
    , m_ended(std::move(ended))
    , m_multi(newMulti())
    , m_timer(this) // a child, so that it moves to the loop's thread with it
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

CurlLoop::~CurlLoop()
{
    curl_multi_cleanup(m_multi);
    for (auto& [socket, watch] : m_sockets)
        discard(watch);
    for (Watch& watch : m_idle)
        discard(watch);
}

void CurlLoop::add(Transfer& transfer)
{
    m_transfers.push_back(&transfer);
    curl_multi_add_handle(m_multi, transfer.easy());
}

void CurlLoop::remove(Transfer& transfer)
{
    std::erase(m_transfers, &transfer);
    curl_multi_remove_handle(m_multi, transfer.easy());
}

int CurlLoop::onSocket(CURL*, curl_socket_t socket, int what, void* self, void*)
{
    static_cast<CurlLoop*>(self)->watch(socket, what);
    return 0;
}

int CurlLoop::onTimer(CURLM*, long milliseconds, void* self)
{
    static_cast<CurlLoop*>(self)->wait(milliseconds);
    return 0;
}

void CurlLoop::wait(long milliseconds)
{
    if (milliseconds < 0)
        m_timer.stop();
    else
        m_timer.start(static_cast<int>(milliseconds));
}

void CurlLoop::watch(curl_socket_t socket, int what)
{
    auto entry = m_sockets.find(socket);
    if (what == CURL_POLL_REMOVE) {
        if (entry == m_sockets.end())
            return;
        entry->second.read->setEnabled(false);
        entry->second.write->setEnabled(false);
        m_idle.push_back(std::move(entry->second));
        m_sockets.erase(entry);
        return;
    }
    if (entry == m_sockets.end())
        entry = m_sockets.emplace(socket, watchOf(socket)).first;
    entry->second.read->setEnabled((what & CURL_POLL_IN) != 0);
    entry->second.write->setEnabled((what & CURL_POLL_OUT) != 0);
}

/// Two notifiers for the socket, both still disabled.
CurlLoop::Watch CurlLoop::watchOf(curl_socket_t socket)
{
    Watch watch;
    if (!m_idle.empty()) {
        watch = std::move(m_idle.back());
        m_idle.pop_back();
    } else {
        const auto made = [this](QSocketNotifier::Type type, int event) {
            auto notifier = std::make_unique<QSocketNotifier>(type);
            connect(notifier.get(), &QSocketNotifier::activated, this, [this, event](QSocketDescriptor descriptor) {
                act(descriptor, event);
            });
            return notifier;
        };
        watch = {made(QSocketNotifier::Read, CURL_CSELECT_IN), made(QSocketNotifier::Write, CURL_CSELECT_OUT)};
    }
    watch.read->setSocket(static_cast<qintptr>(socket));
    watch.write->setSocket(static_cast<qintptr>(socket));
    return watch;
}

/// Later, for one of them may be calling just now.
void CurlLoop::discard(Watch& unwanted)
{
    for (std::unique_ptr<QSocketNotifier>* notifier : {&unwanted.read, &unwanted.write}) {
        (*notifier)->setEnabled(false);
        notifier->release()->deleteLater();
    }
}

void CurlLoop::act(curl_socket_t socket, int events)
{
    const QPointer<CurlLoop> alive(this); // who hears of an end may delete the loop
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    hurryOn();
    int left = 0;
    while (alive) {
        const CURLMsg* message = curl_multi_info_read(m_multi, &left);
        if (!message)
            return;
        if (message->msg == CURLMSG_DONE)
            m_ended(message->easy_handle, message->data.result);
    }
}

/// libcurl 7.88 gives up an address and then waits for its next timer before it tries the next one: for 200 ms, for
/// half of the time, or until all of it is over. A transfer that goes on after a pause is looked at at once.
void CurlLoop::hurryOn()
{
    for (Transfer* transfer : m_transfers) {
        if (!transfer->mayHaveGivenUp())
            continue;
        curl_easy_pause(transfer->easy(), CURLPAUSE_RECV);
        curl_easy_pause(transfer->easy(), CURLPAUSE_CONT);
    }
}

} // namespace Gatewatch
