// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/secrets/keychain.h>

#include <QHash>
#include <QPointer>

#include <vector>

namespace Gatewatch {

/// A keychain whose state is a variable. What is asked while it is silent is answered when it speaks again.
class FakeKeychain final : public Keychain {
public:
    State state = State::Open;
    bool silent = false;
    QHash<QString, QByteArray> entries;
    int reads = 0;

    void read(QObject* context, const QString& entry, ReadDone done) override
    {
        ++reads;
        later(context, [this, entry, done] {
            if (const Answer problem = problemNow(); problem != Answer::Done)
                done(problem, {});
            else if (entries.contains(entry))
                done(Answer::Done, Secret(entries.value(entry)));
            else
                done(Answer::NotFound, {});
        });
    }
    void write(QObject* context, const QString& entry, const Secret& value, Done done) override
    {
        later(context, [this, entry, bytes = value.reveal(), done] {
            const Answer problem = problemNow();
            if (problem == Answer::Done)
                entries.insert(entry, bytes);
            done(problem);
        });
    }
    void remove(QObject* context, const QString& entry, Done done) override
    {
        later(context, [this, entry, done] {
            entries.remove(entry);
            done(problemNow());
        });
    }
    void askState(QObject* context, std::function<void(State)> done) override
    {
        later(context, [this, done] { done(state); });
    }
    /// How many of those who asked were still there to hear it.
    int speak()
    {
        silent = false;
        int heard = 0;
        for (const auto& [context, call] : std::exchange(m_waiting, {})) {
            if (!context)
                continue;
            call();
            ++heard;
        }
        return heard;
    }

private:
    [[nodiscard]] Answer problemNow() const
    {
        switch (state) {
        case State::Locked:
            return Answer::Locked;
        case State::Absent:
            return Answer::Absent;
        case State::Open:
        case State::Unknown:
            break;
        }
        return Answer::Done;
    }
    void later(QObject* context, std::function<void()> call)
    {
        if (silent)
            m_waiting.emplace_back(context, std::move(call));
        else
            QMetaObject::invokeMethod(context, std::move(call), Qt::QueuedConnection);
    }
    std::vector<std::pair<QPointer<QObject>, std::function<void()>>> m_waiting;
};

} // namespace Gatewatch
