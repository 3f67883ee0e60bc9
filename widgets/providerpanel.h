// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/statuspage/statusreport.h>
#include <widgets/card.h>

class QBoxLayout;

namespace Gatewatch {

class Session;

/// What the provider says beside what we see; never one symbol for both, and always with the age of their word.
class ProviderPanel final : public Card {
    Q_OBJECT
public:
    enum class Detail { Summary, Full };
    ProviderPanel(Session& session, Detail detail, QWidget* parent = nullptr);
    void setService(const ServiceId& id);
    void refresh();

signals:
    void openUrlRequested(const QString& url);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void fillMore();
    void fillComponents(const StatusReport& report);
    void fillIncidents(const StatusReport& report);
    QWidget* column(const QString& title, StateMark*& mark, QLabel*& word, QLabel*& detail);

    Session& m_session;
    Detail m_detail;
    ServiceId m_service;
    QBoxLayout* m_row;
    StateMark* m_theirMark = nullptr;
    StateMark* m_ourMark = nullptr;
    QLabel* m_theirWord = nullptr;
    QLabel* m_ourWord = nullptr;
    QLabel* m_theirDetail = nullptr;
    QLabel* m_ourDetail = nullptr;
    QPushButton* m_open;
    QWidget* m_more = nullptr; ///< incidents and components, made anew when they have changed
    std::optional<StatusReport> m_shown; ///< the report that m_more was made from
};

} // namespace Gatewatch
