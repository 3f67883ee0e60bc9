// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/servicemodel.h>
#include <widgets/theme.h>

#include <QStyledItemDelegate>

namespace Gatewatch {

/// Paints a row: shape, name and what is the matter, one number, the last results as ticks. Words are made here.
class ServiceDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ServiceDelegate(Session& session, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(
        QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

    /// The second line: "Down for 6 min", "They say: all fine".
    [[nodiscard]] static QString lineOf(const ServiceRow& row, TimePoint now);
    /// Why it is in this state, in one number: "502", "84 ms", "–".
    [[nodiscard]] static QString numberOf(const ServiceRow& row);

private:
    void paintTicks(QPainter& painter, const QRect& rect, const QList<Outcome>& ticks, const Theme& theme) const;

    Session& m_session;
};

} // namespace Gatewatch
