// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/namedsecret.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

QString explain(const MissingSecret& missing)
{
    const QString& name = missing.name.text;
    switch (missing.why) {
    case SecretProblem::None:
        return {};
    case SecretProblem::NotSet:
        return u"%1 is not set on this computer"_s.arg(name);
    case SecretProblem::NotFound:
        return u"the keychain has no entry \"%1\""_s.arg(name);
    case SecretProblem::Locked:
        return u"secrets are locked; the keychain must be unlocked for \"%1\""_s.arg(name);
    case SecretProblem::NoKeychain:
        return u"there is no keychain here for \"%1\"; a variable can be named instead: {\"env\": \"NAME\"}"_s.arg(
            name);
    case SecretProblem::NoAnswer:
        return u"the keychain does not answer for \"%1\""_s.arg(name);
    case SecretProblem::Failed:
        return u"the keychain reports an error for \"%1\""_s.arg(name);
    case SecretProblem::Unusable:
        return u"\"%1\" holds a line break or another control character, which no header may have"_s.arg(name);
    }
    Q_UNREACHABLE();
}

QString explain(const QList<MissingSecret>& missing)
{
    QStringList sentences;
    for (const MissingSecret& each : missing)
        sentences.append(explain(each));
    return sentences.join(u", and "_s);
}

} // namespace Gatewatch
