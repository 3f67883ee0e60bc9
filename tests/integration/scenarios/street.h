// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <integration/scenarios/world.h>
#include <support/certificates.h>
#include <support/farnetwork.h>

namespace Gatewatch::Scenarios {

/// A small internet for one world, in an OwnNetwork: at home a computer behind a router, which names things; far away
/// a connectivity check, two control sites and two public name servers, all well; and room for a shop. Whatever a world
/// changes of addresses, routes and files is undone with it.
class Street final {
public:
    static constexpr const char* router = FarNetwork::router;
    static constexpr const char* shop = "198.51.100.10";
    static constexpr const char* otherFront = "198.51.100.11";
    static constexpr const char* silence = "198.51.100.150"; ///< whatever is sent there is dropped
    static constexpr const char* forbidden = "198.51.100.151"; ///< the router says that it lets nothing through to it
    static constexpr const char* publicResolvers[]{"198.51.100.53", "198.51.100.54"};

    explicit Street(Scene& scene);
    ~Street();
    Q_DISABLE_COPY_MOVE(Street)

    [[nodiscard]] FarNetwork& far() const;
    /// Whose certificates the checks trust.
    [[nodiscard]] const Certificate& trusted() const { return m_trusted.certificate(); }
    /// A name server at that address; without records of its own it still knows the neighbours, nothing else of "test".
    void names(const QByteArray& records, const char* address = router);
    /// The router and both public name servers know the shop at these addresses.
    void shopIsAt(const QByteArrayList& addresses);
    /// What serves there and speaks; its address by name.
    QUrl plain(const char* name, const char* address, HostileServer::Script script = answers(goodPage));
    /// The same in TLS, with a certificate by this issuer, or by the trusted one.
    QUrl secure(
        const char* name, const char* address, HostileServer::Script script = answers(goodPage),
        const Certificate* issuer = nullptr, const CertificateWish& wish = {});
    Gateway*
    gateway(Gateway::Product product, const QByteArray& configuration, const char* address = router, quint16 port = 0);
    /// Neighbours that this issuer vouches for, with such certificates, and whose answers have this Date field.
    void
    meetNeighbours(const Certificate* issuer = nullptr, const CertificateWish& wish = {}, const QByteArray& date = {});
    void hosts(const QByteArray& lines);
    /// Runs `ip` at home, and its opposite at the end of the world.
    void ip(const QString& change, const QString& back = {});
    void ipThere(const QString& change, const QString& back);

private:
    void forward();

    Scene& m_scene;
    TestAuthority m_trusted;
    QStringList m_back, m_backThere;
};

} // namespace Gatewatch::Scenarios
