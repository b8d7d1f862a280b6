"""The chart of `first`: the cascade as a graph, arrows from what breaks to what then comes sooner or
later."""

from __future__ import annotations

from math import cos, hypot, log, pi, sin, sqrt
from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.came import came_panels
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.questions.first.answer import FirstAnswer, certain
from moneygood.runs.first_passage.cascade import Edge

ARROWS = 12
WIDE, HIGH = 640, 460
MORE, LESS = "#a63c06", "#0b5394"
STEPS = 24
Point = tuple[float, float]


def chart(answer: FirstAnswer) -> dict[str, Any]:
    """A node per way to break, its size the odds of breaking at all; an arrow per link that is sure.

    An arrow's words are the odds against what would happen anyway and the median wait in quarters.
    """
    sides = answer.passage.sides
    place = _circle(list(sides))
    links = [e for e in answer.passage.side_edges if certain(e)]
    links.sort(key=lambda e: -abs(log(e.odds_ratio or 1.0)))
    lines: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    for number, edge in enumerate(links[:ARROWS]):
        _arrow(edge, number, place, sides[edge.to].p_ever, answer, lines, heads)
    title = {
        "text": answer.title,
        "subtitle": [
            f"Circles: odds of breaking by {answer.passage.periods[-1]}. Arrows: odds of what follows "
            "within eight quarters against",
            "paths that had come as far with neither, and the median wait in quarters (q).",
        ],
    }
    graph = {
        "width": WIDE,
        "height": HIGH,
        "layer": [*_arrow_layers(lines, heads), *_node_layers(_nodes(answer, place)), *_words_layers(heads)],
    }
    came = came_panels(events=answer.came)
    apart = {"resolve": {"scale": {"color": "independent"}}}
    body = {"hconcat": [graph, *came], **apart} if came else graph
    head = {"$schema": SCHEMA, "title": title, "description": answer.reading, "config": CONFIG}
    return {**head, **body}


def _nodes(answer: FirstAnswer, place: dict[str, Point]) -> list[dict[str, Any]]:
    """A row per way to break: where it stands, its odds, its size and colour."""
    nodes = []
    for i, (key, side) in enumerate(answer.passage.sides.items()):
        x, y = place[key]
        high = key.split(".", 1)[0]
        nodes.append(
            {
                "x": x, "y": y, "label": side.label, "high": answer.passage.highs[high].label,
                "percent": f"{100 * side.p_ever:.0f}%", "size": 500 + 1600 * side.p_ever, "p": side.p_ever,
                "colour": theme.high_colour(high, i), "lx": 1.1 * x, "ly": y + (40 if y >= 0 else -40),
            }
        )  # fmt: skip
    return nodes


def _arrow_layers(lines: list[dict[str, Any]], heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"data": {"values": lines}, "mark": {"type": "line"}, "encoding": _line_encoding()},
        {
            "data": {"values": heads},
            "mark": {"type": "point", "shape": "triangle", "filled": True, "size": 130, "opacity": 1},
            "encoding": {
                **_xy("x", "y"),
                "angle": {"field": "angle", "type": "quantitative", "scale": None},
                "color": _direction(),
            },
        },
    ]


def _node_layers(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    circle = {
        "data": {"values": nodes},
        "mark": {"type": "circle", "opacity": 1},
        "encoding": {
            **_xy("x", "y"),
            "size": {"field": "size", "type": "quantitative", "scale": None},
            "color": {"field": "colour", "type": "nominal", "scale": None},
            "tooltip": [{"field": "label"}, {"field": "high"}, {"field": "percent"}],
        },
    }
    percent = _text(nodes, ("x", "y"), "percent", {"color": theme.PAPER, "fontSize": 12, "fontWeight": 600})
    large = {"fontSize": 12.5, "fontWeight": 600}
    return [
        circle,
        percent,
        _text(nodes, ("lx", "ly"), "label", {**large, **_halo(6)}),
        _text(nodes, ("lx", "ly"), "label", {**large, "color": theme.INK}),
    ]


def _words_layers(heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    words = _text(heads, ("tx", "ty"), "words", {"fontSize": 11.5})
    words["encoding"]["color"] = _direction()
    return [_text(heads, ("tx", "ty"), "words", {"fontSize": 11.5, **_halo(5)}), words]


def _text(
    rows: list[dict[str, Any]], at: tuple[str, str], field: str, mark: dict[str, Any]
) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "mark": {"type": "text", **mark},
        "encoding": {**_xy(*at), "text": {"field": field}},
    }


def _halo(width: int) -> dict[str, Any]:
    """Paper-coloured edges that keep words readable over lines."""
    return {"stroke": theme.PAPER, "strokeWidth": width, "strokeOpacity": 1}


def _circle(keys: list[str]) -> dict[str, Point]:
    """Places around an ellipse, the first at the top."""
    turn = 2 * pi / max(len(keys), 1)
    return {k: (235 * sin(i * turn), 175 * cos(i * turn)) for i, k in enumerate(keys)}


def _arrow(
    edge: Edge,
    number: int,
    place: dict[str, Point],
    p_to: float,
    answer: FirstAnswer,
    lines: list[dict[str, Any]],
    heads: list[dict[str, Any]],
) -> None:
    """A curve from one node to the other, bent to its right so that two opposite arrows do not meet."""
    (ax, ay), (bx, by) = place[edge.origin], place[edge.to]
    length = hypot(bx - ax, by - ay) or 1.0
    bend = 0.16
    cx = (ax + bx) / 2 + bend * (by - ay)
    cy = (ay + by) / 2 - bend * (bx - ax)
    start, stop = 22 / length, 1 - (14 + sqrt((500 + 1600 * p_to) / pi)) / length
    points = []
    for step in range(STEPS + 1):
        t = start + (stop - start) * step / STEPS
        points.append(
            (
                (1 - t) ** 2 * ax + 2 * t * (1 - t) * cx + t * t * bx,
                (1 - t) ** 2 * ay + 2 * t * (1 - t) * cy + t * t * by,
            )
        )
    odds = edge.odds_ratio or 1.0
    kind = "likelier" if odds > 1 else "less likely"
    width = 1.0 + min(abs(log(odds)), 3.0)
    name = f"{answer.passage.sides[edge.origin].label} → {answer.passage.sides[edge.to].label}"
    lines += [
        {"x": x, "y": y, "link": number, "order": i, "kind": kind, "width": width}
        for i, (x, y) in enumerate(points)
    ]
    (px, py), (qx, qy) = points[-2], points[-1]
    mid = points[int(STEPS * 0.45)]
    wait = "" if edge.lag_quarters is None else f", {edge.lag_quarters:.0f} q"
    heads.append(
        {
            "x": qx,
            "y": qy,
            "angle": _clock(qx - px, qy - py),
            "kind": kind,
            "tx": mid[0],
            "ty": mid[1],
            "words": f"×{odds:.2g}{wait}",
            "link": name,
        }
    )


def _clock(dx: float, dy: float) -> float:
    """The direction of a step as degrees clockwise from up."""
    from math import atan2, degrees

    return degrees(atan2(dx, dy))


def _xy(x: str, y: str) -> dict[str, Any]:
    axis = {"type": "quantitative", "axis": None, "scale": {"domain": [-320, 320], "nice": False}}
    return {
        "x": {"field": x, **axis},
        "y": {"field": y, **axis, "scale": {"domain": [-230, 230], "nice": False}},
    }


def _direction() -> dict[str, Any]:
    return {
        "field": "kind", "type": "nominal", "title": "what follows is",
        "scale": {"domain": ["likelier", "less likely"], "range": [MORE, LESS]},
        "legend": {"orient": "bottom"},
    }  # fmt: skip


def _line_encoding() -> dict[str, Any]:
    return {
        **_xy("x", "y"),
        "detail": {"field": "link", "type": "nominal"},
        "order": {"field": "order", "type": "quantitative"},
        "strokeWidth": {"field": "width", "type": "quantitative", "scale": None},
        "color": _direction(),
    }
