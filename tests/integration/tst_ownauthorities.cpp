// SPDX-License-Identifier: GPL-3.0-or-later
// A file of authorities stands instead of what the system believes, which here believes one more than that file.
#include <support/certificates.h>
#include <support/hostilecase.h>
#include <support/ownnetwork.h>

#include <QFile>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const OwnNetwork* network = nullptr;

} // namespace

class OwnAuthoritiesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!network->error().isEmpty())
            QSKIP(qPrintable(network->error()));
        // Debian's folder, in this world only.
        QVERIFY(OwnNetwork::run(u"mount -t tmpfs none /etc/ssl/certs"_s));
        QVERIFY(QFile::copy(QFile::decodeName(m_systems.file()), u"/etc/ssl/certs/systems.pem"_s));
        QVERIFY(OwnNetwork::run(u"openssl rehash /etc/ssl/certs"_s));
        QVERIFY(QFile::copy(QFile::decodeName(m_systems.file()), u"/etc/ssl/certs/ca-certificates.crt"_s));
    }

    void whomToBelieve_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<Failure>("failure");
        QTest::newRow("the system") << QByteArray() << Failure::Ok;
        QTest::newRow("a file that agrees") << m_systems.file() << Failure::Ok;
        QTest::newRow("a file that knows another") << m_users.file() << Failure::TlsCertAuthorityInvalid;
        QTest::newRow("one of the same name in the file") << m_namesakes.file() << Failure::TlsCertInvalid;
        QTest::newRow("the system again") << QByteArray() << Failure::Ok;
    }
    void whomToBelieve()
    {
        QFETCH(QByteArray, file);
        QFETCH(Failure, failure);
        const auto context = serverContext({.own = makeServerCertificate(m_systems.certificate())});
        HostileServer server([&context](HostilePeer& peer) {
            if (peer.startTls(context.get()) && !peer.readRequest().isEmpty())
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        ProbeRequest request;
        request.url = QUrl(u"https://127.0.0.1:%1/"_s.arg(server.port()));
        request.timeout = hostileDeadline;
        request.caFile = file;
        QCOMPARE(idOf(measured(request).failure), idOf(failure));
    }

private:
    const TestAuthority m_systems;
    const TestAuthority m_namesakes;
    const TestAuthority m_users{"Authority of the user"};
};

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    network = &own;
    QCoreApplication application(argc, argv);
    OwnAuthoritiesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ownauthorities.moc"
