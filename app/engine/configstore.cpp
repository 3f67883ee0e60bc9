// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/configstore.h>

#include <engine/privatefiles.h>
#include <engine/wholefile.h>

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QTimer>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

// An editor empties, writes and renames; what it does within this time is one edit.
constexpr Millis kSettle = 300ms;

} // namespace

Result<LoadedConfig> readConfigFile(const QString& name)
{
    const QFileInfo facts(name);
    if (facts.exists() && !facts.isFile())
        return Result<LoadedConfig>::failure(QStringLiteral("is not a file")); // a pipe or a device may never end
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Result<LoadedConfig>::failure(file.errorString());
    return parseConfig(file.read(mostOfAConfig));
}

class ConfigStore::Private {
public:
    Private(ConfigStore& owner, QString name)
        : q(owner)
        , file(std::move(name))
        , watcher(&owner)
        , settle(&owner)
    {
        settle.setSingleShot(true);
        settle.setInterval(kSettle);
    }

    void read(bool changesOnly);
    void watch();
    bool write(const QByteArray& text, QString& reason);
    bool putAside(const QString& kept, QString& reason) const;

    ConfigStore& q;
    const QString file;
    QFileSystemWatcher watcher;
    QTimer settle;
    std::optional<QByteArray> known; // the text that was read or written last
    bool broken = false; // that text is no configuration
};

void ConfigStore::Private::read(bool changesOnly)
{
    watch();
    QFile opened(file);
    if (!opened.exists()) {
        if (!changesOnly) {
            known.reset();
            emit q.loaded(defaultConfig(), false, {});
        }
        if (std::exchange(known, std::nullopt)) // removed while we run; when it comes back, it is news
            emit q.failed(file + QStringLiteral(": the file is gone"));
        return;
    }
    if (!opened.open(QIODevice::ReadOnly)) {
        broken = true; // what is in it is not ours to write over
        emit q.failed(file + QStringLiteral(": ") + opened.errorString());
        return;
    }
    const QByteArray text = opened.read(mostOfAConfig);
    if (changesOnly && known == text)
        return;
    known = text;
    const Result<LoadedConfig> parsed = parseConfig(text);
    broken = !parsed.ok();
    if (broken)
        emit q.failed(parsed.reason());
    else
        emit q.loaded(parsed->config, true, parsed->warnings);
}

/// The file, because its content may change in place, and its folder, because it may be replaced. Where the folder is
/// missing, the nearest one above.
void ConfigStore::Private::watch()
{
    QString folder = QFileInfo(file).absolutePath();
    while (!QFileInfo(folder).isDir() && QFileInfo(folder).path() != folder)
        folder = QFileInfo(folder).path();
    if (!watcher.directories().contains(folder)) {
        if (!watcher.directories().isEmpty())
            watcher.removePaths(watcher.directories());
        watcher.addPath(folder);
    }
    if (QFileInfo::exists(file) && !watcher.files().contains(file))
        watcher.addPath(file);
}

bool ConfigStore::Private::write(const QByteArray& text, QString& reason)
{
    const QString folder = QFileInfo(file).absolutePath();
    if (!makePrivateFolder(folder)) {
        reason = folder + QStringLiteral(": the folder cannot be made");
        return false;
    }
    const QString problem = replaceFile(file, text, QFile::ReadOwner | QFile::WriteOwner);
    if (!problem.isEmpty())
        reason = file + QStringLiteral(": ") + problem;
    return problem.isEmpty();
}

/// Moved, not copied: that works for a file that cannot be read, too.
bool ConfigStore::Private::putAside(const QString& kept, QString& reason) const
{
    QFile unreadable(file);
    const bool ok = !unreadable.exists() || unreadable.rename(kept);
    if (!ok)
        reason = QStringLiteral("%1: it cannot be read and cannot be moved aside, so nothing was written over it (%2)")
                     .arg(file, unreadable.errorString());
    return ok;
}

ConfigStore::ConfigStore(QString file, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(file)))
{
    connect(&d->settle, &QTimer::timeout, this, [this] { d->read(true); });
    connect(&d->watcher, &QFileSystemWatcher::fileChanged, &d->settle, qOverload<>(&QTimer::start));
    connect(&d->watcher, &QFileSystemWatcher::directoryChanged, &d->settle, qOverload<>(&QTimer::start));
}

ConfigStore::~ConfigStore() = default;

void ConfigStore::load()
{
    d->read(false);
}

void ConfigStore::save(const Config& config)
{
    const QByteArray text = writeConfig(config);
    const Result<LoadedConfig> parsed = parseConfig(text);
    QString reason = parsed.reason(); // what could not be read again is not written
    const QString kept = d->file + QStringLiteral(".broken-")
        + QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    if (!parsed.ok() || (d->broken && !d->putAside(kept, reason)))
        return emit failed(reason);
    if (!d->write(text, reason)) {
        if (d->broken)
            QFile::rename(kept, d->file); // where whoever mends it looks for it
        return emit failed(reason);
    }
    d->known = text;
    d->broken = false;
    d->watch();
    emit loaded(config, true, parsed->warnings);
}

} // namespace Gatewatch
