"""The reference pages of the site, made from the records that the model itself reads.

`pages()` gives every page by its path below docs/, those of the repository's root included; mkdocs.yml names
this file as a hook, which adds the pages when the site is built. ``python docs/reference_pages.py FOLDER``
writes them as files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from moneygood.analysis import codes as analysis_codes
from moneygood.analysis.break_definitions import read_breaks
from moneygood.analysis.response_claims import read_claims
from moneygood.core.error_catalogue import CATALOGUE
from moneygood.core.texts import economics_root, read_text, read_yaml
from moneygood.core.units import BASES
from moneygood.data import errors as data_errors
from moneygood.data.status import status
from moneygood.data.vintage import load_vintage
from moneygood.engine import codes as engine_codes
from moneygood.model.build import load_model
from moneygood.model.functions import FUNCTIONS
from moneygood.model.model import Model
from moneygood.model.render import card
from moneygood.scenarios import codes as scenario_codes
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import find_plan, list_scenarios

ROOT = Path(__file__).parents[1]

_SYSTEM_KEYS = ("equations", "switches", "shocks", "scenarios")

CODES_FROM = (analysis_codes, data_errors, engine_codes, scenario_codes)
"""Rooms that enter their codes in the catalogue when they are imported."""

ROOM_OF_CODE = {
    "C": "Core",
    "M": "Model language",
    "D": "Data",
    "S": "Scenarios",
    "E": "Engine",
    "A": "Analysis",
    "R": "Run store",
    "U": "Surfaces",
}

MEANINGS = {
    "log": "natural logarithm",
    "exp": "exponential",
    "sqrt": "square root",
    "abs": "absolute value",
    "min": "smallest",
    "max": "largest",
    "logistic": "1 / (1 + exp(-x))",
    "logit": "log(x / (1 - x))",
    "normal_cdf": "standard normal distribution function",
    "tanh": "hyperbolic tangent",
    "smoothstep": "0 below 0, 1 above 1, a smooth step between",
    "step": "1 where x > 0, else 0; its derivative is 0",
    "d": "change on the quarter before",
    "dlog": "log change on the quarter before",
    "saar": "log change on the quarter before, percent at an annual rate",
    "yoy": "change on four quarters before, percent",
    "avg": "mean over this and the n-1 quarters before",
    "total": "sum over this and the n-1 quarters before",
    "highest": "largest over this and the n-1 quarters before",
    "lowest": "smallest over this and the n-1 quarters before",
    "smax": "larger of two, its corner rounded within half_width",
    "smin": "smaller of two, its corner rounded within half_width",
    "bounded": "x kept within low and high with rounded corners; the engine counts how often x was outside",
    "via": "the expression; on its baseline value when the mechanism is switched off",
}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; a bar inside a cell is escaped, an empty cell stays empty."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(" ".join(str(c).split()).replace("|", "\\|") for c in cells) + " |"

    return "\n".join([line(head), line("---" for _ in head), *(line(r) for r in rows)])


def code(text: object) -> str:
    """Text as code, or nothing for nothing."""
    return f"`{text}`" if text not in (None, "") else ""


def span(pair: Sequence[float] | None) -> str:
    """A range in words."""
    return f"{pair[0]:g} to {pair[1]:g}" if pair else ""


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
    rows = [
        (code(p.name), f"{p.value:g}", code(p.unit), span(p.range), "" if p.se is None else f"{p.se:g}",
         p.draw or "", p.method, code(p.source), p.note)
        for p in model.parameters.values()
    ]  # fmt: skip
    head = ("name", "value", "unit", "range", "standard error", "drawn", "method", "source", "note")
    intro = (
        "Every number of the equations. *published*: taken from the source named; *estimated*: estimated on "
        "figures; *judged*: chosen, with the reason in the note where there is one. A parameter with a "
        "distribution under *drawn* differs from draw to draw, within its range.\n\n"
    )
    return "# Parameters\n\n" + intro + table(head, rows)


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

    rows = [
        (code(v.name), v.label, code(v.unit), span(v.range), f"{v.acts_on} `{v.target}`",
         shape(v.profile, v.half_life), v.note)
        for v in read_levers().values()
    ]  # fmt: skip
    intro = (
        "What a scenario may move by name. A value is a difference from the baseline, within its range.\n\n"
    )
    return (
        "# Levers\n\n"
        + intro
        + table(("lever", "what it is", "unit", "range", "acts on", "over time", "note"), rows)
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
        "What studies say, and the range that a response of the model is held to.",
        "",
    ]
    for e in read_claims():
        rows = [
            (
                code(c.id),
                c.statement,
                code(c.measure.variable),
                span((c.low, c.high)),
                code(c.unit),
                code(c.source),
            )
            for c in e.claims
        ]
        parts += [
            f"## {e.title}",
            "",
            table(("claim", "statement", "variable", "range", "unit", "source"), rows),
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
        parts += [f"## {frequency.capitalize()}", "", table(head, rows), ""]
    parts += ["## Licences", "", table(("tag", "meaning"), [(code(k), v) for k, v in state.licences.items()])]
    return "\n".join(parts)


def error_page() -> str:
    """Every error code with cause and mend."""
    parts = ["# Errors", "", "An error is one line: code, place, what is wrong, how to mend it.", ""]
    for letter in dict.fromkeys(c[0] for c in sorted(CATALOGUE)):
        rows = [(code(k), *CATALOGUE[k]) for k in sorted(CATALOGUE) if k[0] == letter]
        parts += [
            f"## {ROOM_OF_CODE.get(letter, letter)}",
            "",
            table(("code", "title", "cause", "mend"), rows),
            "",
        ]
    return "\n".join(parts)


def function_page() -> str:
    """The functions and units of the equation language."""
    rows = [(code(f.usage), MEANINGS[name]) for name, f in FUNCTIONS.items()]
    constants = read_yaml(economics_root() / "dictionary" / "constants.yaml")
    named = [(code(n), f"{c['value']:g}", code(c["unit"]), c["label"]) for n, c in constants.items()]
    bases = ", ".join(code(b) for b in BASES)
    return (
        "# Functions, constants and units\n\nFunctions of equations, measurements and break definitions. "
        "Lags reach into every variable of an argument.\n\n" + table(("function", "meaning"), rows)
        + "\n\n## Constants\n\n" + table(("name", "value", "unit", "meaning"), named)
        + f"\n\n## Units\n\nProducts of powers of {bases}; `1` is a pure number. Flows at annual rates are "
        "`usd/yr`, stocks `usd`, rates `pct/yr`.\n"
    )  # fmt: skip


def source_page() -> str:
    """Every citation key."""
    text = read_text(economics_root() / "references.bib")
    rows = []
    for entry in re.split(r"^@\w+\{", text, flags=re.M)[1:]:
        key = entry.split(",", 1)[0].strip()
        fields = dict(re.findall(r"(\w+)\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}", entry))
        words = [fields.get(f, "") for f in ("author", "title", "year")]
        rows.append((code(key), *(w.replace("{", "").replace("}", "") for w in words)))
    return "# Sources\n\n" + table(("key", "author", "title", "year"), sorted(rows))


def command_page() -> str:
    """Every verb with its arguments and options, as the program itself tells."""
    import typer

    from moneygood.surfaces.cli.main import app

    parts = [
        "# Command line",
        "",
        "`moneygood VERB …` prints tables; with `--json` it prints one document and nothing else. Exit "
        "codes: 0 done, 1 a check that was asked for does not hold, 2 bad input, 3 no solution. Results go "
        "into `runs/`, or where the environment variable `MONEYGOOD_RUNS` or `--out` says. Things that can "
        "be computed again are kept in the user's cache folder, or where `MONEYGOOD_CACHE` says.",
        "",
    ]

    def visit(command: Any, path: str) -> None:
        below = getattr(command, "commands", {})
        if below:
            for name, child in below.items():
                visit(child, f"{path} {name}")
            return
        parts.extend([f"## {path}", "", " ".join(str(command.help or "").split()), ""])
        rows = []
        for p in command.params:
            if p.name == "help":
                continue
            name = ", ".join(code(o) for o in p.opts if o.startswith("-")) or code(p.name.upper())
            default = (
                ""
                if p.default is None or p.default is False or not p.opts[0].startswith("-")
                else code(p.default)
            )
            rows.append((name, default, getattr(p, "help", "") or ""))
        parts.extend([table(("argument or option", "default", "meaning"), rows), ""])

    visit(typer.main.get_command(app), "moneygood")
    return "\n".join(parts)


def json_page() -> str:
    """The documents of --json: every key with the kind of its value, from a small run."""
    import moneygood.api as mg

    done = mg.run("deepseek-punished", draws=200)
    documents = {
        "run": (done.as_json(), 'With several scenarios: `{"runs": [...]}`.'),
        "first": ({"scenario": "", "seed": 1, **done.first.as_json()}, ""),
        "compare": (
            mg.compare(["deepseek-punished"], draws=200).as_json(),
            "A row per scenario, variable and quarter.",
        ),
        "scenario show": (mg.describe_scenario("deepseek-punished"), ""),
        "model show VARIABLE": (mg.show_variable("cons_real"), ""),
        "data status": (mg.data_status(), ""),
    }
    parts = ["# JSON", "", "Keys may be added, never renamed. Lists show their first entry.", ""]
    for name, (document, note) in documents.items():
        parts += [f"## {name}", "", note, "", "```text", *key_lines(document), "```", ""]
    return "\n".join(parts)


KINDS = {str: "text", float: "number", int: "whole number", bool: "true or false", type(None): "text or null"}


def key_lines(value: Any, indent: str = "") -> list[str]:
    """The keys of a document, one a line, with the kind of each value; like neighbours are not repeated."""
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], dict):
            return [f"{indent}- each:", *key_lines(value[0], indent + "  ")]
        return []
    out: list[str] = []
    like: dict[tuple[str, ...], str] = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            shape = tuple(inner)
            if shape in like:
                out.append(f"{indent}{key}: as {like[shape]}")
                continue
            like[shape] = key
            out += [f"{indent}{key}:", *key_lines(inner, indent + "  ")]
        elif isinstance(inner, list | tuple):
            out += [f"{indent}{key}: list", *key_lines(inner, indent + "  ")]
        else:
            out.append(f"{indent}{key}: {KINDS.get(type(inner), 'table')}")
    return out


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    model = load_model()
    out = variable_pages(model)
    out |= {
        "reference/command-line.md": command_page(),
        "reference/json.md": json_page(),
        "reference/parameters.md": parameter_page(model),
        "reference/shocks.md": shock_page(model),
        "reference/switches.md": switch_page(model),
        "reference/systems.md": system_page(),
        "reference/levers.md": lever_page(),
        "reference/scenarios.md": scenario_page(),
        "reference/breaks.md": break_page(model),
        "reference/claims.md": claim_page(),
        "reference/series.md": series_page(),
        "reference/errors.md": error_page(),
        "reference/functions.md": function_page(),
        "reference/sources.md": source_page(),
    }
    for name in ("ARCHITECTURE", "CONVENTIONS", "GLOSSARY", "CHANGELOG"):
        out[f"{name.lower()}.md"] = read_text(ROOT / f"{name}.md")
    return {path: text.rstrip() + "\n" for path, text in out.items()}


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to the site (called by mkdocs)."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def main(folder: str) -> None:
    """Write every page below a folder."""
    for path, text in pages().items():
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
