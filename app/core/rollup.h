// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>

#include <QByteArray>

#include <vector>

namespace Gatewatch {

/// How many latencies fell where, in bins that grow by 4 %: a percentile is off by 2 % at most, whatever its size, and
/// merging is exact. Only bins that were hit take room, in memory and in the file.
class Histogram {
public:
    /// Counts a latency; below 1 µs it counts as 1 µs.
    void add(Micros latency);
    void merge(const Histogram& other);
    [[nodiscard]] qint64 count() const;
    /// Nearest rank: the latency (in µs) that `share` (0…1) of all do not exceed. Empty when nothing was counted.
    [[nodiscard]] std::optional<double> percentile(double share) const;

    /// Pairs of LEB128 numbers: distance to the bin before, count.
    [[nodiscard]] QByteArray toBytes() const;
    /// Empty when these are not the bytes of a histogram: the file may have been written by anybody.
    static std::optional<Histogram> fromBytes(QByteArrayView bytes);

    bool operator==(const Histogram&) const = default;

private:
    struct Bin {
        quint32 index = 0;
        quint32 count = 0;
        bool operator==(const Bin&) const = default;
    };
    std::vector<Bin> m_bins; // by index
};

/// All samples of one check in one stretch of time. Latencies are those of good and slow answers: a failure is not a
/// latency.
struct Bucket {
    TimePoint start{};
    Millis width{0};
    int measured = 0; ///< up, slow and down
    int failed = 0;
    int slow = 0;
    int notMeasured = 0;
    std::optional<Micros> min, max;
    Micros sum{0}; ///< of all latencies
    Histogram histogram;
    bool operator==(const Bucket&) const = default;

    void add(const Sample& sample);
    /// Adds the other's counts; start and width stay. Exact: the order of merging makes no difference.
    void merge(const Bucket& other);
    /// In ms, within 2 % and never outside min…max; `share` is 0…1.
    [[nodiscard]] std::optional<double> percentileMs(double share) const;
    [[nodiscard]] bool isEmpty() const { return measured == 0 && notMeasured == 0; }
};

/// The start of the stretch of that width, counted from 1970-01-01T00:00Z, which holds `at`. Works before 1970 as well.
TimePoint floorTo(TimePoint at, Millis width);

/// Samples in buckets of that width, in order of time. The samples may be in any order.
QList<Bucket> bucketsOf(const QList<Sample>& samples, Millis width);

} // namespace Gatewatch
