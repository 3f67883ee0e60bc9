// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/opening.h>

#include <engine/history/schema.h>
#include <engine/history/storefile.h>
#include <engine/privatefiles.h>

#include <QFileInfo>
#include <QLockFile>

namespace Gatewatch {
namespace {

using Problem = History::Problem;
constexpr qint64 kQuickCheckBytes = 64 * 1024 * 1024;

Opening inMemory(Database& database, const StoreError& problem)
{
    const StoreError error = database.open(QStringLiteral(":memory:"), History::Mode::ReadWrite);
    if (!error)
        static_cast<void>(migrate(database));
    return {problem, true, true};
}

StoreError problemAt(Problem problem, const QString& file, const QString& words = {})
{
    return {problem, words.isEmpty() ? file : file + QStringLiteral(": ") + words};
}

/// Who has the lock, so that one which outlived its process (this computer had another name then) can be found.
QString holderOf(const QLockFile& lock)
{
    qint64 process = 0;
    QString host;
    QString program;
    if (!lock.getLockInfo(&process, &host, &program))
        return {};
    return QStringLiteral("process %1 of %2 holds %3").arg(QString::number(process), host, lock.fileName());
}

Opening readOnly(Database& database, const QString& file, const StoreError& problem)
{
    const FileKind kind = kindOfFile(file);
    if (kind == FileKind::Missing || kind == FileKind::Empty)
        return {problem, false, inMemory(database, {}).inMemory};
    StoreError error = database.open(file, History::Mode::ReadOnly);
    SchemaCheck schema;
    if (!error) {
        schema = checkSchema(database);
        error = schema.error;
    }
    if (!error && schema.state == SchemaState::Known)
        error = coverOlderSchema(database);
    if (!error && schema.state == SchemaState::Foreign)
        error = {Problem::CannotOpen, {}};
    Opening opening{problem, false, false};
    if (!error && schema.state == SchemaState::Newer && !problem)
        opening.problem = problemAt(Problem::NewerSchema, file);
    if (error || schema.state == SchemaState::Empty) {
        opening.inMemory = inMemory(database, {}).inMemory;
        if (error)
            opening.problem = problemAt(error.problem, file, error.detail);
    }
    return opening;
}

/// Looks at the file without writing to it: what it says it is, its schema, and whether its pages hang together.
SchemaCheck inspect(const QString& file)
{
    switch (kindOfFile(file)) {
    case FileKind::Missing:
    case FileKind::Empty:
        return {};
    case FileKind::Other:
        return {SchemaState::Empty, {Problem::Damaged, {}}};
    case FileKind::Sqlite:
        break;
    }
    Database reader;
    if (StoreError error = reader.open(file, History::Mode::ReadOnly))
        return {SchemaState::Empty, error};
    SchemaCheck schema = checkSchema(reader);
    if (!schema.error && schema.state == SchemaState::Known && QFileInfo(file).size() < kQuickCheckBytes) {
        QSqlQuery query = reader.query();
        if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next())
            schema.error = errorOf(query);
        else if (query.value(0).toString() != QStringLiteral("ok"))
            schema.error = {Problem::Damaged, query.value(0).toString()};
    }
    return schema;
}

StoreError openForWriting(Database& database, const QString& file)
{
    if (!makePrivateFile(file))
        return {Problem::CannotOpen, {}};
    StoreError error = database.open(file, History::Mode::ReadWrite);
    if (!error)
        error = migrate(database);
    return error;
}

} // namespace

Opening openStore(Database& database, const QString& file, History::Mode mode, QLockFile& lock)
{
    if (file == QStringLiteral(":memory:"))
        return inMemory(database, {});
    if (mode == History::Mode::ReadOnly)
        return readOnly(database, file, {});
    if (!makePrivateFolder(QFileInfo(file).path()))
        return inMemory(database, problemAt(Problem::CannotOpen, file));
    if (!lock.isLocked() && !lock.tryLock(0)) {
        if (lock.error() == QLockFile::LockFailedError)
            return readOnly(database, file, problemAt(Problem::Locked, file, holderOf(lock)));
        return inMemory(database, problemAt(Problem::CannotOpen, file));
    }

    const SchemaCheck found = inspect(file);
    if (!found.error && found.state == SchemaState::Newer)
        return readOnly(database, file, {});
    if (!found.error && found.state == SchemaState::Foreign)
        return inMemory(database, problemAt(Problem::CannotOpen, file));
    StoreError error = found.error ? found.error : openForWriting(database, file);
    if (!error)
        return {{}, true, false};
    if (error.problem != Problem::Damaged)
        return inMemory(database, problemAt(error.problem, file, error.detail));

    database.close();
    const QString aside = moveAside(file, wallClock());
    if (aside.isEmpty())
        return inMemory(database, problemAt(Problem::Damaged, file, error.detail));
    const StoreError again = openForWriting(database, file);
    return again ? inMemory(database, problemAt(again.problem, file, again.detail))
                 : Opening{{Problem::Damaged, aside}, true, false};
}

} // namespace Gatewatch
