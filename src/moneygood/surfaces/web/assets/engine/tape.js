/** Carries a changed parameter or add-factor through the tables of a run; what it does not reach stays. */

import { OPERATIONS } from "./operations.js";

/**
 * Recomputes what follows from changed places (i >= 0: number i of the run, -1 - i: number i of a quarter).
 * `run` [number] and `quarters` (one table a quarter, null where a quarter has another program) are changed
 * in place.
 */
export function carryOut(tape, changed, run, quarters) {
  const live = new Set(changed);
  for (const [op, out, ...places] of tape) {
    if (!places.some((p) => live.has(p))) continue;
    live.add(out);
    const does = OPERATIONS[op];
    const read = (p, t) => (p >= 0 ? run[p] : quarters[t][-1 - p]);
    if (out >= 0) {
      run[out] = does(...places.map((p) => read(p, 0)));
      continue;
    }
    for (let t = 0; t < quarters.length; t++) {
      if (quarters[t] !== null) quarters[t][-1 - out] = does(...places.map((p) => read(p, t)));
    }
  }
}
