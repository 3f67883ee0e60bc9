// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/tlsfiles.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace Gatewatch {
namespace {

using File = TlsFileProblem::File;

struct ContextDeleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// What a key is unlocked with, and whether that was asked for.
struct Unlocking {
    const QByteArray& password;
    bool isLocked = false;
};

int giveThePassword(char* buffer, int size, int /*writing*/, void* data)
{
    auto* unlocking = static_cast<Unlocking*>(data);
    unlocking->isLocked = true;
    const int length = static_cast<int>(std::min<qsizetype>(size, unlocking->password.size()));
    std::memcpy(buffer, unlocking->password.constData(), static_cast<size_t>(length));
    return length;
}

std::optional<TlsFileProblem> problemOfKey(SSL_CTX* context, const ProbeRequest& request)
{
    Unlocking unlocking{request.keyPassword};
    SSL_CTX_set_default_passwd_cb(context, giveThePassword);
    SSL_CTX_set_default_passwd_cb_userdata(context, &unlocking);
    const bool isAlone = !request.keyFile.isEmpty();
    const QByteArray& name = isAlone ? request.keyFile : request.certificateFile;
    const bool isRead = SSL_CTX_use_PrivateKey_file(context, name.constData(), SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb(context, nullptr);
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    const auto problem = [](const char* why) { return TlsFileProblem{File::Key, QString::fromLatin1(why)}; };
    if (isRead && SSL_CTX_check_private_key(context) == 1)
        return std::nullopt;
    if (unlocking.isLocked)
        return problem(
            request.keyPassword.isEmpty() ? "holds a key with a password" : "holds a key with another password");
    // OpenSSL compares them when it reads the key, and says only in its list of errors that this was why.
    if (isRead || ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509)
        return problem("holds the key of another certificate");
    return problem("holds no key that can be read (PEM)");
}

} // namespace

std::optional<TlsFileProblem> unusableTlsFile(const ProbeRequest& request)
{
    const std::unique_ptr<SSL_CTX, ContextDeleter> context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return std::nullopt; // this computer lacks more than a file
    ERR_clear_error();
    const auto none = u"holds no certificate that can be read (PEM)";
    std::optional<TlsFileProblem> problem;
    if (!request.caFile.isEmpty()
        && SSL_CTX_load_verify_locations(context.get(), request.caFile.constData(), nullptr) != 1)
        problem = TlsFileProblem{File::Authorities, QString::fromUtf16(none)};
    else if (request.certificateFile.isEmpty())
        problem = std::nullopt;
    else if (SSL_CTX_use_certificate_chain_file(context.get(), request.certificateFile.constData()) != 1)
        problem = TlsFileProblem{File::Certificate, QString::fromUtf16(none)};
    else
        problem = problemOfKey(context.get(), request);
    ERR_clear_error(); // libcurl would take what is left for its own
    return problem;
}

} // namespace Gatewatch
