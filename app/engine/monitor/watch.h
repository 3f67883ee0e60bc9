// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/prepare.h>

#include <QObject>
#include <QTimer>

namespace Gatewatch {

/// Waits until an address has answered well some times in a row. Polite: one request every ten seconds while it fails
/// (every second on this computer itself), two seconds apart once it begins to answer. Deleting it ends the wait.
class Watch final : public QObject {
    Q_OBJECT
public:
    static constexpr int goodAnswers = 3;

    Watch(
        ProbeLoop& probes, const Check& check, const QString& userAgent,
        const SecretLookup& secrets = environmentSecret, QObject* parent = nullptr);
    void start(int goodAnswersWanted = goodAnswers);

signals:
    /// After every answer, before what follows from it.
    void heard(const Gatewatch::Exchange& exchange);
    void progress(int goodInARow);
    void recovered();

private:
    void ask();
    void answered(const Exchange& exchange);

    ProbeLoop& m_probes;
    Expectation m_expect;
    CheckRequest m_request;
    QTimer m_timer;
    std::unique_ptr<ProbeHandle> m_running;
    int m_wanted = goodAnswers;
    int m_good = 0;
};

} // namespace Gatewatch
