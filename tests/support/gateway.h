// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace Gatewatch {

/// A real program between a client and a service (or a name server), in a temporary folder of its own and on a free
/// port. As root it runs as nobody, for several of them refuse to serve as root. Ends with the object.
class Gateway final {
public:
    enum class Product { Nginx, Haproxy, Apache, Caddy, Varnish, Squid, Lighttpd, Tinyproxy, Mitmproxy, Dnsmasq };

    explicit Gateway(Product product);
    ~Gateway();
    Q_DISABLE_COPY_MOVE(Gateway)

    /// "nginx" …, as Responder::id has it.
    static QString nameOf(Product product);
    /// The program's path; empty when it is not installed (then what needs it is skipped, saying so).
    static QString program(Product product);

    /// Starts with a configuration in the product's own language, in which @ADDRESS@, @PORT@ and @DIR@ are replaced by
    /// where it listens and by its folder, and waits until it listens, at most 15 s. Port 0 takes a free one. When it
    /// is false, see log(). A name server that needs port 53 stays root.
    bool start(QByteArray configuration, const QByteArray& address = "127.0.0.1", quint16 port = 0);
    void stop();
    [[nodiscard]] quint16 port() const { return m_port; }
    /// http://ADDRESS:PORT/path
    [[nodiscard]] QUrl url(const QString& path = QStringLiteral("/")) const;
    /// For files that its configuration names; it exists from the beginning.
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    /// What it wrote about itself; for the message of what then fails.
    [[nodiscard]] QByteArray log() const;

private:
    [[nodiscard]] QStringList arguments() const;
    [[nodiscard]] bool isListening() const;
    void runAsNobody();

    Product m_product;
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_address;
    quint16 m_port = 0;
};

/// What a gateway has behind it.
struct Behind {
    quint16 port = 0;
    QByteArray host = "127.0.0.1";
    QByteArray authority{}; ///< file of whom it trusts: it then speaks TLS and insists on the name "localhost"
    quint16 resolver = 0; ///< port of a name server of 127.0.0.1 that is asked for the host; 0: the system's
};

/// The shortest configuration of a reverse proxy that passes everything on, gives up a connection after a second and an
/// answer after another, and is otherwise as its makers have it. For Nginx to Lighttpd; empty for what it cannot do.
QByteArray reverseProxy(Gateway::Product product, const Behind& behind);
/// nginx with these lines in its http block.
QByteArray nginxWith(const QByteArray& http);
/// HAProxy with these sections below its defaults.
QByteArray haproxyWith(const QByteArray& sections);
/// Squid with these lines.
QByteArray squidWith(const QByteArray& lines);

} // namespace Gatewatch
