// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/gateway.h>

#include <support/nginx.h>

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDirIterator>
#include <QFile>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QThread>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace Gatewatch {
namespace {

constexpr uid_t nobody = 65534; ///< and its group, in Debian as almost everywhere

struct Row {
    Gateway::Product product;
    const char* name;
    const char* program;
};

constexpr std::array rows{
    Row{Gateway::Product::Nginx, "nginx", "nginx"},
    Row{Gateway::Product::Haproxy, "haproxy", "haproxy"},
    Row{Gateway::Product::Apache, "apache", "apache2"},
    Row{Gateway::Product::Caddy, "caddy", "caddy"},
    Row{Gateway::Product::Varnish, "varnish", "varnishd"},
    Row{Gateway::Product::Squid, "squid", "squid"},
    Row{Gateway::Product::Lighttpd, "lighttpd", "lighttpd"},
    Row{Gateway::Product::Tinyproxy, "tinyproxy", "tinyproxy"},
    Row{Gateway::Product::Mitmproxy, "mitmproxy", "mitmdump"},
    Row{Gateway::Product::Dnsmasq, "dnsmasq", "dnsmasq"}};

const Row& rowOf(Gateway::Product product)
{
    return *std::ranges::find(rows, product, &Row::product);
}

QByteArray contentOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeNow(const char* name, const char* text)
{
    const int file = open(name, O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, text, std::strlen(text)) < 0)
        _exit(126);
    close(file);
}

/// Between fork and exec: nobody of this system, or where that user is out of reach, nobody in a world of its own.
void becomeNobody()
{
    if (setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0)
        return;
    if (unshare(CLONE_NEWUSER) != 0)
        _exit(126);
    writeNow("/proc/self/setgroups", "deny");
    writeNow("/proc/self/uid_map", "65534 0 1");
    writeNow("/proc/self/gid_map", "65534 0 1");
}

} // namespace

Gateway::Gateway(Product product)
    : m_product(product)
{
}

Gateway::~Gateway()
{
    stop();
}

QString Gateway::nameOf(Product product)
{
    return QString::fromLatin1(rowOf(product).name);
}

QString Gateway::program(Product product)
{
    const QStringList places{
        QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/sbin"),
        QStringLiteral("/usr/local/bin")};
    return QStandardPaths::findExecutable(QString::fromLatin1(rowOf(product).program), places);
}

QStringList Gateway::arguments() const
{
    const QString config = path(QStringLiteral("configuration"));
    const QString where = QStringLiteral("%1:%2").arg(QString::fromLatin1(m_address)).arg(m_port);
    switch (m_product) {
    case Product::Nginx:
        return {QStringLiteral("-p"),     m_folder.path(),      QStringLiteral("-e"),
                QStringLiteral("stderr"), QStringLiteral("-c"), config};
    case Product::Haproxy:
        return {QStringLiteral("-db"), QStringLiteral("-f"), config};
    case Product::Apache:
        return {QStringLiteral("-D"), QStringLiteral("FOREGROUND"), QStringLiteral("-f"), config};
    case Product::Caddy:
        return {
            QStringLiteral("run"), QStringLiteral("--config"), config, QStringLiteral("--adapter"),
            QStringLiteral("caddyfile")};
    case Product::Varnish:
        return {
            QStringLiteral("-F"),
            QStringLiteral("-n"),
            path(QStringLiteral("work")),
            QStringLiteral("-f"),
            config,
            QStringLiteral("-a"),
            where + QStringLiteral(",HTTP"),
            QStringLiteral("-s"),
            QStringLiteral("malloc,16m"),
            QStringLiteral("-j"),
            QStringLiteral("none"),
            QStringLiteral("-p"),
            QStringLiteral("thread_pools=1"),
            QStringLiteral("-p"),
            QStringLiteral("thread_pool_min=10"),
            QStringLiteral("-p"),
            QStringLiteral("vsl_space=4m")};
    case Product::Squid:
        // Its shared memory is named after the service: two at once, or one that was killed, would be in each other's
        // way.
        return {
            QStringLiteral("-N"), QStringLiteral("-n"),
            QStringLiteral("gw%1p%2").arg(QCoreApplication::applicationPid()).arg(m_port), QStringLiteral("-f"),
            config};
    case Product::Lighttpd:
        return {QStringLiteral("-D"), QStringLiteral("-f"), config};
    case Product::Tinyproxy:
        return {QStringLiteral("-d"), QStringLiteral("-c"), config};
    case Product::Mitmproxy:
        return {QStringLiteral("--listen-host"), QString::fromLatin1(m_address),
                QStringLiteral("--listen-port"), QString::number(m_port),
                QStringLiteral("--set"),         QStringLiteral("connection_strategy=lazy"),
                QStringLiteral("--set"),         QStringLiteral("confdir=") + m_folder.path()};
    case Product::Dnsmasq:
        return {
            QStringLiteral("--keep-in-foreground"), QStringLiteral("--user="), QStringLiteral("--group="),
            QStringLiteral("--conf-file=") + config};
    }
    return {};
}

/// As root: whoever serves is nobody, and the folder is his. Ends with us in any case.
void Gateway::runAsNobody()
{
    const bool root = geteuid() == 0 && m_product != Product::Dnsmasq;
    if (root) {
        QStringList all{m_folder.path()};
        for (QDirIterator each(m_folder.path(), QDir::AllEntries | QDir::NoDotAndDotDot); each.hasNext();)
            all.append(each.next());
        for (const QString& one : all) {
            if (lchown(QFile::encodeName(one).constData(), nobody, nobody) != 0)
                break; // in a world of our own nobody else exists, and none is needed
        }
    }
    m_process.setChildProcessModifier([root] {
        if (root)
            becomeNobody();
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    });
}

bool Gateway::start(QByteArray configuration, const QByteArray& address, quint16 port)
{
    stop();
    if (!m_folder.isValid() || program(m_product).isEmpty() || configuration.isEmpty())
        return false;
    m_address = address;
    m_port = port != 0 ? port : freePort();
    configuration.replace("@ADDRESS@", m_address).replace("@PORT@", QByteArray::number(m_port));
    configuration.replace("@DIR@", QFile::encodeName(m_folder.path()));
    QFile file(path(QStringLiteral("configuration")));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration) != configuration.size())
        return false;
    file.close();
    runAsNobody();
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/sbin:/usr/bin:/sbin:/bin"));
    for (const char* name : {"HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
        environment.insert(QString::fromLatin1(name), m_folder.path());
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(path(QStringLiteral("output.log")));
    m_process.setWorkingDirectory(m_folder.path());
    m_process.start(program(m_product), arguments());
    if (!m_process.waitForStarted(5000))
        return false;
    const QDeadlineTimer deadline(15000); // more than a busy machine needs
    while (!deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
        if (isListening())
            return true;
        QThread::msleep(20); // refused at once: the program is still starting
        m_process.waitForFinished(0); // so that its end is noticed
    }
    return false;
}

/// Varnish takes connections before it has somebody to serve them.
bool Gateway::isListening() const
{
    if (m_product == Product::Varnish && !log().contains("Child starts"))
        return false;
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QString::fromLatin1(m_address)), m_port);
    return socket.waitForConnected(200);
}

void Gateway::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(3000)) {
        m_process.kill();
        m_process.waitForFinished(3000);
    }
}

QUrl Gateway::url(const QString& path) const
{
    return QUrl(QStringLiteral("http://%1:%2%3").arg(QString::fromLatin1(m_address)).arg(m_port).arg(path));
}

QByteArray Gateway::log() const
{
    return contentOf(path(QStringLiteral("output.log"))) + contentOf(path(QStringLiteral("error.log")));
}

} // namespace Gatewatch
