// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/dnsprobe.h>

#include <QHostAddress>

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int caa = 257; // RFC 8659; older headers lack its name

/// Reads the data of one record from its beginning; once something does not fit, everything that follows is empty.
class RecordReader {
public:
    RecordReader(const ns_msg& message, const ns_rr& record)
        : m_message(message)
        , m_at(ns_rr_rdata(record))
        , m_end(m_at + ns_rr_rdlen(record))
    {
    }

    uint number(int bytes)
    {
        uint value = 0;
        for (const uchar each : raw(bytes))
            value = value << 8 | each;
        return value;
    }

    QString name()
    {
        char text[NS_MAXDNAME] = {};
        const int length =
            m_good ? ns_name_uncompress(ns_msg_base(m_message), ns_msg_end(m_message), m_at, text, sizeof(text)) : -1;
        m_good = length >= 0 && length <= m_end - m_at;
        if (!m_good)
            return {};
        m_at += length;
        return QString::fromLatin1(text);
    }

    QByteArray raw(qsizetype bytes)
    {
        m_good = m_good && bytes <= m_end - m_at;
        if (!m_good)
            return {};
        const QByteArray part(reinterpret_cast<const char*>(m_at), bytes);
        m_at += bytes;
        return part;
    }

    [[nodiscard]] qsizetype left() const { return m_end - m_at; }
    [[nodiscard]] bool good() const { return m_good; }

private:
    const ns_msg& m_message;
    const uchar* m_at;
    const uchar* m_end;
    bool m_good = true;
};

QString textOf(RecordReader& reader)
{
    QByteArray text; // the strings of one record belong together (RFC 7208 section 3.3)
    while (reader.good() && reader.left() > 0)
        text += reader.raw(reader.number(1));
    return QString::fromUtf8(text).simplified(); // one line, whatever came
}

QString valueOf(RecordReader& reader, int type)
{
    QStringList parts;
    const auto numbers = [&](int count, int bytes) {
        for (int i = 0; i < count; ++i)
            parts.append(QString::number(reader.number(bytes)));
    };
    switch (type) {
    case ns_t_a:
        return QHostAddress(reader.number(4)).toString();
    case ns_t_aaaa:
        if (const QByteArray bytes = reader.raw(16); bytes.size() == 16)
            return QHostAddress(reinterpret_cast<const quint8*>(bytes.constData())).toString();
        return {};
    case ns_t_txt:
        return textOf(reader);
    case ns_t_mx:
        numbers(1, 2);
        parts.append(reader.name());
        break;
    case ns_t_srv:
        numbers(3, 2);
        parts.append(reader.name());
        break;
    case ns_t_soa:
        parts.append(reader.name());
        parts.append(reader.name());
        numbers(5, 4);
        break;
    case caa: {
        numbers(1, 1);
        parts.append(QString::fromLatin1(reader.raw(reader.number(1))));
        parts.append(u'"' + QString::fromUtf8(reader.raw(reader.left())) + u'"');
        break;
    }
    default: // CNAME, NS and PTR are one name
        return reader.name();
    }
    return parts.join(u' ');
}

} // namespace

int typeNumber(const QString& record)
{
    static constexpr int numbers[] = {ns_t_a,   ns_t_aaaa, ns_t_cname, ns_t_mx,  ns_t_ns,
                                      ns_t_ptr, ns_t_soa,  ns_t_srv,   ns_t_txt, caa};
    return numbers[std::max<qsizetype>(0, dnsRecords().indexOf(record))];
}

QStringList recordsIn(const QByteArray& answer, const QString& record)
{
    ns_msg message;
    const int type = typeNumber(record);
    if (ns_initparse(reinterpret_cast<const uchar*>(answer.constData()), static_cast<int>(answer.size()), &message)
        != 0)
        return {};
    QStringList values;
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
        ns_rr each;
        if (ns_parserr(&message, ns_s_an, i, &each) != 0)
            return {};
        if (ns_rr_type(each) != type)
            continue;
        RecordReader reader(message, each);
        const QString value = valueOf(reader, type);
        if (!reader.good())
            return {};
        values.append(value);
    }
    return values;
}

} // namespace Gatewatch
