/** How unlikely what is imposed is under the model's own shocks: the rules of `moneygood run`, for moved levers. */

import { effects } from "./levers.js";

const GRADES = [
  [0.2, "ordinary", "well within what the shocks do of themselves"],
  [0.05, "uncommon", "at the edge of what the shocks do of themselves"],
  [0.01, "unusual", "outside the middle 95% of what the shocks do of themselves"],
  [1e-4, "rare", "far in the tail of what the shocks do of themselves"],
  [0, "extraordinary", "beyond anything the shocks' own history supports: read it as a stress, not a forecast"],
];

/** Below this p-value a sentence says so where it is a shock's drift over quarters that is unlikely. */
const DRIFTS = GRADES[1][0];

/** ln Γ(x) by Lanczos' approximation (g = 7, nine terms), to 1e-14. */
function logGamma(x) {
  const c = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  const t = x + 6.5;
  const sum = c.slice(1).reduce((s, k, i) => s + k / (x + i), c[0]);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The complementary error function: a series where it is large, Lentz' continued fraction where it is small. */
export function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2.5) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let f = 0;
  for (let k = 80; k > 0; k--) f = (k / 2) / (x + f);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + f));
}

/** The chance that a chi-square variable with so many degrees exceeds a value. */
export function chiSquareTail(value, degrees) {
  if (value <= 0) return 1;
  const half = value / 2;
  let [tail, a] = degrees % 2 ? [erfc(Math.sqrt(half)), 0.5] : [Math.exp(-half), 1];
  for (; a + 0.5 < 0.5 * degrees + 0.25; a += 1) tail += Math.exp(a * Math.log(half) - half - logGamma(a + 1));
  return Math.min(1, tail);
}

/** Solves a small symmetric system by elimination. */
function solved(matrix, right) {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const by = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= by * rows[k][j];
    }
  }
  const out = new Array(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    out[k] = (rows[k][n] - rows[k].slice(k + 1, n).reduce((s, a, j) => s + a * out[k + 1 + j], 0)) / rows[k][k];
  }
  return out;
}

const quoted = (p) => (p < 1e-4 ? "p < 0.0001" : p >= 0.01 ? `p = ${p.toFixed(2)}` : `p = ${Number(p.toPrecision(1))}`);

/** What a scenario with levers moved imposes on each shock and parameter, by quarter; null where that is not known here. */
function imposedBy(model, scenario, levers) {
  const own = scenario.odds.imposed;
  if (own === null) return null;
  const { spreads } = model;
  const quarters = model.periods.length;
  const out = Object.fromEntries(Object.entries(own).map(([n, row]) => [n, [...row, ...new Array(quarters - row.length).fill(0)]]));
  const add = (name, sizes) => {
    out[name] ??= new Array(quarters).fill(0);
    sizes.forEach((x, t) => (out[name][t] += x));
  };
  const beyond = Object.fromEntries(Object.entries(levers).map(([n, x]) => [n, x - (scenario.levers[n] ?? 0)]));
  const names = Object.fromEntries(Object.values(model.levers).map((x) => [x.target, x.target]));
  const moved = effects(beyond, model.levers, names, quarters);
  for (const { row, sizes } of moved.shocks) add(row, sizes);
  for (const { label, sizes } of moved.adds) add(spreads.shock_of[label], sizes);
  for (const { name, size } of moved.parameters) add(name, [size]);
  if (Object.keys(out).some((n) => spreads.uniform.includes(n) && !(n in own))) return null;
  return out;
}

/**
 * The plausibility {grade, p_value, degrees, sentence, choices} of a scenario with levers, as `moneygood run`
 * says it; null where what is imposed has to be solved for.
 */
export function plausibility(model, name, levers) {
  const scenario = model.scenarios[name];
  const moved = Object.entries(levers).some(([n, x]) => x !== (scenario.levers[n] ?? 0));
  if (!moved) return scenario.odds;
  const all = imposedBy(model, scenario, levers);
  if (all === null) return null;
  const { sizes, correlations } = model.spreads;
  const choices = [...new Set(Object.keys(all).filter((n) => !(sizes[n]?.[0] > 0) && all[n].some((x) => Math.abs(x) > 1e-12)).map((n) => Object.values(model.levers).find((x) => x.target === n)?.label ?? sizes[n]?.[1] ?? n))];
  const rows = Object.entries(all).filter(([n, row]) => sizes[n]?.[0] > 0 && row.some((x) => Math.abs(x) > 1e-12));
  const base = { degrees: 0, p_value: 1, grade: "baseline", sentence: "nothing is imposed beyond the baseline's own judgement", choices };
  if (!rows.length) return choices.length ? { ...base, grade: "without odds", sentence: `without odds: it imposes ${listed(choices)}, which the model never draws, so nothing says how unlikely it is` } : base;
  const z = rows.map(([n, row]) => row.map((x) => (Math.abs(x) > 1e-12 ? x / sizes[n][0] : 0)));
  const together = (a, b) => correlations.find(([p, q]) => (p === a && q === b) || (p === b && q === a))?.[2] ?? 0;
  const rho = rows.map(([a], i) => rows.map(([b], j) => (i === j ? 1 : together(a, b))));
  let [distance, degrees, most] = [0, 0, { z: 0 }];
  for (let t = 0; t < model.periods.length; t++) {
    const there = rows.map((_, i) => i).filter((i) => z[i][t] !== 0);
    if (!there.length) continue;
    const right = there.map((i) => z[i][t]);
    const x = solved(there.map((i) => there.map((j) => rho[i][j])), right);
    distance += right.reduce((s, v, k) => s + v * x[k], 0);
    degrees += there.length;
    for (const i of there) if (Math.abs(z[i][t]) > Math.abs(most.z)) most = { z: z[i][t], name: rows[i][0], quarter: model.periods[t] };
  }
  const drifts = z.map((row) => row.reduce((s, v) => s + v, 0) / Math.sqrt(row.filter((v) => v !== 0).length));
  const drift = drifts.reduce((far, x) => (Math.abs(x) > Math.abs(far) ? x : far));
  const size = chiSquareTail(distance, degrees);
  const direction = Math.min(1, erfc(Math.abs(drift) / Math.SQRT2) * rows.length);
  const p = Math.min(1, 2 * Math.min(size, direction));
  const [, grade, words] = GRADES.find(([bound]) => p >= bound);
  const signed = (x) => `${x > 0 ? "+" : ""}${x.toFixed(1)}`;
  let sentence = `${grade}: ${degrees} imposed shock${degrees > 1 ? "s" : ""}, ${words} (${quoted(p)}); the largest is “${sizes[most.name][1]}” at ${signed(most.z)} standard deviations in ${most.quarter}`;
  if (direction < size && p < DRIFTS && Math.abs(drift) > Math.abs(most.z)) sentence += `, and “${sizes[rows[drifts.indexOf(drift)][0]][1]}” goes one way: its sum lies ${signed(drift)} standard deviations out`;
  if (choices.length) sentence += `; beside them ${listed(choices)}, of which the model has no odds`;
  return { grade, p_value: p, degrees, sentence, choices };
}

function listed(names) {
  const all = names.map((n) => `“${n}”`);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`;
}
