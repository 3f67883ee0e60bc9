// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <cli/secretinput.h>
#include <core/configrules.h>
#include <core/exporting.h>
#include <engine/net/prepare.h>
#include <engine/secrets/secretstore.h>

#include <QJsonArray>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// The desktop may ask for the password of the keychain meanwhile.
constexpr Millis patience{60000};

QString idOf(SecretProblem problem)
{
    switch (problem) {
    case SecretProblem::None:
        return u"there"_s;
    case SecretProblem::NotSet:
    case SecretProblem::NotFound:
        return u"not_there"_s;
    case SecretProblem::Locked:
        return u"locked"_s;
    case SecretProblem::NoKeychain:
        return u"no_keychain"_s;
    case SecretProblem::NoAnswer:
        return u"no_answer"_s;
    case SecretProblem::Failed:
    case SecretProblem::Unusable:
        return u"failed"_s;
    }
    Q_UNREACHABLE();
}

/// What came of storing or removing, for people and for scripts; never with the value.
int report(const Console& console, const QString& done, const QString& name, SecretProblem problem)
{
    if (console.json())
        console.document(
            {{u"schema"_s, u"gatewatch.secret/1"_s},
             {u"name"_s, name},
             {u"ok"_s, problem == SecretProblem::None},
             {u"problem"_s, problem == SecretProblem::None ? QJsonValue() : QJsonValue(idOf(problem))}});
    if (problem == SecretProblem::None)
        console.print(done);
    else
        console.note(
            u"gatewatch-cli: secret: nothing was changed: "_s
            + cleaned(explain(MissingSecret{{HeaderSetting::Source::Keychain, name}, problem})));
    return problem == SecretProblem::None ? AllIsWell : CouldNotTell;
}

class SetJob final : public QObject {
public:
    SetJob(const Console& console, const QString& name)
        : m_console(console)
        , m_name(name)
        , m_input(std::make_unique<SecretInput>())
    {
        if (m_input->isTerminal())
            m_console.note(u"Value of \"%1\" (it is not shown):"_s.arg(cleaned(name)));
        connect(m_input.get(), &SecretInput::entered, this, [this](const QByteArray& value) { store(value); });
        connect(&m_store, &SecretStore::written, this, [this](const QString&, SecretProblem problem) {
            finish(report(m_console, u"\"%1\" is in the keychain"_s.arg(cleaned(m_name)), m_name, problem));
        });
        startLimit();
    }

private:
    void store(const QByteArray& value)
    {
        if (m_input->isTerminal())
            m_console.note({}); // the line end that was typed is not shown either
        const QString text = QString::fromUtf8(value);
        if (value.isEmpty() || value.size() > SecretInput::mostBytes || text.toUtf8() != value) {
            m_console.note(u"gatewatch-cli: secret: the value must be text of 1 to 65,536 bytes on standard input"_s);
            return finish(WrongUse);
        }
        m_limit.start(patience);
        m_store.write(m_name, Secret(value));
    }

    void startLimit()
    {
        m_limit.setSingleShot(true);
        connect(&m_limit, &QTimer::timeout, this, [this] {
            finish(report(m_console, {}, m_name, SecretProblem::NoAnswer));
        });
    }

    const Console& m_console;
    QString m_name;
    std::unique_ptr<SecretInput> m_input;
    SecretStore m_store;
    QTimer m_limit;
};

class RemoveJob final : public QObject {
public:
    RemoveJob(const Console& console, const QString& name)
    {
        const auto told = [&console, name](SecretProblem problem) {
            finish(report(console, u"\"%1\" is not in the keychain any more"_s.arg(cleaned(name)), name, problem));
        };
        connect(
            &m_store, &SecretStore::removed, this, [told](const QString&, SecretProblem problem) { told(problem); });
        m_limit.setSingleShot(true);
        connect(&m_limit, &QTimer::timeout, this, [told] { told(SecretProblem::NoAnswer); });
        m_limit.start(patience);
        m_store.remove(name);
    }

private:
    SecretStore m_store;
    QTimer m_limit;
};

/// What the configuration names: a keychain does not list its entries.
class ListJob final : public QObject {
public:
    ListJob(const Console& console, const QSet<SecretName>& names)
        : m_console(console)
        , m_names(names.begin(), names.end())
    {
        std::ranges::sort(m_names, {}, &SecretName::text);
        connect(&m_store, &SecretStore::settled, this, [this] { tellWhenComplete(); });
        for (const SecretName& name : std::as_const(m_names))
            m_store.value(name);
        QMetaObject::invokeMethod(
            this, [this] { tellWhenComplete(); }, Qt::QueuedConnection);
    }

private:
    void tellWhenComplete()
    {
        const auto open = [this](const SecretName& name) { return m_store.isReading(name); };
        if (m_told || std::ranges::any_of(m_names, open))
            return;
        m_told = true;
        bool complete = true;
        QJsonArray rows;
        for (const SecretName& name : std::as_const(m_names)) {
            const QString state = idOf(m_store.problemOf(name));
            const bool variable = name.source == HeaderSetting::Source::Environment;
            complete = complete && m_store.problemOf(name) == SecretProblem::None;
            rows.append(QJsonObject{
                {u"name"_s, name.text}, {u"kind"_s, variable ? u"env"_s : u"secret"_s}, {u"state"_s, state}});
            m_console.print(u"%1  %2 (%3)"_s.arg(
                QString(state).replace(u'_', u' ').leftJustified(11), cleaned(name.text),
                variable ? u"variable"_s : u"keychain"_s));
        }
        if (m_console.json())
            m_console.document({{u"schema"_s, u"gatewatch.secrets/1"_s}, {u"secrets"_s, rows}});
        if (m_names.isEmpty())
            m_console.note(u"The configuration names no secrets"_s);
        finish(complete ? AllIsWell : ProblemFound);
    }

    const Console& m_console;
    QList<SecretName> m_names;
    SecretStore m_store;
    bool m_told = false;
};

} // namespace

Started runSecret(const Invocation& invocation)
{
    const QString action = invocation.arguments.value(0);
    const QString name = invocation.arguments.value(1);
    const qsizetype words = invocation.arguments.size();
    if (action == "list"_L1 && words == 1) {
        const auto loaded = loadConfig(invocation);
        if (!loaded)
            return wrongUse(invocation, loaded.reason());
        return std::make_unique<ListJob>(invocation.console, secretsOf(loaded->config.services));
    }
    if (action != "set"_L1 && action != "remove"_L1)
        return wrongUse(
            invocation,
            u"secret: set NAME, remove NAME or list is needed"_s
                + (action.isEmpty() ? QString() : u", is \"%1\""_s.arg(action)));
    if (words > 2) // and it is not repeated here: it may be the secret itself
        return wrongUse(
            invocation,
            u"secret: one NAME is needed; a value is read from standard input, for others can see the command line"_s);
    if (name.isEmpty())
        return wrongUse(invocation, u"secret %1: NAME is needed"_s.arg(action));
    if (action == "set"_L1)
        return std::make_unique<SetJob>(invocation.console, name);
    return std::make_unique<RemoveJob>(invocation.console, name);
}

} // namespace Gatewatch::Cli
