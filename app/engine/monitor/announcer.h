// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/newsroom.h>

#include <QObject>
#include <QTimer>

#include <functional>

namespace Gatewatch {

class Engine;
class Rounds;

/// Tells what happened by the signals of the engine, in its order: samples and states in batches, at most four a
/// second; news at once, behind the samples that they follow from; and who was held back, when their moment is over.
class Announcer final : public QObject {
public:
    /// `held`: those who were held back, to be told now.
    Announcer(
        Engine& engine, ServiceBoard& board, const Rounds& rounds, const Newsroom& newsroom,
        std::function<QList<News>()> held);

    /// Told with the next batch.
    void add(const Sample& sample);
    /// Something else changed that batches tell.
    void wake();
    void tell(const QList<News>& news);
    /// Before news of a check: whoever hears of both hears them in their order.
    void tellSamples();
    /// Tells all that is left, and nothing afterwards by itself.
    void finish();

private:
    void tellHeld();
    void flush();

    Engine& m_engine;
    ServiceBoard& m_board;
    const Rounds& m_rounds;
    const Newsroom& m_newsroom;
    std::function<QList<News>()> m_held;
    QTimer m_batchTimer, m_heldTimer;
    QList<Sample> m_batch; ///< not told yet
};

} // namespace Gatewatch
