// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QVBoxLayout;

namespace Gatewatch {

/// Where one finding pushes the blame: a small bar per place, up for "more likely there", down for "less".
class PushMark final : public QWidget {
    Q_OBJECT
public:
    explicit PushMark(QWidget* parent = nullptr);
    void setWeights(const Weights& weights);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Weights m_weights{};
};

/// Every finding behind the verdict with its push on the blame bar.
class FindingList final : public QWidget {
    Q_OBJECT
public:
    explicit FindingList(QWidget* parent = nullptr);
    void setFindings(const QList<FindingReport>& findings, const QString& wouldChange, bool expert);

private:
    QVBoxLayout* m_rows;
    QList<FindingReport> m_findings;
    QString m_wouldChange;
    bool m_expert = false;
};

/// "points to Service", "clears Your network"; for an expert the weights in decibans.
QString pushText(const FindingReport& finding, bool expert);

} // namespace Gatewatch
