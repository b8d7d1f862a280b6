/**
 * When each of the highs gives way on each path: expressions along history and simulated quarters, and from
 * which quarter they hold. A row is one figure where all draws share it, else one a draw.
 */

import { OPERATIONS } from "./operations.js";

export const NEVER = 0;

/** The value of an expression (rows [kind, …] in order, the last the result) in row `t`. */
function evaluate(nodes, t, row) {
  const values = [];
  for (const [op, ...given] of nodes) {
    if (op === "const") values.push([given[0]]);
    else if (op === "var") values.push(row(given[0], t - given[1]));
    else values.push(apply(OPERATIONS[op], given.map((i) => values[i])));
  }
  return values[values.length - 1];
}

function apply(does, given) {
  const n = Math.max(...given.map((g) => g.length));
  const out = new Float64Array(n);
  const [a, b] = given;
  if (given.length === 1) for (let i = 0; i < n; i++) out[i] = does(a[i]);
  else {
    const [p, q] = [a.length === 1 ? 0 : 1, b.length === 1 ? 0 : 1];
    for (let i = 0; i < n; i++) out[i] = does(a[i * p], b[i * q]);
  }
  return out;
}

/**
 * Quarters [side][draw], counted from 1, in which each side is first met (0 for never), and whether it held at
 * the start. `value(name, t)` gives the figures [draw] of a variable in simulated quarter t.
 */
export function passageTimes(triggers, quarters, draws, value) {
  const missing = [NaN];
  const { start, history } = triggers;
  const known = new Map();
  const simulated = (name, t) => {
    const key = `${name} ${t}`;
    let found = known.get(key);
    if (!found) known.set(key, (found = Float64Array.from(value(name, t))));
    return found;
  };
  const times = {};
  const already = {};
  for (const definition of triggers.definitions) {
    const derived = {};
    const row = (name, t) => {
      if (t < 0) return missing;
      if (derived[name]) return derived[name][t];
      return t < start ? [history[name][t] ?? NaN] : simulated(name, t - start);
    };
    for (const d of definition.derived) derived[d.name] = series(d, start, start + quarters, row);
    for (const side of definition.sides) {
      const key = `${definition.name}.${side.name}`;
      const met = [];
      for (let t = 0; t < start + quarters; t++) met.push(holds(side.when, t, row));
      const found = onset(met, side.quarters_running, start, quarters, draws);
      times[key] = found.times;
      already[key] = found.already;
    }
  }
  return { times, already };
}

/** A running peak, or the mean of history, row by row. */
function series(derived, start, rows, row) {
  const begin = Math.max(0, start - derived.quarters);
  const at = (t) => evaluate(derived.of, t, row);
  if (derived.kind === "history_mean") {
    const past = [];
    for (let t = begin; t < start; t++) past.push(at(t)[0]);
    const seen = past.filter((x) => x === x);
    return new Array(rows).fill([seen.reduce((a, b) => a + b, 0) / seen.length]);
  }
  const out = [];
  for (let t = 0; t < rows; t++) {
    if (t < begin) out.push([NaN]);
    else if (t === begin) out.push(at(t));
    else out.push(apply((a, b) => (a !== a ? b : b > a ? b : a), [out[t - 1], at(t)]));
  }
  return out;
}

/** Where all conditions hold in a row: 1 or 0 a draw. */
function holds(conditions, t, row) {
  let all = null;
  for (const { nodes, bound, above } of conditions) {
    const x = evaluate(nodes, t, row);
    const n = Math.max(x.length, all ? all.length : 0);
    const out = new Uint8Array(n);
    const [p, q] = [x.length === 1 ? 0 : 1, all && all.length > 1 ? 1 : 0];
    for (let i = 0; i < n; i++) {
      const met = above ? x[i * p] >= bound : x[i * p] <= bound;
      out[i] = met && (!all || all[i * q]) ? 1 : 0;
    }
    all = out;
  }
  return all;
}

/** The first simulated quarter of a state that has held `running` quarters and did not the quarter before. */
function onset(met, running, start, quarters, draws) {
  const times = new Int16Array(draws);
  const last = new Uint8Array(draws);
  const length = new Int32Array(draws);
  let already = false;
  for (let t = 0; t < start + quarters; t++) {
    const row = met[t];
    const step = row.length === 1 ? 0 : 1;
    for (let i = 0; i < draws; i++) {
      length[i] = row[i * step] ? length[i] + 1 : 0;
      const now = length[i] >= running ? 1 : 0;
      if (t >= start && now && !last[i] && times[i] === NEVER) times[i] = t - start + 1;
      if (t === start - 1 && now) already = true;
      last[i] = now;
    }
  }
  return { times, already };
}

/** Chances of being first and of happening at all, from the times [draw] of all sides. */
export function summary(triggers, times, periods) {
  const n = Object.values(times)[0].length;
  const highs = triggers.definitions.map((d) => earliest(d.sides.map((s) => times[`${d.name}.${s.name}`]), n));
  const first = earliest(highs, n);
  const shares = highs.map(() => 0);
  let none = 0;
  for (let i = 0; i < n; i++) {
    if (first[i] === NEVER) {
      none += 1;
      continue;
    }
    const tied = highs.reduce((k, h) => k + (h[i] === first[i] ? 1 : 0), 0);
    highs.forEach((h, k) => (shares[k] += h[i] === first[i] ? 1 / tied : 0));
  }
  const out = {};
  triggers.definitions.forEach((d, k) => {
    const sides = {};
    for (const s of d.sides) sides[s.name] = { label: s.label, ...chances(times[`${d.name}.${s.name}`], periods) };
    out[d.name] = { label: d.label, p_first: shares[k] / n, ...chances(highs[k], periods), sides };
  });
  return { highs: out, none: none / n };
}

function earliest(all, n) {
  const out = new Int16Array(n);
  for (let i = 0; i < n; i++) {
    for (const t of all) if (t[i] !== NEVER && (out[i] === NEVER || t[i] < out[i])) out[i] = t[i];
  }
  return out;
}

function chances(times, periods) {
  const horizon = periods.length;
  const counts = new Array(horizon + 1).fill(0);
  for (const t of times) counts[t] += 1;
  const by = [];
  let sum = 0;
  for (let t = 1; t <= horizon; t++) by.push((sum += counts[t]) / times.length);
  const half = by.findIndex((share) => share >= 0.5);
  return {
    p_ever: by[horizon - 1],
    p_within_4q: by[Math.min(4, horizon) - 1],
    p_within_12q: by[Math.min(12, horizon) - 1],
    median_quarter: half < 0 ? null : periods[half],
  };
}
