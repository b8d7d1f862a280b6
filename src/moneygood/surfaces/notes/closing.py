"""The end of a note: what tells it from the baseline, what is first, claims, what would change our mind."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneygood.questions.risks.monitor import RiskMonitor
from moneygood.scenarios.shows import faults_of_claims
from moneygood.surfaces.notes.contents import brought_about, side, sides_of
from moneygood.surfaces.notes.dangers import dangers
from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.notes.phrases import agree, level, name_of, pick, running, with_unit

if TYPE_CHECKING:
    from moneygood.runs.first_passage.passage import Risk

CLAIMS = 3
PARTED = 0.3
"""Two medians part by a horizon when they differ by so much of half the baseline's band of seven in ten."""
SHORTEST = 4
"""Letters of a word that may join a claim to a scenario."""
ASSUMED = 0.5
"""Share of paths on which a high that the scenario brings about is first: from there on nothing else is."""
ALIKE = 2
"""Words that a claim shares with a scenario at least: one alone, such as “stop”, does not say what stops."""
COMMON = frozenset(
    re.findall(
        r"\w+",
        "about after against before could does faster from goes have higher into less lower many more most "
        "much only other over rate same than that their them then there these they this those under what "
        "when where which while will with would year quarter baseline market federal",
    )
)


def apart(m: Material) -> dict[str, str]:
    """What separates the scenario from the baseline, by when, in figures that can be looked up."""
    near = m.quarters["near"]
    if m.is_baseline:
        rows = [
            f"{name_of(m, v)} between {level(m, v, 'near', 'low')} and {level(m, v, 'near', 'high')}"
            for v in ("rate_10y", "infl_core_yoy", "unemployment")
        ]
        return {
            "title": f"What to look for by {near}",
            "text": f"On the baseline seven paths in ten have {'; '.join(rows)}.",
        }
    names = [n for n, w in m.words["variables"].items() if m.kind(n) != "fraction"]
    told = sorted(names, key=lambda n: -abs(m.size(n, "near")))[:2]
    when = "near" if abs(m.size(told[0], "near")) >= PARTED else "middle"
    if when == "middle":
        told = sorted(names, key=lambda n: -abs(m.size(n, "middle")))[:2]
    one, two = (
        f"{name_of(m, v)}, {level(m, v, when)} on the median path here and "
        f"{with_unit(m, v, m.level_of(m.base, v, when))} on that of the baseline"
        for v in told
    )
    when = str(m.quarters[when])
    text = (
        f"By {when} look at {one}; and at {two}. A figure nearer to the first of each pair speaks for the "
        "scenario, one nearer to the second for the baseline."
    )
    return {"title": f"What tells it from the baseline, by {when}", "text": text}


def which_first(m: Material, pictures: Mapping[str, Mapping[str, str]], risks: bool = True) -> dict[str, Any]:
    """Which high gives way first, of those that the scenario does not itself bring about, with the odds."""
    own = brought_about(m)
    free = [r for r in m.run.first.highs.values() if not set(sides_of(m, r.name)) & set(own)]
    order = sorted(free if len(free) > 1 else m.run.first.highs.values(), key=lambda r: -r.p_first)
    a, b = order[0], order[1]
    decided = [r for r in m.run.first.highs.values() if r not in free and r.p_first > ASSUMED]
    if decided and len(free) > 1:
        text = assumed_first(m, decided[0], free) + (named_risk(m) if risks else "")
        title = f"{decided[0].label} first, because the scenario has it so"
        return {"title": title, "text": text, "chart": pictures["highs-first"]}
    title = f"{a.label} first, on {m.chance(a, 'p_first')} of paths"
    shape = pick(
        m,
        "first",
        (
            "Of the four highs {a} {change} first most often, mostly as “{way}” (the share has an error of "
            "{error}). Next {come} {b}, first on {chance}, mostly as “{other}”.",
            "Most often it is {a} that {change} first, as “{way}” more than in any other way; the share has "
            "an error of {error}. Then {come} {b} with {chance}, mostly as “{other}”.",
        ),
    )
    text = shape.format(
        a=a.label.lower(), b=b.label.lower(), change=agree(a.label, "change"), come=agree(b.label, "come"),
        way=side(m, a.name), other=side(m, b.name), error=m.chance(a, "p_first_error"),
        chance=m.chance(b, "p_first"),
    )  # fmt: skip
    if own and len(free) > 1:
        mine = " and ".join(f"“{m.run.first.sides[k].label}”" for k in own)
        gone = "is left out" if len(own) == 1 else "are left out"
        text += f" {mine}, which the scenario's own assumptions decide, {gone}."
    if a.median_quarter:
        text += (
            f" By {a.median_quarter} {a.label.lower()} {agree(a.label, 'have')} changed on half of all paths."
        )
    if not m.is_baseline:
        theirs = m.base.first.highs[a.name]
        text += (
            f" On the baseline {a.label.lower()} {agree(a.label, 'change')} first on "
            f"{m.chance(theirs, 'p_first', m.base)} of paths."
        )
    return {"title": title, "text": text + (named_risk(m) if risks else ""), "chart": pictures["highs-first"]}


def assumed_first(m: Material, own: Risk, free: Sequence[Risk]) -> str:
    """Where the scenario itself decides which high is first: that it does, and the soonest of the others."""
    soonest = max(free, key=lambda r: r.p_within_12q)
    theirs, label = m.base.first.highs[soonest.name], soonest.label.lower()
    return (
        f"On {m.chance(own, 'p_first')} of paths {own.label.lower()} {agree(own.label, 'change')} before the "
        "other highs. The scenario's own assumptions decide that, so it is no finding. Of the others "
        f"{label} {agree(soonest.label, 'change')} soonest, mostly as “{side(m, soonest.name)}”: on "
        f"{m.chance(soonest, 'p_within_12q')} of paths within three years, against "
        f"{m.chance(theirs, 'p_within_12q', m.base)} on the baseline."
    )


def named_risk(m: Material) -> str:
    """The likeliest named risk that the scenario does not itself bring about, and the costliest."""
    monitor = m.answers.get("risks")
    if not isinstance(monitor, RiskMonitor):
        return ""
    base = m.answers.get("risks_baseline")
    found = dangers(m, monitor, base if isinstance(base, RiskMonitor) else None)
    if not found["strikes"]:
        return ""
    said = (
        f" Of {found['count']} named risks the likeliest is “{running(found['top'])}”, at "
        f"{found['chance']} within three years"
    )
    if found["worst"] is None:
        return f"{said}."
    return (
        f"{said}; the costliest is “{running(found['worst'])}”, whose cause alone takes {found['loss']} off "
        f"share prices where it strikes."
    )


def bearing_claims(m: Material) -> list[str]:
    """Two or three claims that bear on the scenario, each with its verdict and a reason.

    Those that the scenario names; for one that names none, those that share rare words with its title and
    question, if there are such.
    """
    if m.claims is None:
        return []
    plan, rows = m.run.plan, m.claims.as_json()
    for fault in faults_of_claims(plan, m.run.workspace.model.root):
        raise fault
    named = {c["id"]: c for c in rows}
    kept = [named[i] for i in plan.claims if i in named] or _near(f"{plan.title} {plan.question}", rows)
    kept = kept[:CLAIMS]
    found = []
    for c in kept:
        tests = c["tests"]["since"] or c["tests"]["as_of"]
        wanted = "fails" if c["verdict_since"] in ("contradicted", "mixed") else "holds"
        told = [t["test"] for t in tests if t["outcome"] == wanted] or [tests[0]["test"]]
        about = keywords(c["statement"])
        reason = max(told, key=lambda test: len(about & keywords(test)))
        outcome = next((t["outcome"] for t in tests if t["test"] == reason), "")
        outcome = {
            "fails": "does not hold", "between": "neither holds nor fails", "missing": "cannot be told",
        }.get(outcome, outcome)  # fmt: skip
        judged = m.words["verdicts"][c["verdict_since"]]
        found.append(f"“{c['statement']}” ({c['date']}). {judged}: “{reason}” {outcome}.")
    return found


def _near(asked: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims that share `ALIKE` words with a question which few of the claims have, nearest first."""
    words = [keywords(f"{c['statement']} {c['meaning']} {c['topic']}") for c in rows]
    spread = Counter(w for own in words for w in own)
    wanted = keywords(asked)
    shared = [own & wanted if len(own & wanted) >= ALIKE else set() for own in words]
    size = [sum(math.log(len(rows) / spread[w]) for w in both) for both in shared]
    least = max(max(size, default=0.0) / 2, math.log(len(rows)))
    order = sorted(range(len(rows)), key=lambda i: -size[i])
    return [rows[i] for i in order if size[i] >= least]


def keywords(text: str) -> set[str]:
    """The longer words of a text, in the singular, that are not common to all of them.

    >>> sorted(keywords("What jobs are lost to AI?"))
    ['job', 'lost']
    """
    words = (w for w in re.findall(r"[a-z]+", text.lower()) if len(w) >= SHORTEST)
    return {w.removesuffix("s") if not w.endswith("ss") else w for w in words} - COMMON


def change_of_mind(m: Material) -> str:
    """A figure by the nearest horizon that would speak against this path."""
    near = m.quarters["near"]
    names = [n for n in ("rate_10y", "infl_core_yoy", "ffr", "unemployment") if n in m.words["variables"]]
    held = {p.variable for p in m.run.plan.paths}
    free = [n for n in names if n not in held]
    told = free[:2] if m.is_baseline else sorted(free, key=lambda n: -abs(m.size(n, "near")))[:2]
    bands = " or ".join(
        f"{name_of(m, v)} outside {level(m, v, 'near', 'low')} to {level(m, v, 'near', 'high')}" for v in told
    )
    what = "the baseline" if m.is_baseline else "this path"
    return f"By {near}, {bands} would speak against {what}: seven in ten of its own futures lie inside."


def caveat(m: Material) -> str:
    """The one caveat: what the figures rest on."""
    count = m.ledger.mark(m.run.as_json()["run"]["draws"], "count", "draws", m.source)
    judged = " and on judgement that holds the baseline's first years" if m.run.judgement else ""
    return (
        f"All figures rest on one model, with {count} drawn futures{judged}; its bands have been too "
        f"narrow in slumps before."
    )
