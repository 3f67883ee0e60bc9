// SPDX-License-Identifier: GPL-3.0-or-later
// Draws kept sessions as the panel shows them: session_pictures FOLDER SESSION.json…
// Each in plain words and light, in an expert's and dark, and with text of 125 % in a narrow window, as today's rules
// judge its evidence.
#include <core/diagnosis/sessionfile.h>
#include <widgets/diagnosispanel.h>
#include <widgets/theme.h>

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QTimer>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

struct Look {
    QString name;
    ThemeChoice theme;
    bool expert;
    int pixels; ///< of the usual text
    QSize size;
};

bool draw(ThemeControl& theme, const Look& look, const SavedSession& session, const QString& file)
{
    theme.choose(look.theme);
    QFont font = QApplication::font();
    font.setPixelSize(look.pixels);
    QApplication::setFont(font); // every text takes its size from there
    DiagnosisPanel panel;
    panel.resize(look.size);
    panel.setExpert(look.expert);
    const Diagnosis diagnosis = canReplay(session) ? replayed(session) : session.diagnosis;
    panel.setDiagnosis(diagnosis, session.diagnosis.startedAt + session.diagnosis.duration);
    panel.show();
    QEventLoop turns; // pages inside pages lay themselves out one after the other
    QTimer::singleShot(30, &turns, &QEventLoop::quit);
    turns.exec();
    QImage image(look.size, QImage::Format_RGB32);
    panel.render(&image);
    return image.save(file);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QFont font(u"Inter"_s);
    font.setPixelSize(13);
    app.setFont(font);
    ThemeControl theme(app);
    const QStringList arguments = app.arguments();
    const QDir folder(arguments.value(1));
    if (arguments.size() < 3 || !folder.mkpath(u"."_s))
        return 1;
    const QList<Look> looks{
        {u"plain"_s, ThemeChoice::Light, false, 13, {1280, 1000}},
        {u"expert"_s, ThemeChoice::Dark, true, 13, {1280, 1000}},
        {u"large"_s, ThemeChoice::Light, false, 16, {900, 1200}}};
    bool good = true;
    for (const QString& name : arguments.mid(2)) {
        QFile file(name);
        const auto read = file.open(QIODevice::ReadOnly) ? readSession(file.readAll())
                                                         : Result<ReadSession>::failure(file.errorString());
        if (!read)
            qWarning("%s: %s", qPrintable(name), qPrintable(read.reason()));
        for (const Look& look : looks)
            good = read
                && draw(
                       theme, look, read->session,
                       folder.filePath(QFileInfo(name).baseName() + u'-' + look.name + u".png"_s))
                && good;
    }
    return good ? 0 : 1;
}
