// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/earliersessions.h>

#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostChosen = 2;

} // namespace

EarlierSessions::EarlierSessions(QWidget* parent)
    : Card(tr("Earlier sessions"), parent)
    , m_compare(makeButton(tr("Compare"), ButtonKind::Normal, this))
{
    m_compare->setObjectName(u"compareSessions"_s);
    connect(m_compare, &QPushButton::clicked, this, [this] {
        if (m_chosen.size() == mostChosen)
            emit compareRequested(m_chosen.first(), m_chosen.last());
    });
    setFocusProxy(m_compare);
    auto* import = makeButton(tr("Import…"), ButtonKind::Normal, this);
    import->setObjectName(u"importSession"_s);
    import->setToolTip(tr("Opens a session that was exported as JSON, here or elsewhere"));
    titleRow()->addStretch(1);
    titleRow()->addWidget(m_compare);
    titleRow()->addWidget(import);
    connect(import, &QPushButton::clicked, this, &EarlierSessions::importRequested);
    setSessions({}, {});
}

void EarlierSessions::setSessions(const QList<SessionSummary>& sessions, TimePoint now)
{
    m_boxes.clear();
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
    m_chosen.removeIf([this](const QString& id) { return !m_boxes.contains(id); });
    const QStringList chosen = m_chosen; // ticking a box chooses anew
    for (const QString& id : chosen)
        m_boxes.value(id)->setChecked(true);
    showChoice();
}

void EarlierSessions::choose(const QString& id, bool chosen)
{
    m_chosen.removeAll(id);
    if (chosen)
        m_chosen.append(id);
    showChoice();
}

void EarlierSessions::showChoice()
{
    const bool full = m_chosen.size() == mostChosen;
    for (auto it = m_boxes.cbegin(); it != m_boxes.cend(); ++it) {
        CheckBox* const box = it.value();
        box->setVisible(m_boxes.size() >= mostChosen); // one alone has nothing to be compared with
        box->setEnabled(!full || box->isChecked());
        box->setToolTip(box->isEnabled() ? tr("Choose two to compare them") : tr("Two are chosen already"));
    }
    m_compare->setVisible(m_boxes.size() >= mostChosen);
    m_compare->setEnabled(full);
    m_compare->setToolTip(full ? tr("Shows both side by side") : tr("Choose two sessions in the list first"));
}

QWidget* EarlierSessions::makeRow(const SessionSummary& session, TimePoint now)
{
    auto* row = new QWidget(m_rows);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(10);
    auto* box = new CheckBox({}, row);
    box->setAccessibleName(tr("Compare the session about %1, %2").arg(session.name, clockText(session.started, now)));
    connect(box, &CheckBox::toggled, this, [this, id = session.id](bool chosen) { choose(id, chosen); });
    m_boxes.insert(session.id, box);
    layout->addWidget(box);
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
