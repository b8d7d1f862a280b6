"""Makes the pages of ``docs/days``: three days of the commentary, each asked on its own day and judged since.

``python docs/day_figures.py [DAY…]``: every figure on a page comes out of the questions that it names.
"""

from __future__ import annotations

import sys
from pathlib import Path

import moneygood as mg
from moneygood import api
from moneygood.core.answer import Table
from moneygood.core.figures import inside, listed
from moneygood.runs.came import CameFigure, seen_of

FOLDER = Path(__file__).parent / "days"
DRAWS = 2000

DAYS = {
    "2023-05-19": (
        "What carries the rally, and does it last?",
        "2023-05-19",
        (("rally 2022Q4 2023Q1", lambda day: mg.rally("2022Q4", "2023Q1", day=day)),),
    ),
    "2024-06-30": (
        "High prices, high rates, high debt, soaring stocks: which one changes first?",
        "2024-07-01",
        (("breakeven debt-stable", lambda day: mg.breakeven("debt-stable", draws=0, quarters=48, day=day)),),
    ),
    "2025-02-28": (
        "Why did yields rise while the Fed cut, and what does a cheap model do to them?",
        "2025-02-28",
        (
            ("why rate_10y --since 2024Q3 --until 2024Q4",
             lambda day: mg.why("rate_10y", since="2024Q3", until="2024Q4", day=day)),
            ("branch efficiency-shock", lambda day: mg.branch("efficiency-shock", day=day)),
        ),
    ),
}  # fmt: skip


def markdown(table: Table) -> str:
    """A table as Markdown, its first screen."""
    short = table.brief()
    head = [c.label for c in short.columns]
    rows = [head, ["---", *["---:"] * (len(head) - 1)], *short.texts()]
    return "\n".join("| " + " | ".join(str(c).replace("|", "/") for c in row) + " |" for row in rows)


def judged(rows: tuple[CameFigure, ...]) -> str:
    """In sentences: which figures came inside the 70% band after a year, and which were farthest out."""
    periods = list(dict.fromkeys(r.period for r in rows))
    at = periods[min(1, len(periods) - 1)]
    here = [r for r in rows if r.period == at]
    right = [r.label for r in here if 15.0 <= r.percentile <= 85.0]
    wrong = sorted(
        (r for r in here if not 15.0 <= r.percentile <= 85.0), key=lambda r: abs(r.percentile - 50)
    )
    said = f"In {at}, {len(right)} of {len(here)} came inside the band of 70% of draws"
    said += f" ({listed([inside(r) for r in right])})." if right else "."
    for row in reversed(wrong):
        side = "higher" if row.percentile > 50 else "lower"
        said += f" {row.label} came {side}: {row.came:,.4g} against {row.median:,.4g}"
        said += f" (percentile {row.percentile:.0f})."
    return said


def page(day: str) -> str:
    """The page of a day."""
    question, dated, asked = DAYS[day]
    run = api.run("baseline", draws=DRAWS, day=day)
    first = mg.first(draws=DRAWS, causes=0, day=day)
    came = [t for t in run.tables if t.columns[0].label == "what came"]
    out = [
        f"# {day}: {question}",
        "",
        f"What would have been said on {day}, on what was known then, and beside it what came since.",
        f"{seen_of(run.workspace)} Made by `python docs/day_figures.py {day}`.",
        "",
        "## What would have been said, and what came",
        "",
        f"`moneygood run --from {day}`: {run.lead}",
        "",
        markdown(came[0]),
        "",
        judged(run.came),
        "",
        "## Which changes first",
        "",
        f"`moneygood first --from {day}`: {first.answer.lead}",
        "",
        markdown(came[1]),
        "",
        "## The questions of the day",
        "",
    ]
    for words, ask in asked:
        answer = ask(day)
        answer = getattr(answer, "answer", answer)
        out += [f"`moneygood {words} --from {day}`: {answer.lead}", "", markdown(answer.tables[0]), ""]
    out += [
        "## The claims, judged as of the day and since",
        "",
        "| claim | as of the day | since |",
        "| --- | --- | --- |",
    ]
    for row in api.claims().as_json():
        if str(row["date"]) == dated:
            verdicts = [str(row[k]).replace("_", " ") for k in ("verdict_as_of", "verdict_since")]
            out.append("| " + " | ".join([row["statement"].replace("|", "/"), *verdicts]) + " |")
    return "\n".join(out) + "\n"


def main(words: list[str]) -> int:
    """Write the pages of the days named, all when none are."""
    FOLDER.mkdir(exist_ok=True)
    for day in words or DAYS:
        (FOLDER / f"{day}.md").write_text(page(day), encoding="utf-8")
        sys.stdout.write(f"{FOLDER / day}.md\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
