"""A receipt for a figure: what it is, what decided it, and how anyone can compute it again."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from moneygood.baseline.opening import Progress
from moneygood.core.answer import as_plain
from moneygood.core.atomic import write_whole
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.json_text import read_json
from moneygood.core.periods import Quarter
from moneygood.core.texts import parse_yaml
from moneygood.restarts.opening import load
from moneygood.runs.compare import compare
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.store.identity import DECIDING, identity_of
from moneygood.runs.store.libraries import versions
from moneygood.runs.store.replay import RunVerdict, other_versions, run_again
from moneygood.runs.views.record import view_lines
from moneygood.scenarios.document import plan_text
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan

FORM = "moneygood receipt 1"
QUANTILES = {"q05": 0.05, "q15": 0.15, "q30": 0.30, "median": 0.5, "q70": 0.70, "q85": 0.85, "q95": 0.95}
HIGHS = ("p_first", "p_within_4q", "p_within_12q", "p_ever")
PAIRED = ("difference", "mc_error", "low70", "high70")
STATISTICS = (*QUANTILES, "mean", *HIGHS, *PAIRED)


@dataclass(frozen=True)
class Receipt:
    """One figure of a run, or of a run against another: `value` in `unit`, and all that it hangs on.

    `scenario` (and `against`) are whole scenario documents; `options` are those that decide figures;
    `identity` (and `identity_against`) the hashes. `seal` is the hash of the rest, so that a change by hand
    shows.
    """

    run: str
    name: str
    title: str
    variable: str
    statistic: str
    period: str | None
    unit: str
    value: float
    vintage: str
    options: dict[str, Any]
    scenario: str
    identity: dict[str, str]
    against: str | None = None
    identity_against: dict[str, str] | None = None
    versions: dict[str, str] = field(default_factory=dict)
    sealed: str | None = field(default=None, compare=False)
    """The seal that a receipt came with, None for one made here."""

    @property
    def seal(self) -> str:
        """A hash of everything in it."""
        return hashlib.sha256(json.dumps(self._said, sort_keys=True).encode()).hexdigest()

    @property
    def _said(self) -> dict[str, Any]:
        return {k: v for k, v in asdict(self).items() if k != "sealed"}

    def as_json(self) -> dict[str, Any]:
        """The receipt as a document; `value_hex` is the figure to the bit."""
        return {"form": FORM, **self._said, "value_hex": self.value.hex(), "seal": self.seal}

    @property
    def text(self) -> str:
        """The receipt as text, to be kept beside the figure or sent with it."""
        return json.dumps(as_plain(self.as_json()), indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def write(self, file: str | Path) -> Path:
        """Write the receipt to a file; R001 where it cannot be written."""
        path = Path(file)
        try:
            write_whole(path, self.text)
        except OSError as fault:
            reason = (fault.strerror or "unwritable").lower()
            raise MoneygoodError(
                "R001", f"{path} cannot be written ({reason})", None, "Choose another"
            ) from None
        return path


def receipt_of(
    result: RunResult,
    variable: str,
    period: Quarter | str | None = None,
    statistic: str = "median",
    *,
    against: RunResult | None = None,
) -> Receipt:
    """The receipt of one figure of a run.

    `statistic` is ``median``, ``mean`` or a quantile (``q05`` to ``q95``) of a kept variable in `period`;
    ``p_first``, ``p_within_4q``, ``p_within_12q`` or ``p_ever`` of a high such as ``rates``, without a
    period; or, `against` another run on the same draws, ``difference`` (the mean), ``mc_error``, ``low70``
    or ``high70`` of the difference. Errors: A075, C001, C007, A014 for what is not in the run, R006 for
    another statistic.
    """
    name = variable if statistic in HIGHS else result.resolve(variable)
    when = None if period is None else str(Quarter.parse(period))
    value, unit = _figure(result, name, when, statistic, against)
    options = {k: getattr(result.request, k) for k in DECIDING}
    options |= {"backend": result.simulation.backend, "streamed": result.streamed}
    options["view"] = [line.text for line in view_lines(result.request.view)]
    if result.request.posterior is not None or result.request.breaks:
        what = "a run with a posterior or definitions of your own hangs on files that a receipt cannot hold"
        raise MoneygoodError("R006", what, None, "Store the run, and verify that: moneygood runs verify")
    return Receipt(
        run=result.id, name=result.plan.name, title=result.plan.title, variable=name, statistic=statistic,
        period=when, unit=unit, value=value, vintage=result.workspace.vintage.name, options=options,
        scenario=plan_text(result.plan), identity=result.identity.as_json(),
        against=None if against is None else plan_text(against.plan),
        identity_against=None if against is None else against.identity.as_json(),
        versions=versions(),
    )  # fmt: skip


def read_receipt(source: str | Path | Mapping[str, Any]) -> Receipt:
    """The receipt in a file or a document; R006 where it is none, or was changed by hand."""
    where = "the receipt"
    found: Any = source
    if not isinstance(source, Mapping):
        where = str(source)
        try:
            found = read_json(Path(source).read_text(encoding="utf-8"))
        except OSError as fault:
            reason = (fault.strerror or "unreadable").lower()
            raise MoneygoodError(
                "R006", f"{where} cannot be read ({reason})", None, "Check the path"
            ) from None
        except ValueError:
            found = None
    if not isinstance(found, Mapping) or found.get("form") != FORM:
        raise MoneygoodError("R006", f"{where} is not a receipt of moneygood", None, None)
    try:
        said = {k: found[k] for k in Receipt.__dataclass_fields__ if k != "sealed"}
        exact = {"value": float.fromhex(found["value_hex"]), "sealed": str(found["seal"])}
        receipt = Receipt(**said | exact)
        RunRequest(**_request(receipt))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise MoneygoodError("R006", f"something is missing or wrong in {where}", None, None) from None
    if receipt.value != said["value"] and not (math.isnan(receipt.value) and said["value"] is None):
        raise MoneygoodError("R006", f"the two writings of the value in {where} do not agree", None, None)
    return receipt


def verify_receipt(
    source: Receipt | str | Path | Mapping[str, Any], *, threads: int = 0, progress: Progress | None = None
) -> RunVerdict:
    """The figure of a receipt computed again: same to the bit, or which hash or figure differs.

    Errors: R006 for a receipt that cannot be read, D003 for a vintage that is not here, S-codes for its
    scenario.
    """
    receipt = source if isinstance(source, Receipt) else read_receipt(source)
    hashes: list[str] = []
    if receipt.sealed not in (None, receipt.seal):
        hashes.append(
            f"the receipt itself (seal hash {str(receipt.sealed)[:12]} there, {receipt.seal[:12]} here)"
        )
    workspace = load(receipt.vintage)
    request = replace(RunRequest(**_request(receipt)), threads=threads)
    definitions = read_breaks(workspace.model)
    runs: list[RunResult] = []
    for text, name, stored in (
        (receipt.scenario, receipt.name, receipt.identity),
        (receipt.against, "against", receipt.identity_against),
    ):
        if text is None:
            continue
        plan = _plan(text, name)
        streamed = bool(receipt.options.get("streamed"))
        own = identity_of(workspace, plan, request, request.backend, definitions, streamed)
        hashes += [h for h in own.differences(stored or {}) if h not in hashes]
        runs.append(run_again(workspace, plan, request, streamed, progress))
    value, _ = _figure(
        runs[0], receipt.variable, receipt.period, receipt.statistic, runs[1] if len(runs) > 1 else None
    )
    what = " ".join(x for x in (receipt.statistic, receipt.variable, receipt.period) if x)
    same = value.hex() == receipt.value.hex()
    figures = () if same else ((what, receipt.value, value),)
    return RunVerdict(f"{receipt.run} {what}", tuple(hashes), figures, other_versions(receipt.versions), 1)


def _plan(text: str, name: str) -> Plan:
    return parse_plan(parse_yaml(text, "receipt"), name, None, text)


def _request(receipt: Receipt) -> dict[str, Any]:
    keep = () if receipt.statistic in HIGHS else (receipt.variable,)
    options = {"view": (), **receipt.options}  # a receipt from before there were views has none
    return {k: options[k] for k in DECIDING} | {"keep": keep}


def _figure(
    result: RunResult, name: str, period: str | None, statistic: str, against: RunResult | None
) -> tuple[float, str]:
    """A figure of a run with its unit."""
    if statistic in HIGHS:
        highs = result.first.highs
        if name not in highs:
            hint = did_you_mean(name, highs) or f"There is {', '.join(highs)}"
            raise MoneygoodError("R006", f"there is no high {name!r}", None, hint)
        return float(getattr(highs[name], statistic)), "1"
    if statistic not in STATISTICS or (statistic in PAIRED) != (against is not None):
        there = PAIRED if against is not None else (*QUANTILES, "mean", *HIGHS)
        hint = did_you_mean(statistic, there) or f"There is {', '.join(there)}"
        raise MoneygoodError("R006", f"there is no statistic {statistic!r} of this", None, hint)
    if period is None:
        raise MoneygoodError("R006", f"a {statistic} needs a quarter", None, "Name one, such as 2027Q4")
    if against is not None:
        found = compare(
            result.paths, against.paths, [name], [Quarter.parse(period)], units=result.workspace.units
        )
        return float(getattr(found.rows[0], statistic)), found.rows[0].unit
    fan = result.quantiles(name)
    periods = [str(p) for p in fan.periods]
    if period not in periods:
        raise MoneygoodError("A014", f"{period} is outside the run, which covers {periods[0]}..{periods[-1]}")
    row = fan.mean if statistic == "mean" else fan.level(QUANTILES[statistic])
    return float(row[periods.index(period)]), result.units[name]
