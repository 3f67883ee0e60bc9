// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/cliprocess.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSignalSpy>

namespace Gatewatch {
namespace {
const QString usualName = QStringLiteral(".config/gatewatch/config.json");
}

QJsonObject CliResult::json() const
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(out, &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

CliProcess::CliProcess(QString program)
    : m_program(std::move(program))
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("HOME"), m_home.path());
    // Sanitizers are told what to do through these.
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    m_process.setProcessEnvironment(environment);
    QDir().mkpath(QFileInfo(usualConfig()).path());
    write(usualName, R"({"version": 1, "diagnosis": {"connectivityChecks": [], "controlSites": [], "resolvers": []}})");
}

QString CliProcess::usualConfig() const
{
    return path(usualName);
}

void CliProcess::start(const QStringList& arguments)
{
    m_started = std::chrono::steady_clock::now();
    m_process.start(m_program, arguments);
}

CliResult CliProcess::wait(Millis limit)
{
    QSignalSpy ended(&m_process, &QProcess::finished);
    const bool inTime = m_process.state() == QProcess::NotRunning || ended.wait(static_cast<int>(limit.count()));
    CliResult result;
    result.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_started);
    if (!inTime) {
        m_process.kill();
        m_process.waitForFinished();
    } else if (m_process.exitStatus() == QProcess::NormalExit) {
        result.exitCode = m_process.exitCode();
    }
    result.out = m_process.readAllStandardOutput();
    result.err = m_process.readAllStandardError();
    return result;
}

CliResult CliProcess::run(const QStringList& arguments, Millis limit)
{
    start(arguments);
    return wait(limit);
}

QString CliProcess::write(const QString& name, const QByteArray& bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

} // namespace Gatewatch
