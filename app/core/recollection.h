// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/facts.h>
#include <core/sample.h>

#include <QHash>

namespace Gatewatch {

/// Where the good answers of a check came from, of late. None that a proxy chose.
struct GoodAddresses {
    QString host; ///< that was asked; of another one they say nothing
    QStringList addresses; ///< numeric, 4 at most, the newest first
    bool operator==(const GoodAddresses&) const = default;
};

/// What the checks measured of late, in short, for a diagnosis that asks how it was before a fault. A plain value, of a
/// bounded size for each check.
class Recollection {
public:
    /// So many entries of one check. Good answers of one minute are one entry, and so are failures alike that follow
    /// each other, so that it reaches back two hours at least, however often it is asked and however long it fails;
    /// less only where good and bad answers alternate.
    static constexpr qsizetype remembered = 120;
    /// What counts as the time just before a fault.
    static constexpr Seconds lately{600};

    /// What earlier runs of the program measured, oldest first; before anything else.
    void restore(const QHash<CheckId, QList<Sample>>& samples);
    /// goodAddresses() of earlier runs of the program; before anything else.
    void restoreAddresses(const QHash<CheckId, GoodAddresses>& addresses);
    void measured(const Sample& sample);
    /// The check asks this host: what is remembered of the addresses of another one is forgotten.
    void asks(const CheckId& check, const QString& host);
    /// A good answer came from this address, which no proxy chose. Whether goodAddresses() are worth keeping anew: with
    /// an address that was none of them, and with another order of them once an hour.
    bool answered(const CheckId& check, const QString& address, TimePoint at);
    [[nodiscard]] GoodAddresses goodAddresses(const CheckId& check) const;
    /// All that something is remembered of.
    [[nodiscard]] QList<CheckId> checks() const { return m_past.keys(); }
    /// The check looks elsewhere now, or is gone.
    void forget(const CheckId& check);
    /// How it was before the fault that began at `since`, or, without that, with the failures at the end of what is
    /// remembered. Empty when nothing good from before it is remembered.
    [[nodiscard]] std::optional<BeforeFact> before(const CheckId& check, std::optional<TimePoint> since) const;

private:
    enum class Kind { Good, Failed, Busy };
    /// Runs alike, in short.
    struct Runs {
        TimePoint first{}, last{};
        Kind kind = Kind::Good;
        int count = 0;
        Micros total{0}; ///< the mean of them
    };
    struct Past {
        QList<Runs> runs; ///< oldest first
        GoodAddresses good;
        TimePoint kept{}; ///< when the order of them was last worth keeping
    };

    static std::optional<Kind> kindOf(const Sample& sample);
    QHash<CheckId, Past> m_past;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::GoodAddresses)
