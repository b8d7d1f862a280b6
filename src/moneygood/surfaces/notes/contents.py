"""The parts of a note: what each section of the template needs, from the material."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from moneygood.core.answer import Table
from moneygood.core.figures import inside
from moneygood.questions.risks.monitor import RiskMonitor
from moneygood.runs.attribution.attribution import Attribution
from moneygood.runs.first_passage.passage import Risk
from moneygood.runs.labels import parameter_label, shock_labels
from moneygood.runs.moved import imposed_sides
from moneygood.scenarios.labels import spoken
from moneygood.scenarios.words import describe_plan, show_span
from moneygood.surfaces.notes.causes import causes
from moneygood.surfaces.notes.dangers import dangers
from moneygood.surfaces.notes.material import Material, table, word_for
from moneygood.surfaces.notes.phrases import inert

PLURALS = ("s",)
LEAST = 0.0001
"""Probabilities below this are written with a power of ten, for they would round to nothing."""
LARGE_CHANGE = 1
"""Which of the words for chances still count as no change: those before this place."""


def context(m: Material) -> dict[str, Any]:
    """Everything that the template may name, beside the functions of the material."""
    when = {k: str(q) for k, q in m.quarters.items()}
    parts: dict[str, Any] = {
        "baseline": m.is_baseline,
        "plain_title": m.run.plan.title,
        "title": inert(m.run.plan.title),
        "question": inert(m.run.plan.question),
        "narrative": inert(m.run.plan.narrative),
        "tags": m.words["tags"],
        "when": when,
        "about": about(m),
        "causes": None,
        "channels": None,
        "dangers": None,
        "highs": highs(m),
        "sides": sides(m),
        "levels": levels(m),
        "risks": risks(m),
        "first_table": first_table(m),
        "sequence": sequence(m),
        "link": link(m),
        "bands": bands(m),
        "definitions": [f"**{s.label}.** {s.note}" for d in m.run.definitions for s in d.sides],
        "advice": m.words["advice"],
        "names": {n: v["name"] for n, v in m.words["variables"].items()},
        "claims": None,
        "judged": judged(m),
        "rounding": m.ledger.rounding(),
        "judgement": judgement(m),
    }
    views = m.run.views
    parts["views"] = None
    if views is not None:
        source = f"views, {m.source}"
        parts["views"] = {
            "texts": list(dict.fromkeys(e.text for e in views.effects)),
            "cost": m.ledger.mark(views.entropy, "entropy", "relative entropy of the views", source),
            "share": m.ledger.mark(views.effective_share, "chance", "effective share of draws", source),
        }
    if not m.is_baseline:
        parts |= {
            "movers": movers(m),
            "own": own(m),
            "differences": differences(m),
            "imposed": imposed(m),
            "turned": turned(m),
            "grade": grade(m),
            "plausibility": plausibility(m),
        }
    parts |= asked(m)
    if m.claims is not None:
        parts |= {"claims": claims(m), "claims_table": claims_table(m)}
    return parts


def judged(m: Material) -> list[str]:
    """What judgement holds in the baseline, and for which quarters."""
    spans: dict[str, list[str]] = {}
    for path in m.run.workspace.judged.paths:
        label = inside(m.run.labels.get(path.variable, path.variable))
        spans.setdefault(label, []).append(show_span(path.periods))
    return [f"{label} ({' and '.join(each)})" for label, each in spans.items()]


def asked(m: Material) -> dict[str, Any]:
    """What the answers of further questions give: `why`, by what is imposed and by channel, and `risks`."""
    found: dict[str, Any] = {}
    for key, part in (("why", "causes"), ("channels", "channels")):
        answer = m.answers.get(key)
        if isinstance(answer, Attribution):
            found[part] = causes(m, answer)
    monitor, base = m.answers.get("risks"), m.answers.get("risks_baseline")
    if isinstance(monitor, RiskMonitor):
        found["dangers"] = dangers(m, monitor, base if isinstance(base, RiskMonitor) else None)
    return found


def about(m: Material) -> dict[str, str]:
    """What a reader needs to make the same figures again."""
    run, document = m.run, m.run.as_json()
    r, ids = document["run"], document["identities"]
    mark, source = m.ledger.mark, m.source
    good = run.paths.draws - int(run.paths.ok.sum())
    return {
        "id": run.id, "scenario": run.plan.name, "seed": str(r["seed"]), "draws": str(r["draws"]),
        "vintage": r["vintage"], "vintage_hash": r["vintage_hash"][:12], "model_hash": r["model_hash"][:12],
        "draws_words": mark(r["draws"], "count", "draws", source),
        "seed_words": mark(r["seed"], "count", "seed", source),
        "quarters": mark(r["quarters"], "count", "quarters simulated", source),
        "failed": mark(good, "count", "draws that failed", source),
        "identity": mark(ids["max_relative_error"], "tiny", "largest relative error of an identity", source),
        "start": str(run.paths.periods[0]), "last": str(run.paths.periods[-1]),
        "command": _command(spoken(run.plan), r),
    }  # fmt: skip


def judgement(m: Material) -> list[dict[str, Any]]:
    """What the baseline holds by judgement, each with its size and where the model would be without."""
    mark = m.ledger.mark
    return [
        {
            "label": h.label, "last": h.last, "source": h.source, "equation": h.equation, "seen": h.seen,
            "published": h.published, "unit": "%" if h.judgement_unit == "pct" else "points",
            "largest": mark(h.largest, "judgement", f"largest judgement on {h.equation}", m.source, h.at),
            "held": mark(h.held, "share", f"{h.label}, held", m.source, h.seen),
            "unheld": mark(h.unheld, "share", f"{h.label}, nothing held", m.source, h.seen),
        }
        for h in m.run.judgement
    ]  # fmt: skip


def _command(scenario: str, r: Mapping[str, Any]) -> str:
    return f"moneygood run {scenario} --draws {r['draws']} --seed {r['seed']} --vintage {r['vintage']}"


def _plural(label: str) -> bool:
    return label.endswith(PLURALS)


def highs(m: Material) -> list[dict[str, Any]]:
    """The highs, the one likeliest to be first in front."""
    order = sorted(m.run.first.highs.values(), key=lambda r: -r.p_first)
    return [
        {
            "label": r.label, "plural": _plural(r.label), "first": m.chance(r, "p_first"),
            "error": m.chance(r, "p_first_error"), "median": r.median_quarter, "side": side(m, r.name),
        }
        for r in order
    ]  # fmt: skip


def sides_of(m: Material, high: str) -> list[str]:
    """The ways, such as ``rates.cuts``, in which a high can break."""
    return [n for n in m.run.first.sides if n.split(".")[0] == high]


def side(m: Material, high: str) -> str:
    """The side on which a high is likeliest to break first."""
    mine = [r for n, r in m.run.first.sides.items() if n.split(".")[0] == high]
    return max(mine, key=lambda r: r.p_first).label


def brought_about(m: Material) -> tuple[str, ...]:
    """The ways in which highs can break that the scenario brings about: no note calls them likely."""
    return imposed_sides(m.run.workspace, m.run.plan, m.run.definitions)


def sides(m: Material) -> list[dict[str, str]]:
    """The ways in which highs can break, imposed ones apart, the likeliest within three years in front."""
    own = brought_about(m)
    free = [r for k, r in m.run.first.sides.items() if k not in own] or list(m.run.first.sides.values())
    order = sorted(free, key=lambda r: -r.p_within_12q)
    return [{"label": r.label, "chance": m.chance(r, "p_within_12q")} for r in order]


def turned(m: Material) -> list[dict[str, Any]]:
    """The ways in which highs can break, that whose chance changed most against the baseline in front."""
    ours, theirs = m.run.first.sides, m.base.first.sides
    free = [n for n in ours if n not in brought_about(m)] or list(ours)
    order = sorted(free, key=lambda n: -abs(ours[n].p_within_12q - theirs[n].p_within_12q))
    found = []
    for name in order:
        change = 100 * (ours[name].p_within_12q - theirs[name].p_within_12q)
        found.append(
            {
                "label": ours[name].label,
                "chance": m.chance(ours[name], "p_within_12q"),
                "before": m.chance(theirs[name], "p_within_12q", m.base),
                "words": word_for(m.words["chances"], change),
                "large": abs(change) >= float(m.words["chances"][LARGE_CHANGE - 1]["below"]),
            }
        )
    return found


def movers(m: Material) -> list[dict[str, Any]]:
    """The variables by how far they move against the baseline's ordinary spread, the farthest in front."""
    names = [n for n, words in m.words["variables"].items() if not words.get("own")]
    names = [n for n in names if n not in m.words.get("own", ())] if len(names) > 5 else names
    order = sorted(names, key=lambda n: -abs(m.size(n, "middle")))
    return [
        {
            "name": m.words["variables"][n]["name"], "verb": m.verb(n, "middle"),
            "difference": m.gap(n, "middle"), "distance": m.distance(n, "middle"),
            "still": m.still(n, "middle"),
            "side": "higher" if m.differences[n, "middle"][0] > 0 else "lower",
        }
        for n in order
    ]  # fmt: skip


def own(m: Material) -> list[dict[str, Any]]:
    """The variables that the scenario is about and that move: where they go, against the baseline."""
    return [
        {
            "name": m.words["variables"][n]["name"], "level": m.level(n, "middle"), "gap": m.gap(n, "middle"),
            "absolute": m.kind(n) != "relative",
        }
        for n in m.words.get("own", ())
        if not m.still(n, "middle")
    ][:2]  # fmt: skip


def levels(m: Material) -> Table:
    """Medians by horizon, history's last figure in front."""
    heads = ("", "before", *(str(q) for q in m.quarters.values()))
    rows = [
        (m.label(n), m.level(n, "start"), *(m.level(n, w) for w in m.quarters)) for n in m.words["variables"]
    ]
    return table("Medians", heads, rows)


def differences(m: Material) -> Table:
    """Mean differences from the baseline with their Monte-Carlo errors."""
    heads = ("", "in", *(str(q) for q in m.quarters.values()), f"median {m.quarters['middle']}")
    rows = [
        (
            m.label(n), m.ledger.forms[f"{m.kind(n)}_cell"]["unit"],
            *(f"{m.cell(n, w)} ({m.gap_error(n, w)})" for w in m.quarters), m.level(n, "middle"),
        )
        for n in m.words["variables"]
    ]  # fmt: skip
    return table("Scenario less baseline", heads, rows)


def risks(m: Material) -> Table:
    """The chance of each way to break within three years, beside the baseline's."""
    ours, theirs = m.run.first.sides, m.base.first.sides
    order = sorted(ours, key=lambda n: -ours[n].p_within_12q)
    if m.is_baseline:
        rows = [
            (ours[n].label, m.chance(ours[n], "p_within_4q"), m.chance(ours[n], "p_within_12q"))
            for n in order
        ]
        return table("Chance of each break", ("", "within a year", "within three years"), rows)
    rows = [
        (ours[n].label, m.chance(ours[n], "p_within_4q"), m.chance(ours[n], "p_within_12q"),
         m.chance(theirs[n], "p_within_12q", m.base))
        for n in order
    ]  # fmt: skip
    heads = ("", "within a year", "within three years", "baseline, within three years")
    return table("Chance of each break", heads, rows)


def first_table(m: Material) -> Table:
    """The four highs: first, soon, later, and when on half of all paths."""
    rows = [
        (r.label, m.chance(r, "p_first"), m.chance(r, "p_first_error"), m.chance(r, "p_within_4q"),
         m.chance(r, "p_within_12q"), r.median_quarter or "not on half")
        for r in sorted(m.run.first.highs.values(), key=lambda r: -r.p_first)
    ]  # fmt: skip
    heads = ("", "first", "error", "within a year", "within three years", "on half of paths by")
    return table("Which changes first", heads, rows)


def sequence(m: Material) -> dict[str, str] | None:
    """The commonest order in which the highs break."""
    if not m.run.first.order or not m.run.first.order[0].sequence:
        return None
    order = m.run.first.order[0]
    labels = [m.run.first.highs[n].label.lower() for n in order.sequence if n in m.run.first.highs]
    share = m.ledger.mark(order.share, "chance", "share of the commonest order", m.source)
    return {"words": ", then ".join(labels), "share": share}


def link(m: Material) -> dict[str, Any] | None:
    """What most raises the odds of what, where the odds are told apart from chance."""
    told = [
        e for e in m.run.first.edges
        if e.odds_ratio is not None and e.log_odds_error is not None and e.odds_ratio > 1
        and _log(e.odds_ratio) > 2 * e.log_odds_error
    ]  # fmt: skip
    if not told:
        return None
    edge = max(told, key=lambda e: e.odds_ratio or 0.0)
    names: Mapping[str, Risk] = m.run.first.highs
    a, b = names[edge.origin].label, names[edge.to].label
    odds = m.ledger.mark(
        edge.odds_ratio or 0.0, "odds", f"odds ratio of {edge.origin} to {edge.to}", m.source
    )
    return {"origin": a, "origin_plural": _plural(a), "to": b, "to_plural": _plural(b), "odds": odds}


def _log(value: float) -> float:
    from math import log

    return log(value)


def bands(m: Material) -> Table:
    """The band that holds seven paths in ten at the nearest horizon."""
    rows = [
        (m.label(n), m.level(n, "near", "low"), m.level(n, "near"), m.level(n, "near", "high"))
        for n in m.words["variables"]
    ]
    return table("Bands", ("", "low", "median", "high"), rows)


def imposed(m: Material) -> list[str]:
    """What the scenario imposes, line by line."""
    told = describe_plan(m.run.plan, m.run.workspace.levers)
    model = m.run.workspace.model
    called = shock_labels(model, [e["shock"] for e in told["shocks"]])
    source = f"scenario {m.run.plan.name}"

    def given(value: float | list[float], name: str) -> str:
        listed = value if isinstance(value, list) else [value]
        return ", ".join(m.ledger.mark(v, "given", name, source) for v in listed)

    def unit(text: str | None) -> str:
        return str(m.words["units"].get(text, text or ""))

    lines = [f"{e['label']}: {given(e['value'], e['lever'])} {unit(e['unit'])}" for e in told["levers"]]
    for e in told["parameters"]:
        usual = m.run.workspace.model.parameters[e["parameter"]].value
        now = m.ledger.mark(usual, "given", e["parameter"], f"model {m.base.settled.model.hash[:12]}")
        how = "changed by" if e["how"] == "change" else "set to"
        what = parameter_label(model, e["parameter"])
        lines.append(f"{what} {how} {given(e['value'], e['parameter'])} (usually {now})")
    for e in told["paths"]:
        label = m.run.labels.get(e["variable"], e["variable"])
        how = f"{label} {e['how']} {given(e['value'], e['variable'])} {unit(e['unit'])}".rstrip()
        lines.append(f"{how}, {e['periods']}")
    for e in told["shocks"]:
        size = f"{given(e['size'], e['shock'])} {unit(e['unit'])}"
        name = str(e["shock"])
        lines.append(f"shock to {inside(called.get(name, name))} of {size} in {e['periods']}")
    for e in told["adds"]:
        name = str(e["equation"])
        what = inside(m.run.labels.get(name, name))
        lines.append(f"judgement on {what} of {given(e['size'], e['equation'])} in {e['periods']}")
    lines += [f"switched off: {inside(model.switches[name].label)}" for name in told["switches_off"]]
    lines += [f"another form of equations: {name.replace('_', ' ')}" for name in told["variants"]]
    return [" ".join(line.split()) for line in lines]


def grade(m: Material) -> str:
    """How unusual what the scenario imposes is, in words."""
    return str(m.words["grades"][m.run.plausibility.grade])


def plausibility(m: Material) -> dict[str, str]:
    """How unlikely what the scenario imposes is under the model's own shocks."""
    found, source = m.run.plausibility, m.source
    form = "probability" if found.p_value >= LEAST else "tiny"
    return {
        "chance": m.ledger.mark(found.p_value, form, "p-value of what is imposed", source),
        "shock": found.largest_label,
        "size": m.ledger.mark(found.largest_sd, "deviations", f"size of {found.largest_shock}", source),
        "quarter": found.largest_quarter or "",
    }


def claims(m: Material) -> dict[str, str]:
    """How many claims stand."""
    assert m.claims is not None
    rows = m.claims.as_json()
    counts = Counter(c["verdict_since"] for c in rows)
    turns = sum(c["verdict_as_of"] != c["verdict_since"] for c in rows)
    hang = sum(sum(c["hangs_on_recalled"].values()) for c in rows)
    source = f"claims on vintage {m.run.workspace.vintage.name}"

    def count(value: int, what: str) -> str:
        return m.ledger.mark(value, "count", what, source)

    return {
        "count": count(len(rows), "claims checked"),
        "supported": count(counts["supported"], "claims supported since"),
        "mixed": count(counts["mixed"], "claims mixed since"),
        "contradicted": count(counts["contradicted"], "claims contradicted since"),
        "turned": count(turns, "claims whose verdict changed") if turns else "",
        "recalled": count(hang, "verdicts that hang on recalled figures") if hang else "",
        "earliest": min(c["date"] for c in rows),
        "latest": max(c["date"] for c in rows),
    }


def claims_table(m: Material) -> Table:
    """The claims with both verdicts."""
    assert m.claims is not None
    rows = [
        (
            c["date"],
            c["statement"],
            c["verdict_as_of"].replace("_", " "),
            c["verdict_since"].replace("_", " "),
        )
        for c in m.claims.as_json()
    ]
    return table("Claims", ("date", "claim", "as of its date", "since"), rows)
