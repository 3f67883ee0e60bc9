// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/diagnosispanel.h>

namespace Gatewatch {

class DiagnosisPanel::Private {
public:
    Diagnosis diagnosis;
    bool expert = false;
};

DiagnosisPanel::DiagnosisPanel(QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>())
{
}

DiagnosisPanel::~DiagnosisPanel() = default;

void DiagnosisPanel::setDiagnosis(const Diagnosis& diagnosis)
{
    setDiagnosis(diagnosis, wallClock());
}

void DiagnosisPanel::setDiagnosis(const Diagnosis& diagnosis, TimePoint)
{
    d->diagnosis = diagnosis;
}

const Diagnosis& DiagnosisPanel::diagnosis() const
{
    return d->diagnosis;
}

void DiagnosisPanel::setExpert(bool expert)
{
    d->expert = expert;
}

bool DiagnosisPanel::isExpert() const
{
    return d->expert;
}

void DiagnosisPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
}

} // namespace Gatewatch
