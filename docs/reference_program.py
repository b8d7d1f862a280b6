"""Reference pages made from the program itself: verbs, JSON documents, errors, functions."""

from __future__ import annotations

from typing import Any

from reference_tables import code, table

from moneygood.core.error_catalogue import error_catalogue
from moneygood.core.texts import economics_root, read_yaml
from moneygood.core.units import BASES
from moneygood.model.functions import FUNCTIONS

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


KINDS = {str: "text", float: "number", int: "whole number", bool: "true or false", type(None): "text or null"}


def error_page() -> str:
    """Every error code with cause and fix."""
    parts = ["# Errors", "", "An error is one line: code, place, what is wrong, how to fix it.", ""]
    codes = error_catalogue().codes
    for letter in dict.fromkeys(c[0] for c in codes):
        rows = [(code(k), *codes[k]) for k in codes if k[0] == letter]
        parts += [
            f"## {ROOM_OF_CODE.get(letter, letter)}",
            "",
            table(("code", "title", "cause", "fix"), rows),
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
        "`usd/yr`, stocks `usd`, rates `pct/yr`.\n\n## Families\n\nA line `each firm: amzn, meta` at the "
        "head of a file names the members of a family. An equation with `{firm}` in its label stands for one "
        "equation for each member, with `{firm}` replaced throughout.\n"
    )  # fmt: skip


def command_page() -> str:
    """Every verb with its arguments and options, as the program itself tells."""
    import typer

    from moneygood.questions.registry import QUESTIONS
    from moneygood.surfaces.cli.main import app

    pages = {f"moneygood {q.words}": q.page for q in QUESTIONS}

    parts = [
        "# Command line",
        "",
        "`moneygood VERB …` prints tables; with `--json` it prints one document and nothing else. Exit "
        "codes: 0 done, 1 a check that was asked for does not hold, 2 bad input, 3 no solution. Results go "
        "into `runs/`, or where the environment variable `MONEYGOOD_RUNS` or `--out` says. Things that can "
        "be computed again are kept in the user's cache folder, or where `MONEYGOOD_CACHE` says; it has to "
        "be the user's own (mode 700), and every entry is verified before it is used.",
        "",
    ]

    def visit(command: Any, path: str) -> None:
        if hasattr(command, "list_commands"):
            for name in command.list_commands(None):
                visit(command.get_command(None, name), f"{path} {name}")
            return
        parts.extend([f"## {path}", "", " ".join(str(command.help or "").split()), ""])
        if path in pages:
            parts.extend([f"How to: [{pages[path].replace('-', ' ')}](../how-to/{pages[path]}.md).", ""])
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


def python_page() -> str:
    """Every question as a function: its signature, parameters with unit, range, default, an example."""
    from moneygood.api.asking import help_text, signature
    from moneygood.questions.registry import functions

    said = "What `import moneygood as mg` offers: a function a question, with what it takes and gives."
    parts = ["# Python", "", f"{said} `help(mg.why)` says the same.", ""]
    for name, question in functions().items():
        call = f"mg.{name}{signature(question, 'Answered')}"
        parts += [f"## {name}", "", question.purpose, "", "```text", call, "", help_text(question), "```", ""]
    return "\n".join(parts)


def json_page() -> str:
    """The documents of --json: every key with the kind of its value, from a small run."""
    import moneygood.api as mg

    done = mg.run("deepseek-punished", draws=200)
    documents = {
        "run": (done.as_json(), 'With several scenarios: `{"runs": [...]}`.'),
        "first": (mg.first(draws=200, causes=60, quarters=16).as_json(), ""),
        "why": (mg.why("rate_10y", "ai-disappoints").as_json(), ""),
        "risks": (mg.risks(draws=100).as_json(), ""),
        "compare": (
            mg.compare(["deepseek-punished"], draws=200).as_json(),
            "A row per scenario, variable and quarter.",
        ),
        "rally": (mg.rally("2024Q3", "2025Q1").as_json(), ""),
        "rally --scenario": (mg.rally_ahead("2026Q2", "2027Q4", draws=200, quarters=8).as_json(), ""),
        "breaks": (mg.breaks().as_json(), "`forms` holds levels and changes, with the same keys."),
        "regimes": (mg.regimes().as_json(), ""),
        "claims": (mg.claims(only=["interest-above-trillion"]).as_json(), "A row per claim, oldest first."),
        "scenario show": (mg.describe_scenario("deepseek-punished"), ""),
        "model show VARIABLE": (mg.show_variable("cons_real"), ""),
        "data status": (mg.data_status(), ""),
        **_questions(mg),
    }
    said = "What each command prints with `--json`: one document. Keys may be added, never renamed."
    parts = ["# JSON", "", f"{said} Lists show their first entry.", ""]
    for name, (document, note) in documents.items():
        parts += [f"## {name}", "", note, "", "```text", *key_lines(document), "```", ""]
    return "\n".join(parts)


def _questions(mg: Any) -> dict[str, tuple[Any, str]]:
    """The documents of the questions that take a target, an event, a loop, an outcome or an output."""
    levers = ("ai_productivity", "neutral_rate")
    answers = {
        "breakeven": mg.breakeven("debt_ratio[2027Q4] <= 102", levers, draws=50),
        "branch": mg.branch("efficiency-shock", draws=150),
        "loop": mg.loop(draws=20, quarters=20),
        "discover": mg.discover("10y > 5 or debt > 105", draws=400, quarters=12),
        "sensitivity": mg.sensitivity("rate_10y[2027Q1]", levers, size=16, trajectories=4),
    }
    return {verb: (answer.as_json(), "") for verb, answer in answers.items()}


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
