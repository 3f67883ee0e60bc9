// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>

#include <QObject>

#include <memory>

namespace Gatewatch {

/// A configuration file, read once. The reason is without its name.
Result<LoadedConfig> readConfigFile(const QString& name);

/// The configuration file: reads, watches for edits from outside, writes whole files only. Lives on the history thread.
/// The file is for its user alone (0600, its folder 0700).
class ConfigStore final : public QObject {
    Q_OBJECT
public:
    explicit ConfigStore(QString file, QObject* parent = nullptr);
    ~ConfigStore() override;

public slots:
    /// Reads the file; emits loaded(), with the default configuration and `exists` false where there is none.
    void load();
    /// Replaces the file (QSaveFile); ends in loaded() with the same configuration, or in failed(). A file that could
    /// not be read is kept beside it as NAME.broken-YYYYMMDD-HHMMSS.
    void save(const Gatewatch::Config& config);

signals:
    /// After load() and save(), and within about a second after the file was edited from outside.
    void loaded(const Gatewatch::Config& config, bool exists, const QStringList& warnings);
    /// Could not be read or written, or was removed: place, rule, value. The last good configuration stays in force.
    void failed(const QString& reason);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch
