// SPDX-License-Identifier: GPL-3.0-or-later
// bare_libcurl REQUESTS PER_SECOND URL…: the least that a check can cost. One curl_multi loop, a fresh connection for
// each request, started at an even pace and taking the addresses in turn. Prints how many were answered with a status
// below 400, and the seconds it took.
#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

using Clock = std::chrono::steady_clock;

size_t ignore(char*, size_t size, size_t count, void*)
{
    return size * count;
}

void start(CURLM* multi, const char* url)
{
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10'000L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    // With a folder besides the file libcurl reads all authorities anew for every handshake.
    if (curl_version_info(CURLVERSION_NOW)->cainfo)
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_multi_add_handle(multi, easy);
}

/// Takes what has ended out of the loop; the number of good answers among it.
int collect(CURLM* multi, int& ended)
{
    int good = 0;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL* easy = message->easy_handle;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result == CURLE_OK && status < 400)
            ++good;
        ++ended;
        curl_multi_remove_handle(multi, easy);
        curl_easy_cleanup(easy);
    }
    return good;
}

} // namespace

int main(int argc, char** argv)
{
    const int requests = argc > 3 ? std::atoi(argv[1]) : 0;
    const double perSecond = argc > 3 ? std::atof(argv[2]) : 0;
    if (requests < 1 || perSecond <= 0) {
        std::fputs("usage: bare_libcurl REQUESTS PER_SECOND URL...\n", stderr);
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM* multi = curl_multi_init();
    const auto began = Clock::now();
    const auto startOf = [&](int number) {
        return began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(number / perSecond));
    };
    int started = 0;
    int ended = 0;
    int good = 0;
    while (ended < requests) {
        while (started < requests && startOf(started) <= Clock::now())
            start(multi, argv[3 + started++ % (argc - 3)]);
        int running = 0;
        curl_multi_perform(multi, &running);
        good += collect(multi, ended);
        const auto wait =
            started < requests ? startOf(started) - Clock::now() : Clock::duration(std::chrono::seconds(1));
        if (ended < requests && wait.count() > 0)
            curl_multi_poll(
                multi, nullptr, 0, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()),
                nullptr);
    }
    std::printf("%d %.3f\n", good, std::chrono::duration<double>(Clock::now() - began).count());
    curl_multi_cleanup(multi);
    curl_global_cleanup();
    return good == requests ? 0 : 1;
}
