// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/alertrule.h>

namespace Gatewatch {
namespace {

struct Alert {
    const char* name;
    const char* expression; ///< with "{}" for the label that names the address
    const char* pending; ///< how long it has to last
    const char* summary; ///< with "{}" for the host
};

/// Between double quotes of PromQL, inside single quotes of YAML.
QString quoted(QString text)
{
    text.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return text.replace(u'\'', QStringLiteral("''"));
}

/// The label that blackbox_exporter's usual relabelling gives the address.
QString instanceOf(const QUrl& url)
{
    const QString address =
        url.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    return QStringLiteral("{instance=\"%1\"}").arg(quoted(address));
}

Alert alertOf(const World& world)
{
    const Failure failure = world.failure();
    if (failure == Failure::TlsCertDateInvalid)
        return {
            "CertificateEnds", "probe_ssl_earliest_cert_expiry{} - time() < 14 * 86400", "1h",
            "The certificate of {} ends within 14 days"};
    if (failure == Failure::HttpError && world.status() >= 500)
        return {"ServerError", "probe_http_status_code{} >= 500", "2m", "{} answers with a server error"};
    if (failure == Failure::HttpError && world.status() == 429)
        return {"Throttled", "probe_http_status_code{} == 429", "2m", "{} says that it is asked too often"};
    switch (stageOf(failure)) {
    case Stage::Resolve:
    case Stage::Connect:
    case Stage::Secure:
        return {"ProbeFails", "probe_success{} == 0", "2m", "{} cannot be reached"};
    case Stage::Request:
    case Stage::Response:
        return {"ProbeFails", "probe_success{} == 0", "2m", "{} gives no usable answer"};
    case Stage::None:
    case Stage::Local:
        break;
    }
    return {};
}

} // namespace

QString alertRuleFor(const World& world)
{
    const Alert alert = world.failsNow() && !world.challenged() ? alertOf(world) : Alert{};
    if (!alert.name)
        return {};
    QString expression = QString::fromLatin1(alert.expression);
    expression.replace(QStringLiteral("{}"), instanceOf(world.about.target));
    QString summary = QString::fromLatin1(alert.summary);
    summary.replace(QStringLiteral("{}"), quoted(world.about.target.host(QUrl::FullyEncoded)));
    return QStringLiteral("groups:\n"
                          "  - name: gatewatch\n"
                          "    rules:\n"
                          "      - alert: %1\n"
                          "        expr: '%2'\n"
                          "        for: %3\n"
                          "        labels:\n"
                          "          severity: page\n"
                          "        annotations:\n"
                          "          summary: '%4'\n")
        .arg(QString::fromLatin1(alert.name), expression, QString::fromLatin1(alert.pending), summary);
}

} // namespace Gatewatch
