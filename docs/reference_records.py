"""Reference pages made from the records of the model, its scenarios and its figures."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from reference_tables import code, span, table

from moneygood.core.texts import economics_root, read_text, read_yaml
from moneygood.data.status import status
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.model.model import Model
from moneygood.model.records import Parameter
from moneygood.model.render import card
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.scenarios.lever_sizes import lever_size
from moneygood.scenarios.levers import Lever, read_levers
from moneygood.scenarios.library import find_plan, list_scenarios
from moneygood.validation.response_claims import read_claims
from moneygood.validation.split import read_split, side_of

_CLAIM_HEAD = (
    "claim",
    "statement",
    "variable",
    "range",
    "unit",
    "source",
    "seen",
    "side",
    "why it is missed",
)
_SYSTEM_KEYS = ("equations", "switches", "shocks", "scenarios")


def sector_titles(model: Model) -> dict[str, str]:
    """The title that each sector file gives itself."""
    out = {}
    for sector in model.sectors:
        text = read_text(economics_root() / "equations" / f"{sector}.eq")
        found = re.search(r'^sector "([^"]+)"', text, flags=re.M)
        out[sector] = found[1] if found else sector
    return out


def variable_card(c: dict[str, Any]) -> str:
    """One variable: record, equation, parameters, shock, what uses it."""
    facts = [f"**{c['label']}** · unit `{c['unit']}` · source `{c['source']}`"]
    if c["aliases"]:
        facts.append("also known as " + ", ".join(code(a) for a in c["aliases"]))
    lines = [f"### {c['name']}", "", " · ".join(facts), ""]
    if c["exogenous"]:
        lines += ["Given from outside the model.", ""]
    else:
        lines += [f"{c['title']}." if c["title"] else "", "", "```text", str(c["equation"]), "```", ""]
        if c["parameters"]:
            rows = [
                (code(p["name"]), f"{p['value']:g}", code(p["unit"]), span(p["range"]), p["method"],
                 code(p["source"]), p["note"] or "")
                for p in c["parameters"]
            ]  # fmt: skip
            lines += [table(("parameter", "value", "unit", "range", "method", "source", "note"), rows), ""]
        shock = c["shock"]
        if shock:
            lines += [f"Shock `{shock['name']}`: standard deviation {shock['sd']:g} `{shock['unit']}`.", ""]
        if c["switches"]:
            names = ", ".join(f"[`{s}`](../switches.md)" for s in c["switches"])
            lines += [f"Mechanisms in it: {names}.", ""]
    if c["measurement"]:
        lines += [f"Measured: `{c['measurement']}`", ""]
    if c["start"]:
        s = c["start"]
        lines += [f"Start value where no data exist: {s['value']:g} ({s['method']}: `{s['source']}`).", ""]
    if c["used_by"]:
        lines += ["Used by: " + ", ".join(code(u) for u in c["used_by"]) + ".", ""]
    return "\n".join(lines)


def variable_pages(model: Model) -> dict[str, str]:
    """A page per sector, and the list of all variables."""
    titles = sector_titles(model)
    out, rows = {}, []
    for sector in model.sectors:
        names = [n for n, v in model.variables.items() if v.sector == sector]
        body = "\n".join(variable_card(card(model, n)) for n in names)
        out[f"reference/variables/{sector}.md"] = f"# {titles[sector]}\n\n{body}"
        rows += [
            (f"[`{n}`](variables/{sector}.md#{n})", model.variables[n].label, code(model.variables[n].unit),
             titles[sector])
            for n in names
        ]  # fmt: skip
    rows.sort()
    intro = "# Variables\n\nEvery variable with its unit. A name leads to its equation and parameters.\n\n"
    out["reference/variables.md"] = intro + table(("name", "what it is", "unit", "sector"), rows)
    return out


def parameter_page(model: Model) -> str:
    """All parameters."""
    intro = (
        "Every number of the equations: value, unit, and in brackets its range. *Published*: taken from the "
        "source named; *estimated*: estimated on figures; *judged*: chosen, with the reason in the note, if "
        "there is one. A parameter that is drawn differs from draw to draw, within its range.\n\n"
    )
    return "# Parameters\n\n" + intro + "\n".join(_parameter_line(p) for p in model.parameters.values())


def _parameter_line(p: Parameter) -> str:
    """A parameter as an entry that wraps on any screen: name, value, range, source, note."""
    drawn = "" if p.se is None else f"; standard error {p.se:g}" + (f", drawn {p.draw}" if p.draw else "")
    figure = f"{code(p.name)} **{p.value:g}** {code(p.unit)} ({span(p.range)}{drawn})"
    note = " ".join(escape(p.note, quote=False).split())
    return f"- {figure}; {p.method}, {code(p.source)}. {note}".rstrip() + "\n"


def shock_page(model: Model) -> str:
    """All shocks and their correlations."""
    d = model.distribution
    tail = f"Student t with {d.df:g} degrees of freedom" if d.kind == "student_t" else "normal"
    rows = [
        (code(s.name), "uniform on 0 to 1" if s.kind == "uniform" else f"{s.sd:g}", code(s.unit),
         code(s.source), s.method, s.note)
        for s in model.shocks.values()
    ]  # fmt: skip
    pairs = [(code(c.a), code(c.b), f"{c.rho:g}", code(c.source)) for c in model.correlations]
    head = ("shock", "standard deviation", "unit", "source", "method", "note")
    return (
        f"# Shocks\n\nDistribution: {tail}. Standard deviations are per quarter, in the unit of the "
        "equation's left side.\n\n" + table(head, rows)
        + "\n\n## Correlations\n\n" + table(("shock", "with", "correlation", "source"), pairs)
    )  # fmt: skip


def switch_page(model: Model) -> str:
    """All mechanisms with the equations that their channels stand in."""
    where: dict[str, list[str]] = {}
    for v in model.vias:
        where.setdefault(v.switch, []).append(v.label)
    rows = [
        (
            code(s.name),
            s.label,
            ", ".join(code(x) for x in dict.fromkeys(where.get(s.name, []))),
            code(s.source),
        )
        for s in model.switches.values()
    ]
    intro = (
        "A mechanism that is off keeps its channels at their baseline values, so the baseline does not move "
        "and exactly that channel is gone.\n\n"
    )
    return "# Mechanisms\n\n" + intro + table(("switch", "what it is", "in the equations of", "source"), rows)


def system_page() -> str:
    """The systems of the economy, with the equations, mechanisms, shocks and scenarios of each."""
    path = economics_root() / "dictionary" / "systems.yaml"
    rows = [
        (name, s["label"], *(", ".join(code(x) for x in s[key]) for key in _SYSTEM_KEYS))
        for name, s in read_yaml(path).items()
    ]
    intro = "Each system has equations, mechanisms and shocks, and a scenario that shows it.\n\n"
    return "# Systems\n\n" + intro + table(("", "system", *_SYSTEM_KEYS), rows)


def lever_page() -> str:
    """All levers."""

    def shape(profile: str, half_life: float | None) -> str:
        return f"fades, half gone after {half_life:g} quarters" if profile == "fade" else profile

    def sizes(lever: Lever) -> tuple[str, str]:
        usual = lever_size(lever, model)
        return ("–", "–") if usual is None else (f"{usual.ordinary:.2g}", f"{usual.stress:.2g}")

    model = load_model()
    rows = [
        (code(v.name), v.label, code(v.unit), span(v.range), f"{v.acts_on} `{v.target}`",
         *sizes(v), shape(v.profile, v.half_life), v.note)
        for v in read_levers().values()
    ]  # fmt: skip
    intro = (
        "What a scenario may move by name. A value is a difference from the baseline, within its range. The "
        "model's own draws go as far as the ordinary size one time in three, either way, and as far as the "
        "stress size one time in a hundred: what shocks of the lever's equation do along the lever's pattern "
        "over eight quarters (once: in one), or the standard error of its parameter. A dash means that "
        "nothing like it is drawn.\n\n"
    )
    return (
        "# Levers\n\n"
        + intro
        + table(
            ("lever", "what it is", "unit", "range", "acts on", "ordinary", "stress", "over time", "note"),
            rows,
        )
    )


def scenario_page() -> str:
    """The shipped scenarios, each with its text."""
    parts = ["# Scenarios", "", "The scenarios that ship, as written.", ""]
    for name in list_scenarios():
        plan = find_plan(name)
        parts += [f"## {name}", "", f"**{plan.title}.** {plan.question}", "", plan.narrative.strip(), ""]
        parts += ["```yaml", plan.text.rstrip(), "```", ""]
    return "\n".join(parts)


def break_page(model: Model) -> str:
    """What counts as a break of each of the four highs."""
    parts = ["# Breaks", "", "The event that counts as each of the four highs giving way.", ""]
    for b in read_breaks(model):
        parts += [f"## {b.label}", "", f"{b.question} {b.note}", ""]
        rows = [
            (s.label, s.direction,
             " and ".join(f"`{w.text} {'>=' if w.above else '<='} {w.bound:g}`" for w in s.when),
             s.quarters_running, s.note)
            for s in b.sides
        ]  # fmt: skip
        parts += [table(("side", "direction", "condition", "quarters running", "note"), rows), ""]
    return "\n".join(parts)


def claim_page() -> str:
    """What published studies say responses should be."""
    parts = [
        "# Published responses",
        "",
        "What studies say, and the range that a response of the model is held to. "
        "`moneygood validate responses` "
        "shows what the model makes of those that calibration may look at; a range that is missed says why. "
        "Which those are, the last bit of the SHA-256 of the source's key says: even may be looked at, odd "
        "is blind.",
        "",
    ]
    split = read_split()
    rows = [(o.date, len(o.rows), o.why, ", ".join(code(r) for r in o.rows)) for o in split.opened]
    parts += ["## Blind responses that were opened", "", table(("day", "rows", "why", "which"), rows), ""]
    for e in read_claims():
        rows = [
            (code(c.id), c.statement, code(c.measure.variable), span((c.low, c.high)), code(c.unit),
             code(c.source), c.seen, side_of(c.source) or "ours", "" if c.blind else c.why_missed)
            for c in e.claims
        ]  # fmt: skip
        parts += [
            f"## {e.title}",
            "",
            *([f"Which is the test: {e.which_is_the_test}", ""] if e.which_is_the_test else []),
            table(_CLAIM_HEAD, rows),
            "",
        ]
    return "\n".join(parts)


def series_page() -> str:
    """The series of the bundled vintage."""
    state = status(load_vintage())
    parts = [f"# Series of the vintage {state.vintage}", "", f"Figures as they stood on {state.as_of}.", ""]
    for frequency in dict.fromkeys(r.frequency for r in state.rows):
        rows = [
            (
                code(r.series),
                r.label,
                code(r.unit),
                r.agency,
                r.id,
                r.first,
                r.last,
                r.licence,
                "; ".join(r.warnings),
            )
            for r in state.rows
            if r.frequency == frequency
        ]
        head = ("series", "what it is", "unit", "agency", "id", "first", "last", "licence", "notes")
        parts += [f"## {frequency.capitalize().replace('_', ' ')}", "", table(head, rows), ""]
    parts += ["## Licences", "", table(("tag", "meaning"), [(code(k), v) for k, v in state.licences.items()])]
    return "\n".join(parts)


def source_page() -> str:
    """Every citation key."""
    text = read_text(economics_root() / "references.bib")
    rows = []
    for entry in re.split(r"^@\w+\{", text, flags=re.M)[1:]:
        key = entry.split(",", 1)[0].strip()
        fields = dict(re.findall(r"(\w+)\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}", entry))
        words = [fields.get(f, "") for f in ("author", "title", "year")]
        rows.append((code(key), *(w.replace("{", "").replace("}", "") for w in words)))
    return "# Sources\n\nWhat the records cite, by the key that they use.\n\n" + table(
        ("key", "author", "title", "year"), sorted(rows)
    )
