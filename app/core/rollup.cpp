// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/rollup.h>

#include <QMap>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Gatewatch {
namespace {

// The middle of a bin is off by sqrt(1.04) - 1 = 1.98 % at most.
constexpr double kRatio = 1.04;
// 1.04^1200 µs is 8,000 years: more than any latency, little enough to keep a made-up file from asking for memory.
constexpr quint32 kMaxIndex = 1200;

quint32 indexOf(Micros latency)
{
    const auto micros = static_cast<double>(std::max<Micros::rep>(latency.count(), 1));
    return std::min(static_cast<quint32>(std::log(micros) / std::log(kRatio)), kMaxIndex);
}

double middleOf(quint32 index)
{
    return std::pow(kRatio, index + 0.5);
}

void writeNumber(QByteArray& bytes, quint32 number)
{
    while (number >= 0x80) {
        bytes.append(static_cast<char>(number | 0x80));
        number >>= 7;
    }
    bytes.append(static_cast<char>(number));
}

std::optional<quint32> readNumber(QByteArrayView bytes, qsizetype& position)
{
    quint64 number = 0;
    for (int shift = 0; shift < 35 && position < bytes.size(); shift += 7) {
        const auto byte = static_cast<quint8>(bytes[position++]);
        number |= static_cast<quint64>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number <= std::numeric_limits<quint32>::max() ? std::optional(static_cast<quint32>(number))
                                                                 : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

void Histogram::add(Micros latency)
{
    const quint32 index = indexOf(latency);
    const auto bin = std::lower_bound(
        m_bins.begin(), m_bins.end(), index, [](const Bin& each, quint32 value) { return each.index < value; });
    if (bin != m_bins.end() && bin->index == index)
        ++bin->count;
    else
        m_bins.insert(bin, Bin{index, 1});
}

void Histogram::merge(const Histogram& other)
{
    std::vector<Bin> merged;
    merged.reserve(m_bins.size() + other.m_bins.size());
    auto mine = m_bins.cbegin();
    auto theirs = other.m_bins.cbegin();
    while (mine != m_bins.cend() || theirs != other.m_bins.cend()) {
        if (theirs == other.m_bins.cend() || (mine != m_bins.cend() && mine->index < theirs->index)) {
            merged.push_back(*mine++);
        } else if (mine == m_bins.cend() || theirs->index < mine->index) {
            merged.push_back(*theirs++);
        } else {
            merged.push_back({mine->index, mine->count + theirs->count});
            ++mine;
            ++theirs;
        }
    }
    m_bins = std::move(merged);
}

qint64 Histogram::count() const
{
    qint64 sum = 0;
    for (const Bin& bin : m_bins)
        sum += bin.count;
    return sum;
}

std::optional<double> Histogram::percentile(double share) const
{
    const qint64 all = count();
    if (all == 0)
        return std::nullopt;
    const qint64 rank = std::clamp(static_cast<qint64>(std::ceil(share * static_cast<double>(all))), qint64(1), all);
    qint64 seen = 0;
    for (const Bin& bin : m_bins) {
        seen += bin.count;
        if (seen >= rank)
            return middleOf(bin.index);
    }
    return middleOf(m_bins.back().index);
}

QByteArray Histogram::toBytes() const
{
    QByteArray bytes;
    quint32 before = 0;
    for (const Bin& bin : m_bins) {
        writeNumber(bytes, bin.index - before);
        writeNumber(bytes, bin.count);
        before = bin.index;
    }
    return bytes;
}

std::optional<Histogram> Histogram::fromBytes(QByteArrayView bytes)
{
    Histogram histogram;
    qsizetype position = 0;
    quint32 index = 0;
    while (position < bytes.size()) {
        const auto distance = readNumber(bytes, position);
        const auto count = readNumber(bytes, position);
        if (!distance || !count || *count == 0 || *distance > kMaxIndex - index)
            return std::nullopt;
        if (*distance == 0 && !histogram.m_bins.empty())
            return std::nullopt;
        index += *distance;
        histogram.m_bins.push_back({index, *count});
    }
    return histogram;
}

void Bucket::add(const Sample& sample)
{
    switch (sample.outcome) {
    case Outcome::NotMeasured:
        ++notMeasured;
        return;
    case Outcome::Down:
        ++measured;
        ++failed;
        return;
    case Outcome::Slow:
        ++slow;
        break;
    case Outcome::Up:
        break;
    }
    ++measured;
    min = std::min(min.value_or(sample.total), sample.total);
    max = std::max(max.value_or(sample.total), sample.total);
    sum += sample.total;
    histogram.add(sample.total);
}

void Bucket::merge(const Bucket& other)
{
    measured += other.measured;
    failed += other.failed;
    slow += other.slow;
    notMeasured += other.notMeasured;
    if (other.min)
        min = std::min(min.value_or(*other.min), *other.min);
    if (other.max)
        max = std::max(max.value_or(*other.max), *other.max);
    sum += other.sum;
    histogram.merge(other.histogram);
}

std::optional<double> Bucket::percentileMs(double share) const
{
    const auto micros = histogram.percentile(share);
    if (!micros || !min || !max || *min > *max)
        return std::nullopt;
    return std::clamp(*micros, static_cast<double>(min->count()), static_cast<double>(max->count())) / 1000.0;
}

TimePoint floorTo(TimePoint at, Millis width)
{
    const auto rest = at.time_since_epoch() % width;
    return at - (rest < Millis(0) ? rest + width : rest);
}

QList<Bucket> bucketsOf(const QList<Sample>& samples, Millis width)
{
    QMap<TimePoint, Bucket> buckets;
    for (const Sample& sample : samples) {
        const TimePoint start = floorTo(sample.at, width);
        Bucket& bucket = buckets[start];
        bucket.start = start;
        bucket.width = width;
        bucket.add(sample);
    }
    return buckets.values();
}

} // namespace Gatewatch
