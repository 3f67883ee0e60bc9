// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/monitor/ruling.h>
#include <engine/net/prepare.h>

#include <QObject>
#include <QTimer>

namespace Gatewatch {

class LocalGate;

/// Waits until an address has answered well some times in a row. Polite: one request every ten seconds while it fails
/// (every second on this computer itself), two seconds apart once it begins to answer. What our own network explains,
/// or cannot be measured for another reason, counts neither for nor against the address. Deleting it ends the wait.
class Watch final : public QObject {
    Q_OBJECT
public:
    static constexpr int goodAnswers = 3;

    Watch(
        ProbeLoop& probes, LocalGate& gate, const Check& check, const QString& userAgent,
        const SecretLookup& secrets = environmentSecret, QObject* parent = nullptr);
    void start(int goodAnswersWanted = goodAnswers);

signals:
    /// After every try, before what follows from it.
    void heard(const Gatewatch::Exchange& exchange, const Gatewatch::Judgement& judgement);
    void progress(int goodInARow);
    void recovered();

private:
    void ask();
    void answered(const Exchange& exchange);
    void ruled(const Exchange& exchange, const Ruling& ruling);

    ProbeLoop& m_probes;
    LocalGate& m_gate;
    Check m_check;
    CheckRequest m_request;
    QTimer m_timer;
    std::unique_ptr<ProbeHandle> m_running;
    int m_wanted = goodAnswers;
    int m_good = 0;
    int m_tries = 0;
    bool m_isDown = false; ///< as the newest try that could be measured said
};

} // namespace Gatewatch
