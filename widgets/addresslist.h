// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace Gatewatch {

class Session;

/// Every outside address that is asked besides the services themselves, each with what it is for and a way to remove
/// it.
class AddressList final : public QWidget {
    Q_OBJECT
public:
    explicit AddressList(Session& session, QWidget* parent = nullptr);
    /// Made anew only when the addresses have changed.
    void refresh();

private:
    void fill();
    void add(const QString& address, const QString& purpose, const std::function<void(Config&)>& remove);

    Session& m_session;
    QVBoxLayout* m_layout;
    QWidget* m_rows = nullptr;
    Config m_shown; ///< what the rows were made from
};

} // namespace Gatewatch
