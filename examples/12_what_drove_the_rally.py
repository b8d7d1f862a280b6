"""What drove the rally since 2022, and does the answer survive another duration?

Takes the change of the S&P 500 apart over a window of history, shows how far the residual moves with the
durations that nobody knows, and says which chapter of the story it was when the window began and ended.
"""

import moneygood as mg

FIRST, LAST = "2022Q4", "2024Q2"

answer = mg.rally(FIRST, LAST).answer
window = answer.windows[0]
print(f"S&P 500 from {FIRST} to {LAST}: {window.total:+.1f} log percent")
for part in window.parts:
    span = f"   from {part.low:+6.1f} to {part.high:+6.1f}" if part.coefficients else ""
    measured = f"{part.value:+6.1f}{span}" if part.measured else "  not measured"
    print(f"  {part.label:38}{measured}")
print(f"  {'Residual':38}{window.residual:+6.1f}")

residuals = answer.residuals(window)
print(f"Over all durations the residual runs from {min(residuals):+.1f} to {max(residuals):+.1f}")

chapters = mg.regimes().answer.history
for quarter in (FIRST, LAST):
    row = chapters.known_then[chapters.periods.index(quarter)]
    named = ", ".join(f"{s} {p:.2f}" for s, p in zip(chapters.text.states, row, strict=True))
    print(f"Known in {quarter}: {named}")
