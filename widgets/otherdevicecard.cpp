// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/otherdevicecard.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <memory>
#include <qrencode.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int quietZone = 4; ///< modules around it, ISO/IEC 18004 section 9.1
constexpr int codeSide = 168;

/// Dark on light in every theme, for cameras need it so.
class Code final : public QWidget {
public:
    explicit Code(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(codeSide, codeSide);
    }
    void setText(const QByteArray& text)
    {
        m_code.reset(QRcode_encodeString8bit(text.constData(), 0, QR_ECLEVEL_M)); // null when it is too long
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), Qt::white);
        if (!m_code)
            return;
        const int modules = m_code->width + 2 * quietZone;
        const double scale = static_cast<double>(width()) / modules;
        painter.scale(scale, scale);
        for (int y = 0; y < m_code->width; ++y) {
            for (int x = 0; x < m_code->width; ++x) {
                if (m_code->data[y * m_code->width + x] & 1)
                    painter.fillRect(QRectF(x + quietZone, y + quietZone, 1, 1), Qt::black);
            }
        }
    }

private:
    struct Free {
        void operator()(QRcode* code) const { QRcode_free(code); }
    };
    std::unique_ptr<QRcode, Free> m_code;
};

} // namespace

OtherDeviceCard::OtherDeviceCard(QWidget* parent)
    : Card(tr("Try another device"), parent)
    , m_code(new Code(this))
    , m_address(plainLabel({}, TextRole::Dim, this, true))
    , m_sameNetwork(new CheckBox(tr("The phone is in the same Wi-Fi as this computer"), this))
{
    setObjectName(u"otherDeviceCard"_s);
    m_code->setAccessibleName(tr("The address as a code for a phone's camera"));
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sameNetwork->setObjectName(u"sameNetwork"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(20);
    row->addWidget(m_code, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(8);
    words->addWidget(plainLabel(
        tr("Point the phone's camera at the code. Turn its Wi-Fi off first, if you can: then it takes another way, "
           "which tells more."),
        TextRole::Body, this, true));
    words->addWidget(m_address);
    words->addWidget(m_sameNetwork);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (const bool works : {true, false}) {
        auto* button = makeButton(works ? tr("It works there") : tr("It fails there too"), ButtonKind::Normal, this);
        button->setObjectName(works ? u"worksThere"_s : u"sameThere"_s);
        connect(button, &QPushButton::clicked, this, [this, works] { answer(works); });
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    words->addLayout(buttons);
    words->addStretch(1);
    row->addLayout(words, 1);
    body()->addLayout(row);
    setFocusProxy(m_sameNetwork);
    hide();
}

QUrl OtherDeviceCard::withoutSecrets(const QUrl& address)
{
    return address.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

void OtherDeviceCard::offer(const QUrl& address)
{
    const QByteArray text = withoutSecrets(address).toEncoded();
    static_cast<Code*>(m_code)->setText(text);
    m_address->setText(QString::fromLatin1(text));
    m_sameNetwork->setChecked(false);
    show();
}

void OtherDeviceCard::answer(bool works)
{
    hide();
    emit answered({works, m_sameNetwork->isChecked()});
}

} // namespace Gatewatch
