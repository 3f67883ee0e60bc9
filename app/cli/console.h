// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>
#include <core/servicestate.h>
#include <core/statuspage/statusreport.h>

#include <QJsonObject>
#include <QString>

namespace Gatewatch::Cli {

enum class Paint { Plain, Bold, Dim, Good, Warning, Bad };
enum class ColorWhen { Auto, Always, Never };

/// Where the program writes. What a command is asked for goes to standard output; with --json that is one document
/// only, and all sentences for people go to standard error.
class Console {
public:
    Console(bool json, ColorWhen color);

    [[nodiscard]] bool json() const { return m_json; }
    /// Standard output is a terminal: lines may come while the work goes on.
    [[nodiscard]] bool isLive() const;
    /// Something for standard output could not be written (a full disk, a reader that went away). That was said then,
    /// unless the reader went away, and the event loop was left: the program ends with CouldNotTell.
    [[nodiscard]] bool isLost() const { return m_lost; }
    /// A line for people: standard output, or standard error with --json.
    void print(const QString& line = {}) const;
    /// A line for people beside the result: always standard error.
    void note(const QString& line) const;
    /// The one document.
    void document(const QJsonObject& object) const;
    /// One line of JSON lines.
    void jsonLine(const QJsonObject& object) const;
    /// Bytes of a file as they are.
    void raw(const QByteArray& bytes) const;
    /// The text in colour where the line will be printed in colour.
    [[nodiscard]] QString paint(const QString& text, Paint paint) const;

private:
    void out(const QByteArray& bytes) const;

    bool m_json;
    bool m_color;
    mutable bool m_lost = false;
};

/// Text from outside made safe for a terminal: no control characters, no direction overrides.
QString cleaned(const QString& text);

// Shapes and words beside every colour: never colour alone (WCAG 2.2, 1.4.1).
QString glyphOf(State state);
QString glyphOf(Outcome outcome);
QString glyphOf(Indicator indicator);
Paint paintOf(State state);
Paint paintOf(Outcome outcome);
Paint paintOf(Indicator indicator);
QString wordOf(State state);

} // namespace Gatewatch::Cli
