"""Every reader of what people write: a name, and a function of an odd source that reads one input.

What it returns does not matter: a reader takes the input, or says in one line why not.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from attack.odd import Odd
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root, parse_yaml

Try = Callable[[Odd, Path], Any]
"""Reads one odd input; the folder is for files that have to exist."""

MOST_SEEDS = 6
"""Files of a kind that are broken: the smallest that ship."""


def readers() -> dict[str, Try]:
    """All readers by name."""
    from attack.held import held_readers

    return {**_kinds(), **_texts(), **_tables(), **held_readers(), **_requests()}


@lru_cache(maxsize=1)
def the_model() -> Any:
    """The shipped model."""
    from moneygood.model.build import load_model

    return load_model()


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    from moneygood.model.names import names_of

    return {**names_of(the_model()), "alias": []}


@lru_cache(maxsize=1)
def calendar() -> Any:
    """The quarters that a condition may name."""
    from moneygood.core.periods import Quarter
    from moneygood.runs.path_formula import Calendar

    return Calendar(Quarter.parse("1960Q1"), Quarter.parse("2026Q4"), Quarter.parse("2037Q2"))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of the folder."""
    path = folder / name
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return path


@lru_cache(maxsize=256)
def seeds(pattern: str) -> tuple[tuple[str, str, Any], ...]:
    """Name, text and content of the shipped files that a pattern names, the smallest first."""
    files = sorted(economics_root().glob(pattern), key=lambda f: f.stat().st_size)[:MOST_SEEDS]
    texts = [(f.name, f.read_text(encoding="utf-8")) for f in files if f.stat().st_size < 40_000]
    return tuple((name, text, parse_yaml(text, name)) for name, text in texts)


def _kinds() -> dict[str, Try]:
    """The kinds of text, by the one reader of records: as documents and as files."""
    from moneygood.api.text_kinds import text_kinds
    from moneygood.core.record_reading import Reading
    from moneygood.core.texts import SourceLocation

    out: dict[str, Try] = {}
    for kind in text_kinds().values():
        patterns = kind.files

        def read(odd: Odd, folder: Path, kind: Any = kind, patterns: Any = patterns) -> Any:
            shipped = [s for p in patterns for s in seeds(p)]
            name, text, content = odd.choice(
                shipped or [("x.yaml", OWN_TEXT, parse_yaml(OWN_TEXT, "x.yaml"))]
            )
            known = _names() if odd.random() < 0.5 else {}
            faults: list[MoneygoodError] | None = [] if odd.random() < 0.5 else None
            if odd.random() < 0.35:
                content = parse_yaml(odd.text(text), name)
            else:
                content = odd.document(content)
            found = kind.read_content(content, SourceLocation(None), Reading(kind.codes, known, None, faults))
            for fault in faults or ():
                raise fault
            return found

        out[f"kind {kind.name}"] = read
    return out


def _texts() -> dict[str, Try]:
    """Formulas, equations, conditions, views, prose, XML."""
    from moneygood.articles.prose import read_article
    from moneygood.core.periods import Quarter, parse_range
    from moneygood.core.units import Unit
    from moneygood.data.as_of import day_of
    from moneygood.model.formula import parse_expression
    from moneygood.model.importers.frbus import read_frbus
    from moneygood.model.read import read_equations
    from moneygood.runs.path_formula import read_condition, read_formula
    from moneygood.runs.views.text import read_view

    def equations(odd: Odd, folder: Path) -> Any:
        files = sorted((economics_root() / "equations").glob("*.eq"))
        text = odd.choice(files).read_text(encoding="utf-8")
        at = odd.randrange(max(1, len(text) - 1500))
        found = read_equations(odd.text(text[at : at + 1500]), "odd.eq")
        for fault in found.errors:
            raise fault
        return found

    def own_model(odd: Odd, folder: Path) -> Any:
        text = odd.text(FRBUS).replace("rff_aerr =", f"rff_aerr = {odd.formula(3)} +", odd.random() < 0.4)
        return read_frbus(write(folder, "model.xml", text.encode("utf-8", "replace"))).equations("all")

    def article(odd: Odd, folder: Path) -> Any:
        return read_article(odd.text(ARTICLE), odd.choice(("a.md", "a.txt", "a.html")))

    def condition(odd: Odd, folder: Path) -> Any:
        joint = odd.choice((" and ", " or ", " > ", "not "))
        text = joint.join(odd.formula(2) for _ in range(odd.randint(1, 5)))
        return read_condition(text, the_model(), calendar())

    def yaml(odd: Odd, folder: Path) -> Any:
        text = odd.choice(("", "- ", "a: ", "{", "a: &a [", "? ", "<<: ")) * odd.choice((1, 3, 100, 5000))
        return parse_yaml(text + odd.word(), "odd.yaml")

    def short(read: Callable[[str], Any], seeds: tuple[str, ...]) -> Try:
        return lambda odd, folder: read(odd.text(odd.choice(seeds)) if odd.random() < 0.7 else odd.word())

    views = (
        "rate_10y[2027Q4] ~ 4.2 ± 0.5 pct/yr",
        "rate_10y[2027Q4] > 5 : 30 %",
        "q90(rate_10y[2028Q1]) ~ 50 bp",
    )
    return {
        "equations": equations,
        "formula": lambda odd, folder: parse_expression(odd.formula(), the_model()),
        "path formula": lambda odd, folder: read_formula(odd.formula(), the_model(), calendar()),
        "condition": condition,
        "view": short(lambda text: read_view(text, the_model(), calendar()), views),
        "quarter": short(Quarter.parse, ("2026Q3", "2026-q3")),
        "quarters": short(parse_range, ("2026Q3..2028Q2", "FY2027..FY2028", "2027")),
        "day": short(day_of, ("2026-08-01", "2024Q2")),
        "unit": short(Unit.parse, ("usd/yr", "pct/yr", "usd17/yr^2")),
        "own model (XML)": own_model,
        "article": article,
        "YAML": yaml,
    }


def _tables() -> dict[str, Try]:
    """Tables as CSV, workbook, Parquet and LONGBASE, of figures, paths, weights and scenarios."""
    from moneygood.core.periods import quarter_range
    from moneygood.data.longbase import read_longbase
    from moneygood.data.own import read_series, read_table
    from moneygood.portfolios.weight_tables import weight_table
    from moneygood.scenarios.plan import Spot
    from moneygood.scenarios.supervisors import read_supervisors
    from moneygood.scenarios.value_files import read_values

    wanted = quarter_range("2027Q1", "2027Q4")

    def table(odd: Odd, folder: Path, seed: str, sheets: bool = True) -> Path:
        if sheets and odd.random() < 0.4:
            return write(folder, "odd.xlsx", workbook(odd, seed))
        if sheets and odd.random() < 0.15:
            return write(folder, odd.choice(("odd.parquet", "odd.xlsx", "odd.nc")), odd.text(seed))
        coded = odd.text(seed).encode(odd.choice(("utf-8", "utf-8", "utf-8", "utf-16", "latin-1")), "replace")
        return write(folder, "odd.csv", coded)

    def values(odd: Odd, folder: Path) -> Any:
        return read_values(str(table(odd, folder, FIGURES)), "rate_10y", None, wanted, Spot(None))

    def scenario(odd: Odd, folder: Path) -> Any:
        return read_supervisors(table(odd, folder, SUPERVISORS, sheets=False))

    return {
        "table of figures": lambda odd, folder: read_table(table(odd, folder, FIGURES)),
        "table with units": lambda odd, folder: read_series(table(odd, folder, WITH_UNITS)),
        "values of a path": values,
        "table of weights": lambda odd, folder: weight_table(table(odd, folder, WEIGHTS)),
        "supervisors' table": scenario,
        "LONGBASE": lambda odd, folder: read_longbase(write(folder, "odd.txt", odd.text(LONGBASE))),
    }


def workbook(odd: Odd, seed: str) -> bytes:
    """A workbook with the cells of a table, some of its XML broken."""
    rows = [line.split(",") for line in seed.strip().split("\n")]
    cells = "".join(
        f'<row r="{r}">' + "".join(_cell(odd, r, c, text) for c, text in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, 1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="S" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/>'
        "</Relationships>",
        "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }
    broken = odd.choice([*parts, "", "", ""])
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        for name, text in parts.items():
            whole = odd.text(text) if name == broken else text
            book.writestr(name, whole.encode("utf-8", "replace"))
    made = content.getvalue()
    return made[: odd.randrange(len(made))] if odd.random() < 0.1 else made


def _cell(odd: Odd, row: int, column: int, text: str) -> str:
    if odd.random() < 0.02:
        text = odd.word()[:200]
    name = (
        f"{chr(65 + column)}{row}"
        if odd.random() > 0.01
        else odd.choice(("XFD1048576", "A0", "A9999999", "1A", ""))
    )
    clean = "".join(c for c in text if c.isprintable() and c not in "<&>\ufeff")
    try:
        return f'<c r="{name}"><v>{float(clean)}</v></c>'
    except ValueError:
        return f'<c r="{name}" t="inlineStr"><is><t>{clean}</t></is></c>'


def _requests() -> dict[str, Try]:
    """JSON over REST, queries, receipts, manifests, and the command line up to its request."""
    from moneygood.core.json_text import read_json
    from moneygood.questions.registry import QUESTIONS
    from moneygood.runs.imported.request import put_values, read_targets
    from moneygood.runs.store.entry import parse_manifest
    from moneygood.runs.store.receipt import read_receipt
    from moneygood.scenarios.read import parse_plan
    from moneygood.surfaces.web.limits import WebLimits
    from moneygood.surfaces.web.offered import offered, offered_fields, web_request

    def body(odd: Odd, folder: Path) -> Any:
        question = odd.choice(offered())
        names = list(offered_fields(question))
        sent = {odd.choice(names): odd.value() for _ in range(odd.randint(0, 3))}
        if odd.random() < 0.3:
            sent["scenario"] = odd.document(odd.choice(seeds("scenarios/*.yaml"))[2])
        text = json.dumps(_plain(sent))
        try:
            sent = read_json(odd.text(text) if odd.random() < 0.3 else text)
        except ValueError:
            raise MoneygoodError("U011", "the body is not JSON") from None
        if not isinstance(sent, dict):
            raise MoneygoodError("U011", "the body has to be an object")
        return web_request(question, sent, WebLimits(), typed=True)

    def query(odd: Odd, folder: Path) -> Any:
        question = odd.choice(offered())
        names = list(offered_fields(question))
        return web_request(
            question, {odd.choice(names): odd.word() for _ in range(3)}, WebLimits(), typed=False
        )

    def sent_plan(odd: Odd, folder: Path) -> Any:
        return parse_plan(odd.document(odd.choice(seeds("scenarios/*.yaml"))[2]), "sent")

    def receipt(odd: Odd, folder: Path) -> Any:
        content = odd.document(RECEIPT) if odd.random() < 0.6 else odd.value()
        text = json.dumps(_plain(content))
        return read_receipt(write(folder, "receipt.json", odd.text(text) if odd.random() < 0.4 else text))

    def entry(odd: Odd, folder: Path) -> Any:
        from moneygood.core.panel import Panel
        from moneygood.core.periods import Quarter, quarter_range

        first, last = Quarter.parse("2040Q1"), Quarter.parse("2042Q4")
        if odd.random() < 0.5:
            return read_targets([odd.text("lur:lhp_aerr=4.2,4.1@2040Q1..2040Q2")], first, last)
        figures = Panel.empty(("rff_aerr",), quarter_range(first, last))
        return put_values(figures, [odd.text("rff_aerr=0.5@2040Q1")] * odd.randint(1, 2), first, last)

    def line(odd: Odd, folder: Path) -> Any:
        return ask_by_line(odd, odd.choice(QUESTIONS))

    return {
        "REST body": body, "REST query": query, "sent scenario": sent_plan, "receipt": receipt,
        "manifest": lambda odd, folder: parse_manifest(
            odd.text('{"id": "x", "draws": 8}').encode("utf-8", "replace"), "here"
        ),
        "FRB/US request": entry, "command line": line,
    }  # fmt: skip


def ask_by_line(odd: Odd, question: Any) -> Any:
    """A command with odd options, as far as its request: MoneygoodError for what the command line refuses."""
    from moneygood.surfaces.cli import commands

    made = commands.made(question)
    words = []
    for option in made.params:
        if not option.opts[0].startswith("-"):
            words += [odd.word() if odd.random() < 0.5 else "baseline"]
        elif option.name not in ("help",) and odd.random() < 0.2:
            words += [option.opts[0]] + ([] if getattr(option, "is_flag", False) else [odd.word()])
    given: dict[str, Any] = {}
    with _asked_only(commands, given):
        try:
            made.main(words, prog_name="x", standalone_mode=False)
        except SystemExit:
            return None
    return given


class _asked_only:
    """While it lasts, commands make their request and do nothing with it."""

    def __init__(self, commands: Any, given: dict[str, Any]) -> None:
        self.commands, self.given, self.kept = commands, given, (commands.answer, commands.OWN)

    def __enter__(self) -> None:
        from moneygood.surfaces.cli import compare, note, run, validate

        own = {"run": run, "compare": compare, "note": note, "validate": validate}
        self.acts = [(module, module.act) for module in own.values()]

        def stop(asking: Any) -> None:
            self.given["request"] = asking.request()

        self.commands.answer = stop
        for module, _ in self.acts:
            module.act = stop

    def __exit__(self, *_: object) -> None:
        self.commands.answer = self.kept[0]
        for module, act in self.acts:
            module.act = act


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, int) and abs(value) > 1e300:
        return 1e300
    return (
        [_plain(v) for v in value] if isinstance(value, list) else value if _jsonable(value) else str(value)
    )


def _jsonable(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


OWN_TEXT = (
    "views:\n- {of: 'rate_10y[2027Q4]', mean: 4.5, sd: 0.5, unit: pct/yr}\n"
    "- {event: 'debt_ratio[2027Q4] > 105', probability: 40}\n"
)
"""What people write of the one kind of which no text ships: views."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIGURES = "period,rate_10y,cpi\n" + "".join(f"2027Q{q},4.{q},{q}e2\n" for q in range(1, 5))
WITH_UNITS = "period,tokens [usd/yr],share [1]\n2027Q1,1.5,0.2\n2027Q2,1.6,0.3\n"
WEIGHTS = "block,weight,as\nus_stocks,60,holdings\ntreasury_10y,40,holdings\n"
SUPERVISORS = (
    "Scenario Name,Date,Real GDP growth,Unemployment rate,10-year Treasury yield\n"
    "Severe,2027 Q1,-5.0,6.1,3.2\nSevere,2027 Q2,-3.5,7.0,2.9\n"
)
LONGBASE = "OBS,RFF,XGDP\n2040Q1,4.5,100\n2040Q2,4.25,NA\n"
ARTICLE = (
    "---\ntitle: Rates\ndate: 2026-08-01\n---\n# Head\n\nThe Fed held rates at 4.25 percent in July 2026. "
    "Will stocks fall by 20% within two years?\n\n- Debt is 100% of GDP.\n\n<p>Inflation > 3 %.</p>\n"
)
FRBUS = """<frbus><name>odd</name>
<variable><name>rff</name><sector>m</sector><equation_type>behavioral</equation_type><stochastic_type>YES</stochastic_type>
<standard_equation><python_equation>rff - rff_aerr = y_rff_1 * rff(-1) + max(xgap, .01)</python_equation>
<coeff><cf_name>y_rff(1)</cf_name><cf_value>0.8</cf_value></coeff></standard_equation></variable>
<variable><name>xgap</name></variable></frbus>"""
RECEIPT = {
    "form": "moneygood receipt 1", "run": "x", "name": "baseline", "title": "t", "variable": "rate_10y",
    "statistic": "median", "period": "2027Q4", "unit": "pct/yr", "value": 4.5, "value_hex": "0x1.2p+2",
    "vintage": "2026-11", "options": {"draws": 8, "seed": 1, "quarters": 8}, "scenario": "title: x",
    "identity": {}, "against": None, "identity_against": None, "versions": {}, "seal": "x",
}  # fmt: skip
