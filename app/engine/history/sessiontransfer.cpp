// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/sessiontransfer.h>

#include <core/diagnosis/sessionreport.h>
#include <engine/wholefile.h>

#include <QFile>
#include <QFileInfo>

namespace Gatewatch {

using namespace Qt::StringLiterals;

constexpr qint64 mostBytes = 4 * 1024 * 1024; ///< that a document may have

QString writeSessionFile(const QString& name, const SavedSession& session)
{
    const QString ending = QFileInfo(name).suffix().toLower();
    if (ending == "html"_L1)
        return replaceFile(name, toHtml(session).toUtf8());
    return replaceFile(name, ending == "md"_L1 ? toMarkdown(session).toUtf8() : sessionDocument(session));
}

Result<ReadSession> readSessionFile(const QString& name)
{
    using Failed = Result<ReadSession>;
    QFile file(name);
    const bool open = name == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly)
                                     : QFileInfo(name).isFile() && file.open(QIODevice::ReadOnly);
    if (!open)
        return Failed::failure(
            QFileInfo::exists(name) ? u"%1: cannot be read"_s.arg(name) : u"%1: there is no such file"_s.arg(name));
    auto read = readSession(file.read(mostBytes + 1));
    return read ? read : Failed::failure(u"%1: %2"_s.arg(name, read.reason()));
}

} // namespace Gatewatch
