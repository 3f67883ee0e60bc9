// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/nginx.h>

#include <QTest>

using namespace Gatewatch;

/// The gateway that the other integration tests rely on does what they think it does.
class TestNginxTest : public QObject {
    Q_OBJECT
private slots:
    void answers502UntilItsOriginRuns()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed");
        TestOrigin origin;
        TestNginx nginx;
        QVERIFY2(nginx.start(origin.port()), nginx.errorLog().constData());
        QVERIFY(ask(nginx).startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: nginx/"));
        QVERIFY(origin.start());
        QVERIFY(ask(nginx).endsWith("<h1>All is well</h1>"));
        origin.stop();
        QVERIFY(ask(nginx).startsWith("HTTP/1.1 502 "));
        QVERIFY(nginx.errorLog().contains("connect() failed (111"));
        QCOMPARE(origin.requests(), 1);
    }

private:
    static QByteArray ask(const TestNginx& nginx)
    {
        QTcpSocket socket;
        QByteArray answer;
        connect(&socket, &QTcpSocket::readyRead, &socket, [&] { answer += socket.readAll(); });
        socket.connectToHost(QStringLiteral("127.0.0.1"), nginx.port());
        socket.write("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        [&] { QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState); }();
        return answer;
    }
};

QTEST_GUILESS_MAIN(TestNginxTest)
#include "tst_testnginx.moc"
