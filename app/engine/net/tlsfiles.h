// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probe.h>

namespace Gatewatch {

/// One of the files that a request names for TLS, and why it cannot be used.
struct TlsFileProblem {
    enum class File { Authorities, Certificate, Key };
    File file = File::Authorities;
    QString why; ///< behind the name of the file: "holds no certificate that can be read"
    bool operator==(const TlsFileProblem&) const = default;
};

/// What of the request's files cannot be used, read as libcurl would read them; empty where all can. Blocks on the
/// disk. Where no key is named, it is looked for beside the certificate.
std::optional<TlsFileProblem> unusableTlsFile(const ProbeRequest& request);

} // namespace Gatewatch
