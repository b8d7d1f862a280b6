"""What a run is: hashes of all that decides its figures, and nothing that is only words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.code_version import code_hash
from moneygood.core.texts import economics_root, text_hash
from moneygood.runs.first_passage.triggers import BreakDefinition
from moneygood.runs.views.record import view_lines
from moneygood.scenarios.document import plan_document
from moneygood.scenarios.library import read_baseline
from moneygood.scenarios.resolve import ResolvedPlan, resolve

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.model.graph import Node
    from moneygood.model.model import Model
    from moneygood.runs.options import DrawOptions
    from moneygood.scenarios.plan import Plan

DECIDING = (
    "draws", "seed", "quarters", "backend", "sampling", "parameter_draws", "shocks", "posterior", "view",
)  # fmt: skip
"""The options of a run that its figures depend on, each by its own value."""

THROUGH_HASHES = ("vintage", "day", "breaks")
"""Options whose contents decide figures: the figures of the vintage, as of a day where one is named, and the
conditions of definitions are hashed."""

IDLE = ("threads", "batch", "cluster", "executor", "keep", "paths_to")
"""Options that never change a figure."""

PARTS = ("plan", "model", "vintage", "setting", "triggers", "options", "code")
SAID = {
    "plan": "the scenario",
    "model": "the model's texts",
    "vintage": "the vintage's figures",
    "setting": "the baseline, completion or policy texts",
    "triggers": "the definitions of the highs",
    "options": "the run's options",
    "code": "the code",
}
"""Each hash in the words of a message."""


@dataclass(frozen=True)
class Identity:
    """A SHA-256 (hex) for each thing that decides a run's figures. Equal identities are equal figures.

    `plan` is of the resolved plan, `setting` of the texts around it (completion, policy, the baseline's own
    plan), `triggers` of the definitions of the highs, `options` of draws, seed and their like, `code` of the
    code that makes figures.
    """

    plan: str
    model: str
    vintage: str
    setting: str
    triggers: str
    options: str
    code: str

    @property
    def digest(self) -> str:
        """One hash of them all."""
        return _hash([getattr(self, part) for part in PARTS])

    def as_json(self) -> dict[str, str]:
        """The hashes by name."""
        return asdict(self)

    def differences(self, other: Mapping[str, Any]) -> tuple[str, ...]:
        """A line for each hash of `other` (a stored one) that is not this one."""
        return tuple(
            f"{SAID[part]} ({part} hash {str(other.get(part))[:12]} there, {getattr(self, part)[:12]} here)"
            for part in PARTS
            if other.get(part) != getattr(self, part)
        )


def identity_of(
    workspace: Workspace,
    plan: Plan,
    request: DrawOptions,
    backend: str,
    definitions: Sequence[BreakDefinition],
    streamed: bool = False,
) -> Identity:
    """The identity of a run of `plan` on the `backend` that does its arithmetic.

    `definitions` are those of the highs; a `streamed` run forms its quantiles from bins, so its last digits
    are its own. Errors: S-codes for a plan that does not go with the model.
    """
    workspace.check(plan, request.quarters)
    model = workspace.model
    for variant in plan.variants:
        model = model.with_variant(variant)
    resolved = resolve(
        workspace.expanded(plan, request.quarters),
        model,
        workspace.levers,
        workspace.periods(request.quarters),
    )
    return identity_of_resolved(workspace, resolved, model, request, backend, definitions, streamed)


def identity_of_resolved(
    workspace: Workspace,
    resolved: ResolvedPlan,
    model: Model,
    request: DrawOptions,
    backend: str,
    definitions: Sequence[BreakDefinition],
    streamed: bool = False,
) -> Identity:
    """As `identity_of`, for a plan that is resolved and a `model` that has its variants."""
    options = deciding_options(request, backend, model, workspace.vintage.name) | {"streamed": streamed}
    return Identity(
        plan=plan_hash(resolved),
        model=model.hash,
        vintage=workspace.vintage.hash,
        setting=setting_hash(workspace.model.root),
        triggers=_hash([_definition(d) for d in definitions]),
        options=_hash(options),
        code=code_hash(),
    )


def plan_hash(resolved: ResolvedPlan) -> str:
    """A hash of what a plan does, quarter by quarter, however it is cut into entries."""
    document = resolved.as_document()
    cells = sorted((cell for e in document["entries"] for cell in _cells(e)), key=_text)
    return _hash({**document, "entries": cells})


def deciding_options(request: DrawOptions, backend: str, model: Model, vintage: str) -> dict[str, Any]:
    """The options that decide figures, files by what is in them."""
    out: dict[str, Any] = {name: getattr(request, name) for name in DECIDING}
    shape = request.shocks or model.distribution.kind
    out |= {"backend": backend, "shocks": shape, "posterior": None}
    views = [line.text for line in view_lines(out.pop("view"))]
    if views:  # a run without any keeps the identity that it had before there were views
        out["view"] = views
    if request.posterior is not None and request.parameter_draws:
        out["posterior"] = _file_hash(Path(request.posterior) / "draws.csv")
    if shape == "bootstrap":
        from moneygood.estimation.past.residual_table import table_path

        out["residuals"] = _file_hash(table_path(vintage, model.root))
    return out


def setting_hash(root: Path | None) -> str:
    """A hash of the texts that the completed history and the baseline's path are made of."""
    base = root or economics_root()
    files = [base / "dictionary" / "completion.yaml", base / "realtime" / "projected.csv"]
    files += sorted((base / "policy").glob("*.*"))
    texts = text_hash(f for f in files if f.is_file())
    return _hash([texts, plan_document(read_baseline(root), words=False)])


def _cells(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """An entry of a resolved plan's document, one for each of its quarters."""
    quarters = entry.get("quarters")
    if quarters is None:
        return [dict(entry)]
    along = [k for k in ("sizes", "numbers") if k in entry]
    return [
        {**entry, "quarters": quarter, **{k: entry[k][i] for k in along}}
        for i, quarter in enumerate(quarters)
    ]


def _definition(definition: BreakDefinition) -> list[Any]:
    """What a definition asks of a path, without its words."""
    sides = [
        [s.name, s.quarters_running, [[_node(c.node), c.bound, c.above, c.unit] for c in s.when]]
        for s in definition.sides
    ]
    derived = [[d.name, d.kind, _node(d.of), d.quarters] for d in definition.derived]
    return [definition.name, sides, derived]


def _node(node: Node) -> list[Any]:
    payload = list(node.payload) if isinstance(node.payload, tuple) else node.payload
    return [node.op, payload, [_node(a) for a in node.args]]


def _file_hash(file: Path) -> str:
    return text_hash([file]) if file.is_file() else ""


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)


def _hash(value: Any) -> str:
    return hashlib.sha256(_text(value).encode()).hexdigest()
