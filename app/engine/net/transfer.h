// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/attempts.h>
#include <engine/net/curlfailure.h>
#include <engine/net/probe.h>
#include <engine/net/tlswitness.h>

#include <QElapsedTimer>

#include <curl/curl.h>

#include <memory>

namespace Gatewatch {

/// One request on one fresh connection: an easy handle with its limits, and what came of it. The loop drives it.
class Transfer final {
public:
    /// `budget`: what is left of the deadline. `fromOutside`: a redirect of somebody on the internet leads here, so
    /// that nothing is sent into a private network (reference/reliability.md row G7).
    Transfer(const ProbeRequest& request, Millis budget, bool fromOutside);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    [[nodiscard]] CURL* easy() const { return m_easy.get(); }
    /// A connection without HTTP stays open, for a Conversation.
    [[nodiscard]] bool isTalk() const { return m_request.lines.has_value(); }
    /// Whether libcurl said something since the last call, while there is no connection yet: it may have given up an
    /// address.
    [[nodiscard]] bool mayHaveGivenUp();
    /// What the server makes of us in TLS, also after the handshake.
    [[nodiscard]] std::shared_ptr<const TlsWitness> witness() const { return m_witness; }
    /// Reads everything libcurl knows; called once, when the transfer has ended with `code`.
    [[nodiscard]] Exchange take(CURLcode code);

private:
    struct Deleter {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    using List = std::unique_ptr<curl_slist, Deleter>;
    struct ShareDeleter {
        void operator()(CURLSH* share) const { curl_share_cleanup(share); }
    };

    void setUp(Millis budget);
    void setUpTls();
    void setUpMethod();
    void setUpHeaders();
    void setUpAddress();
    void setUpProxy();
    size_t takeHeaderLine(QByteArrayView line);
    void takeProxyLine(QByteArrayView line);
    size_t takeBody(QByteArrayView bytes);
    void finishHead();
    [[nodiscard]] bool usesTls() const;
    [[nodiscard]] bool insistsOnHttp2() const;
    [[nodiscard]] bool leadsInside(const curl_sockaddr& address) const;
    [[nodiscard]] curl_off_t connectedAfter() const;
    [[nodiscard]] Phases phases() const;
    [[nodiscard]] CurlEnd endOf(CURLcode code) const;
    [[nodiscard]] QString wordsOf(CURLcode code, const CurlEnd& end) const;
    [[nodiscard]] bool hasSwitched() const;
    void refuseBroken(Exchange& exchange) const;
    [[nodiscard]] bool drips(Micros total, const CurlEnd& end) const;
    static void blameProxy(Exchange& exchange);
    [[nodiscard]] Flaw flaw(const Exchange& exchange, const CurlEnd& end) const;
    [[nodiscard]] QList<Note> notes(const Exchange& exchange) const;

    static size_t onHeader(char* data, size_t size, size_t count, void* self);
    static size_t onBody(char* data, size_t size, size_t count, void* self);
    static int onWire(CURL*, curl_infotype type, char* data, size_t size, void* self);
    static int onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static CURLcode onTlsContext(CURL*, void* context, void* self);
    static curl_socket_t onSocket(void* self, curlsocktype, curl_sockaddr* address);
    static int onReady(void* self, char* peer, char* local, int peerPort, int localPort);

    ProbeRequest m_request;
    bool m_fromOutside;
    std::unique_ptr<CURLSH, ShareDeleter> m_ownCache; ///< goes after the handle that uses it
    std::unique_ptr<CURL, Deleter> m_easy;
    Attempts m_attempts;
    List m_headers, m_resolve, m_connectTo;
    char m_message[CURL_ERROR_SIZE] = {};

    std::optional<ResponseHead> m_proxyHead; ///< what a proxy answered to CONNECT
    ResponseHead m_head;
    bool m_headEnded = false;
    Flaw m_headFlaw = Flaw::None; ///< the first one that libcurl let pass
    bool m_noHead = false; ///< what came instead is in the body
    bool m_bareLineFeeds = false; ///< in the head
    int m_interim = 0;
    int m_foldedLines = 0;
    int m_trailers = 0;
    qint64 m_headBytes = 0;
    QByteArray m_body;
    qint64 m_bodyBytes = 0;
    qint64 m_wireBytes = 0; ///< of the body with the chunk lines around it
    bool m_trailersCut = false;
    bool m_overLimit = false;
    bool m_refusedTarget = false;
    bool m_said = false; ///< libcurl told its log something
    bool m_asked = false; ///< the request was sent
    bool m_repeated = false; ///< libcurl wanted to send it again
    bool m_lingered = false; ///< libcurl told of an error, and waited on
    bool m_viaProxy = false;
    bool m_proxyTlsAhead = false; ///< the next handshake is with the proxy itself
    QByteArray m_proxy; ///< as the environment or the configuration writes it
    QElapsedTimer m_clock;
    curl_off_t m_tlsBegun = 0; ///< microseconds; 0: no connection to secure
    std::shared_ptr<TlsWitness> m_witness = std::make_shared<TlsWitness>();
};

} // namespace Gatewatch
