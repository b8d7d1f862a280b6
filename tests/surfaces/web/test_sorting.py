"""The lab's own sort gives the order of the browser's, to the bit."""

from __future__ import annotations

import json
import subprocess

from kernel_in_node import ASSETS, NODE

PROGRAM = """
const { sortFigures } = await import("ENGINE/sorting.js");
let seed = 1;
const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const kinds = {
  spread: () => (chance() - 0.5) * 10 ** (60 * chance() - 30),
  alike: () => (chance() < 0.5 ? -0 : 1) * Math.round(4 * chance() - 2),
  ends: () => [Infinity, -Infinity, 0, -0, 1e-45, -1e-45][Math.floor(6 * chance())],
};
const out = {};
for (const [name, make] of Object.entries(kinds)) {
  for (const n of [0, 1, 199, 200, 1000, 1001, 4097]) {
    const whole = new Float32Array(n + 3).fill(7);
    const row = whole.subarray(1, n + 1);
    for (let i = 0; i < n; i++) row[i] = make();
    const wanted = row.slice().sort();
    sortFigures(row);
    const around = [0, n + 1, n + 2].every((i) => whole[i] === 7);
    out[`${name} ${n}`] = around && wanted.every((x, i) => Object.is(x, row[i]));
  }
}
console.log(JSON.stringify(out));
"""


def test_rows_are_sorted_as_the_browser_sorts_them() -> None:
    assert NODE is not None
    how = [NODE, "--experimental-default-type=module", "--input-type=module", "-e"]
    code = PROGRAM.replace("ENGINE", ASSETS.as_uri())
    found = json.loads(subprocess.run([*how, code], check=True, capture_output=True, text=True).stdout)
    assert len(found) == 21
    assert [name for name, same in found.items() if not same] == []
