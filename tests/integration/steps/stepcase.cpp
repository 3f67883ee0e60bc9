// SPDX-License-Identifier: GPL-3.0-or-later
#include <integration/steps/stepcase.h>

namespace Gatewatch::Scenarios {

using namespace Qt::StringLiterals;

const QByteArray badPage = page(502, "Bad Gateway", "<h1>Something is wrong</h1>");

StepCase skipped(const QByteArray& step, const QString& name, std::function<void(Scene&)> build, const QString& why)
{
    StepCase row{step, name, std::move(build), why};
    row.state = StepState::Skipped;
    return row;
}

Variable::Variable(const char* name, const QByteArray& value)
    : m_name(name)
{
    qputenv(m_name.constData(), value);
}

Variable::~Variable()
{
    qunsetenv(m_name.constData());
}

void serving(Scene& scene, HostileServer::Script script)
{
    scene.ask(QUrl(u"http://127.0.0.1:%1/"_s.arg(scene.origin(std::move(script)))));
}

void closedDoor(Scene& scene)
{
    scene.ask(QUrl(u"http://127.0.0.1:%1/"_s.arg(scene.closedPort())));
}

void unsafe(Scene& scene)
{
    serving(scene, answers(badPage));
    scene.request.check.method = u"POST"_s;
    scene.sawStatus(502);
}

Street& shopping(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours();
    made.shopIsAt({Street::shop});
    scene.ask(made.secure("shop.test", Street::shop));
    return made;
}

} // namespace Gatewatch::Scenarios
