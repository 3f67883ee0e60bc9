// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

#include <memory>

namespace Gatewatch {

class OtherDeviceCard;
class RetestCard;
class SessionCard;

/// The troubleshooting panel: verdict first, what to do, how long, and the evidence as it comes in. Everything is
/// updated in place; nothing on it moves while steps land.
class DiagnosisPanel final : public QWidget {
    Q_OBJECT
public:
    explicit DiagnosisPanel(QWidget* parent = nullptr);
    ~DiagnosisPanel() override;

    /// Shows the state of a session; call it again whenever the session has changed. `now` is for "6 min so far".
    void setDiagnosis(const Diagnosis& diagnosis, TimePoint now);
    /// The same, now.
    void setDiagnosis(const Diagnosis& diagnosis);
    [[nodiscard]] const Diagnosis& diagnosis() const;
    /// Whether the evidence is shown in an expert's words; a preference of the user.
    void setExpert(bool expert);
    [[nodiscard]] bool isExpert() const;
    /// Whether the user will be told already when what is shown is really back.
    void setWatched(bool watched);
    /// A line above every copied report; empty for none.
    void setReportNote(const QString& note);
    /// How old what is shown is, where it is one of before; empty for the present.
    void setAge(const QString& age);
    /// Note, correction and export; hidden until it has a session.
    [[nodiscard]] SessionCard& sessionCard() const;
    /// What is reported of the diagnosis that is shown: the same without what tells who we are. Until then, and without
    /// one, what is shown.
    void setReport(const Diagnosis& concealed);
    /// What was found before, beside what is found now; hidden until it has both.
    [[nodiscard]] RetestCard& retestCard() const;
    /// Hidden until it is offered.
    /// Shows the code of the address for a phone, and brings it into view.
    void offerOtherDevice(const QUrl& address);
    [[nodiscard]] OtherDeviceCard& otherDeviceCard() const;
    /// Puts the report on the clipboard, as soon as the diagnosis is over.
    void copyReport();

signals:
    void runAgain();
    void closeRequested();
    /// The button of an advice was pressed: "wait_and_watch", "open_status_page" … What can be done here is done.
    void adviceTriggered(const QString& id);
    /// What the advice says was done; the same is to be tested again.
    void retestRequested(const QString& adviceId);
    /// The report is on the clipboard already; the window may say so.
    void copyReportRequested();
    void expertChanged(bool expert);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch
