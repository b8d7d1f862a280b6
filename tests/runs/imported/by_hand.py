"""The equations of little.xml once more, written by hand, with a general solver: slow and obvious."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import root

NAMES = ("ygap", "inf", "zinf", "zlong", "zfar", "avg", "rule", "rate", "xq", "share")


def residuals(v, add, t, forward):
    """The ten residuals of quarter t; v(name, t), add(name, t)."""

    def x(name, lag=0):
        return v(name, t + lag)

    ygap = x("ygap") - (
        0.8 * x("ygap", -1) - 0.1 * (x("rate") - x("zinf") - x("rstar")) - 0.2 * (x("zlong") - x("zlong", -1))
    )
    inf = x("inf") - (0.5 * x("inf", -1) + 0.5 * x("zinf") + 0.05 * x("ygap"))
    zinf = x("zinf") - (0.95 * x("inf", 1) + 0.1 if "zinf" in forward else 0.7 * x("inf", -1) + 0.6)
    zlong = x("zlong") - (
        0.1 * x("rate") + 0.9 * x("zlong", 1)
        if "zlong" in forward
        else 0.3 * x("rate", -1) + 0.7 * (x("rstar") + 2)
    )
    zfar = x("zfar") - (x("avg", 3) if "zfar" in forward else x("inf", -1))
    avg = x("avg") - (x("inf") + x("inf", -1) + x("inf", -2) + x("inf", -3)) / 4
    wish = x("rstar") + x("inf") + 0.5 * (x("inf") - 2) + x("ygap") + 0.1 * abs(x("ygap"))
    rule = x("rule") - (0.6 * x("rate", -1) + 0.4 * wish)
    rate = x("rate") - max(x("rule"), x("rmin"))
    xq = math.log(x("xq") / x("xq", -1)) - (
        math.log(x("xqt") / x("xqt", -1)) + (x("ygap") - x("ygap", -1)) / 100
    )
    share = x("share") - (
        1 / (1 + math.exp(-25 * (x("ygap") + x("ygap", -1)))) + (0 if x("rate") > x("rmin") else 1)
    )
    made = (ygap, inf, zinf, zlong, zfar, avg, rule, rate, xq, share)
    return [r - add(n, t) for r, n in zip(made, NAMES, strict=True)]


def solve(panel, start, end, forward=(), changes=None):
    """The solution [variable, quarter] of all quarters together, by a general root finder."""
    first, last = panel.column(start), panel.column(end)
    table = {n: np.array(panel.series(n)) for n in panel.names}
    for name, values in (changes or {}).items():
        table.setdefault(name, np.zeros(len(panel.periods)))
        for quarter, value in values.items():
            table[name][panel.column(quarter)] = value
    zero = np.zeros(len(panel.periods))

    def add(name, t):
        return table.get(f"{name}_aerr", zero)[t] + table.get(f"{name}_trac", zero)[t]

    def equations(flat):
        moved = {n: table[n].copy() for n in NAMES}
        for i, n in enumerate(NAMES):
            moved[n][first : last + 1] = flat[i * span : (i + 1) * span]

        def v(name, t):
            return moved[name][t] if name in moved else table[name][t]

        return [r for t in range(first, last + 1) for r in residuals(v, add, t, forward)]

    span = last - first + 1
    guess = np.concatenate([table[n][first : last + 1] for n in NAMES])
    found = root(equations, guess, method="hybr", options={"xtol": 1e-13})
    assert np.max(np.abs(equations(found.x))) < 1e-9
    return found.x.reshape(len(NAMES), span)


def left_over(solved, forward=()):
    """The largest residual of the equations by hand on solved figures."""
    panel = solved.figures

    def v(name, t):
        return panel.series(name)[t]

    def add(name, t):
        return sum(v(f"{name}_{kind}", t) for kind in ("aerr", "trac") if f"{name}_{kind}" in panel)

    at = [panel.column(q) for q in solved.periods]
    return max(abs(r) for t in at for r in residuals(v, add, t, forward))
