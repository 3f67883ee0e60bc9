// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/diagnosispanel.h>

#include <core/diagnosis/report.h>
#include <widgets/advicecard.h>
#include <widgets/answerscard.h>
#include <widgets/controls.h>
#include <widgets/durationcard.h>
#include <widgets/evidenceview.h>
#include <widgets/otherdevicecard.h>
#include <widgets/retestcard.h>
#include <widgets/sessioncard.h>
#include <widgets/verdictcard.h>
#include <widgets/wording.h>

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// Below this the cards stand below each other.
constexpr int narrowBelow = 940;
/// And below this they need every pixel.
constexpr int smallBelow = 600;
constexpr int clockEveryMs = 5000;
constexpr int confirmedMs = 2000;
/// What these advise is done with the report.
const QStringList copyAdvice{u"copy_report"_s, u"ask_network_people"_s};

/// What was noticed, in few words; a certificate is not blamed for a clock.
QString symptomOf(const Diagnosis& diagnosis)
{
    const bool clock = diagnosis.verdict.cause == u"clock_wrong" && stageOf(diagnosis.symptom.failure) == Stage::Secure;
    return clock ? DiagnosisPanel::tr("its certificate looks out of date from here")
                 : phraseOf(diagnosis.symptom.failure, diagnosis.symptom.status);
}

} // namespace

class DiagnosisPanel::Private {
public:
    explicit Private(DiagnosisPanel* panel);
    QWidget* makeBar();
    QWidget* makePage();
    void fill(TimePoint now);
    void setExpert(bool expert);
    void arrange();

    DiagnosisPanel* q;
    Diagnosis diagnosis;
    QTimer clock;
    QString reportNote;
    std::optional<Diagnosis> report;
    bool copyWhenOver = false;
    ElidedLabel* title = nullptr;
    ElidedLabel* target = nullptr;
    QPushButton* again = nullptr;
    QPushButton* copy = nullptr;
    QScrollArea* scroll = nullptr;
    QVBoxLayout* column = nullptr;
    QLabel* age = nullptr;
    VerdictCard* verdict = nullptr;
    RetestCard* retest = nullptr;
    OtherDeviceCard* otherDevice = nullptr;
    QBoxLayout* middle = nullptr;
    AdviceCard* advice = nullptr;
    DurationCard* duration = nullptr;
    EvidenceView* evidence = nullptr;
    AnswersCard* questions = nullptr;
    AnswersCard* operators = nullptr;
    SessionCard* card = nullptr;
};

DiagnosisPanel::Private::Private(DiagnosisPanel* panel)
    : q(panel)
{
    auto* outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(makeBar());
    scroll = new QScrollArea(q);
    scroll->setAccessibleName(tr("The diagnosis"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(makePage());
    outer->addWidget(scroll, 1);
    clock.setInterval(clockEveryMs);
    connect(&clock, &QTimer::timeout, q, [this] { fill(wallClock()); });
}

QWidget* DiagnosisPanel::Private::makeBar()
{
    auto* bar = new QWidget(q);
    bar->setObjectName(u"bar"_s);
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(14, 8, 12, 8);
    row->setSpacing(8);
    title = new ElidedLabel(tr("Troubleshoot"), TextRole::Strong, bar);
    target = new ElidedLabel({}, TextRole::Dim, bar);
    target->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    again = makeButton(tr("Test again"), ButtonKind::Normal, bar);
    copy = makeButton(tr("Copy message"), ButtonKind::Normal, bar);
    copy->setObjectName(u"copyReport"_s);
    copy->setToolTip(tr("Copies the whole diagnosis as text, without secrets"));
    QPushButton* close = makeButton(u"✕"_s, ButtonKind::Normal, bar);
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close"));
    connect(again, &QPushButton::clicked, q, &DiagnosisPanel::runAgain);
    connect(copy, &QPushButton::clicked, q, &DiagnosisPanel::copyReport);
    connect(close, &QPushButton::clicked, q, &DiagnosisPanel::closeRequested);
    row->addWidget(title);
    row->addWidget(target, 1);
    row->addWidget(again);
    row->addWidget(copy);
    row->addWidget(close);
    return bar;
}

QWidget* DiagnosisPanel::Private::makePage()
{
    auto* page = new QWidget;
    page->setObjectName(u"page"_s);
    column = new QVBoxLayout(page);
    column->setSpacing(16);
    age = plainLabel({}, TextRole::Strong, page, true);
    age->hide();
    verdict = new VerdictCard(page);
    retest = new RetestCard(page);
    otherDevice = new OtherDeviceCard(page);
    advice = new AdviceCard(page);
    duration = new DurationCard(page);
    evidence = new EvidenceView(page);
    questions = new AnswersCard(tr("Questions people ask"), u"anyone"_s, page);
    operators = new AnswersCard(tr("If you operate this service"), u"operator"_s, page);
    card = new SessionCard(page);
    middle = new QBoxLayout(QBoxLayout::LeftToRight);
    middle->setSpacing(16);
    middle->addWidget(advice, 2);
    middle->addWidget(duration, 1);
    column->addWidget(age);
    column->addWidget(verdict);
    column->addWidget(retest);
    column->addLayout(middle);
    column->addWidget(otherDevice);
    column->addWidget(evidence);
    column->addWidget(questions);
    column->addWidget(operators);
    column->addWidget(card);
    column->addStretch(1);
    connect(evidence, &EvidenceView::expertChanged, q, [this](bool expert) {
        setExpert(expert);
        emit q->expertChanged(expert);
    });
    connect(advice, &AdviceCard::retestRequested, q, &DiagnosisPanel::retestRequested);
    connect(advice, &AdviceCard::adviceTriggered, q, [this](const QString& id) {
        if (copyAdvice.contains(id))
            q->copyReport();
        else
            emit q->adviceTriggered(id);
    });
    return page;
}

void DiagnosisPanel::Private::fill(TimePoint now)
{
    const QString name = diagnosis.serviceName.isEmpty() ? diagnosis.target.host() : diagnosis.serviceName;
    title->setFullText(name.isEmpty() ? tr("Troubleshoot") : tr("Troubleshoot: %1").arg(name));
    QString about = diagnosis.target.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    const bool nothingWrong = diagnosis.finished && diagnosis.verdict.place == VerdictPlace::None;
    if (diagnosis.symptom.failure != Failure::Ok) {
        const QString phrase = symptomOf(diagnosis);
        about += u" · "_s + (nothingWrong ? tr("was: %1").arg(phrase) : phrase);
    }
    target->setFullText(about);
    verdict->setDiagnosis(diagnosis);
    advice->setDiagnosis(diagnosis);
    duration->setExpectation(diagnosis.expectation, nothingWrong, now);
    evidence->setDiagnosis(diagnosis);
    questions->setDiagnosis(diagnosis);
    operators->setDiagnosis(diagnosis);
    if (diagnosis.finished && copyWhenOver)
        q->copyReport();
}

void DiagnosisPanel::Private::setExpert(bool expert)
{
    verdict->setExpert(expert);
    retest->setExpert(expert);
    questions->setExpert(expert);
    operators->setExpert(expert);
}

void DiagnosisPanel::Private::arrange()
{
    const bool narrow = q->width() < narrowBelow;
    const int side = q->width() < smallBelow ? 12 : 24;
    column->setContentsMargins(side, 20, side, 18);
    middle->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    verdict->setNarrow(narrow);
    retest->setNarrow(q->width() < smallBelow);
}

DiagnosisPanel::DiagnosisPanel(QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    setAccessibleName(tr("Troubleshooting"));
}

DiagnosisPanel::~DiagnosisPanel() = default;

void DiagnosisPanel::setDiagnosis(const Diagnosis& diagnosis)
{
    setDiagnosis(diagnosis, wallClock());
    d->clock.start();
}

void DiagnosisPanel::setDiagnosis(const Diagnosis& diagnosis, TimePoint now)
{
    const bool another = diagnosis.startedAt != d->diagnosis.startedAt || diagnosis.target != d->diagnosis.target;
    d->clock.stop();
    d->diagnosis = diagnosis;
    if (another) {
        d->report.reset();
        d->copyWhenOver = false;
        d->copy->setText(tr("Copy message"));
    }
    d->fill(now);
    if (another)
        d->scroll->ensureVisible(0, 0);
}

const Diagnosis& DiagnosisPanel::diagnosis() const
{
    return d->diagnosis;
}

void DiagnosisPanel::setExpert(bool expert)
{
    d->evidence->setExpert(expert);
    d->setExpert(expert);
}

bool DiagnosisPanel::isExpert() const
{
    return d->evidence->isExpert();
}

void DiagnosisPanel::setWatched(bool watched)
{
    d->advice->setWatched(watched);
}

void DiagnosisPanel::setAge(const QString& age)
{
    d->age->setText(age);
    d->age->setVisible(!age.isEmpty());
}

void DiagnosisPanel::offerOtherDevice(const QUrl& address)
{
    d->otherDevice->offer(address);
    d->otherDevice->setFocus();
    // It has its place only when the page has been laid out anew.
    QTimer::singleShot(0, d->scroll, [this] { d->scroll->ensureWidgetVisible(d->otherDevice); });
}

OtherDeviceCard& DiagnosisPanel::otherDeviceCard() const
{
    return *d->otherDevice;
}

RetestCard& DiagnosisPanel::retestCard() const
{
    return *d->retest;
}

SessionCard& DiagnosisPanel::sessionCard() const
{
    return *d->card;
}

void DiagnosisPanel::setReportNote(const QString& note)
{
    d->reportNote = note;
}

void DiagnosisPanel::setReport(const Diagnosis& concealed)
{
    d->report = concealed;
}

void DiagnosisPanel::copyReport()
{
    d->copyWhenOver = !d->diagnosis.finished;
    if (d->copyWhenOver) {
        d->copy->setText(tr("Waiting…"));
        for (const QString& id : copyAdvice)
            d->advice->confirm(id, tr("Waiting…"));
        return;
    }
    const QString report = toMarkdown(d->report.value_or(d->diagnosis));
    QApplication::clipboard()->setText(d->reportNote.isEmpty() ? report : d->reportNote + u"\n\n"_s + report);
    d->copy->setMinimumWidth(d->copy->width());
    d->copy->setText(tr("Copied"));
    QTimer::singleShot(confirmedMs, d->copy, [this] { d->copy->setText(tr("Copy message")); });
    for (const QString& id : copyAdvice)
        d->advice->confirm(id, tr("Copied"));
    emit copyReportRequested();
}

void DiagnosisPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    d->arrange();
}

} // namespace Gatewatch
