// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/marks.h>

namespace Gatewatch {

/// Marks that together show something, and how sure that is, 0 to 1: certain from 0.95 (a mark that only this product's
/// own errors have), likely from 0.75 (its stock wording), possible from 0.6.
struct Proof {
    double confidence = 0;
    QList<Mark> marks;
};

/// How one product is recognised. That it was on the way never proves that it wrote the answer: most products put the
/// same fields on everything they forward. So the two are separate lists, and own errors need a mark of their own.
struct Signature {
    const char* id;
    const char* name;
    const char* role;
    const char* version; ///< pattern with one capture, looked for in Server, Via and the body
    QList<Mark> path; ///< each alone shows that it was on the way
    QList<Proof> own; ///< each shows that it wrote this answer
    QList<Proof> passed; ///< each shows that it forwarded what somebody behind it wrote
    /// Each speaks against its having written what carries its marks: an imitation, or changed on the way. With one of
    /// them it is no more than possible, with two it cannot be told.
    QList<Mark> against{};
    bool alsoReverse = false; ///< a forward proxy that some put in front of their servers as well
};

/// Its name, with the version where Server, Via or the body tell one. `bodyFirst`: it wrote the body.
QString nameOf(const Signature& signature, const SeenResponse& response, bool bodyFirst);

/// Every known product, CDNs first.
const QList<Signature>& signatures();

} // namespace Gatewatch
