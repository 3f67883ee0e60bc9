// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/earliersessions.h>

#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

EarlierSessions::EarlierSessions(QWidget* parent)
    : Card(tr("Earlier sessions"), parent)
{
    auto* import = makeButton(tr("Import…"), ButtonKind::Normal, this);
    import->setObjectName(u"importSession"_s);
    import->setToolTip(tr("Opens a session that was exported as JSON, here or elsewhere"));
    titleRow()->addStretch(1);
    titleRow()->addWidget(import);
    connect(import, &QPushButton::clicked, this, &EarlierSessions::importRequested);
    setSessions({}, {});
}

void EarlierSessions::setSessions(const QList<SessionSummary>& sessions, TimePoint now)
{
    delete m_rows;
    m_rows = new QWidget(this);
    auto* layout = new QVBoxLayout(m_rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const SessionSummary& session : sessions) {
        if (layout->count() > 0)
            layout->addWidget(hairline(m_rows));
        layout->addWidget(makeRow(session, now));
    }
    if (sessions.isEmpty())
        layout->addWidget(
            plainLabel(tr("None yet. Every diagnosis is kept here, on this computer."), TextRole::Dim, m_rows, true));
    body()->addWidget(m_rows);
}

QWidget* EarlierSessions::makeRow(const SessionSummary& session, TimePoint now)
{
    auto* row = new QWidget(m_rows);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(10);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(new ElidedLabel(session.name + u" – "_s + session.headline, TextRole::Body, row));
    QStringList more{session.target};
    if (!session.note.isEmpty())
        more << session.note;
    if (session.corrected)
        more << tr("said to be wrong");
    words->addWidget(new ElidedLabel(more.join(u" · "_s), TextRole::Small, row));
    layout->addLayout(words, 1);
    auto* time = plainLabel(clockText(session.started, now), TextRole::Dim, row);
    time->setToolTip(exactTimeText(session.started));
    layout->addWidget(time);
    auto* open = makeButton(tr("Open"), ButtonKind::Link, row);
    open->setAccessibleName(tr("Open the session about %1").arg(session.name));
    connect(open, &QPushButton::clicked, this, [this, id = session.id] { emit requested(id); });
    layout->addWidget(open);
    auto* remove = makeButton(u"✕"_s, ButtonKind::Link, row);
    remove->setToolTip(tr("Remove"));
    remove->setAccessibleName(tr("Remove the session about %1").arg(session.name));
    connect(remove, &QPushButton::clicked, this, [this, id = session.id] { emit removeRequested(id); });
    layout->addWidget(remove);
    return row;
}

} // namespace Gatewatch
