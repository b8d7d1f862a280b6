/** A fan chart as a list of shapes, which `paint.js` turns into SVG or draws on a canvas. */

import { figure } from "./words.js";

export const [WIDTH, HEIGHT] = [560, 300];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 14, 12, 28];
const BANDS = [[0, 6], [1, 5], [2, 4]];

/** The quarter axis: quarters since year 0. */
export const position = (quarter) => Number(quarter.slice(0, 4)) * 4 + Number(quarter[5]) - 1;

/** About five round numbers from `low` to `high`. */
export function ticks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((s) => span / s <= count) ?? 10 * power;
  const out = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * span; k++) out.push(k * step);
  return { values: out, step };
}

/** Where things stand: `x(quarter position)`, `y(value)`, and their inverse. */
export function frame(chart) {
  const first = position(chart.past.periods[0] ?? chart.periods[0]);
  const last = position(chart.periods[chart.periods.length - 1]);
  const seen = [...chart.past.values, ...chart.band.quantiles[0], ...chart.band.quantiles[6], ...(chart.baseline ?? []), ...chart.kept.flatMap((k) => k.values)];
  if (chart.gap) seen.push(0);
  const shown = seen.filter((x) => Number.isFinite(x));
  let [low, high] = [Math.min(...shown), Math.max(...shown)];
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  [low, high] = [low - room, high + room];
  const [across, down] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM];
  return {
    first, last, low, high,
    x: (q) => LEFT + ((q - first) / (last - first || 1)) * across,
    y: (v) => TOP + ((high - v) / (high - low)) * down,
    quarter: (x) => Math.round(first + ((x - LEFT) / across) * (last - first)),
  };
}

const round = (x) => Math.round(x * 10) / 10;

function line(at, periods, values) {
  let out = "";
  let pen = "M";
  values.forEach((v, i) => {
    if (!Number.isFinite(v)) {
      pen = "M";
      return;
    }
    out += `${pen}${round(at.x(position(periods[i])))} ${round(at.y(v))}`;
    pen = "L";
  });
  return out;
}

function area(at, periods, low, high) {
  const there = periods.map((q, i) => `${round(at.x(position(q)))} ${round(at.y(high[i]))}`);
  const back = periods.map((q, i) => `${round(at.x(position(q)))} ${round(at.y(low[i]))}`).reverse();
  return `M${there.join("L")}L${back.join("L")}Z`;
}

/** Quarters and quantiles that begin in the last measured quarter, where all futures are still one. */
function fromLast(chart) {
  const { past } = chart;
  const last = past.values[past.values.length - 1];
  const joined = (values) => (Number.isFinite(last) ? [last, ...values] : values);
  const periods = Number.isFinite(last) ? [past.periods[past.periods.length - 1], ...chart.periods] : chart.periods;
  return { q: chart.band.quantiles.map(joined), periods, joined };
}

/**
 * The shapes of a chart {band, baseline, periods, past: {periods, values}, kept: [{values}], recessions}: paths
 * {path, look} and texts {text, x, y, anchor, look}.
 */
export function scene(chart) {
  const at = frame(chart);
  const out = [];
  for (const [from, to] of chart.recessions) {
    const [a, b] = [Math.max(from, at.first), Math.min(to, at.last)];
    if (b > a) out.push({ look: "recession", path: `M${round(at.x(a))} ${TOP}H${round(at.x(b))}V${HEIGHT - BOTTOM}H${round(at.x(a))}Z` });
  }
  const { values, step } = ticks(at.low, at.high);
  const places = [0, 1, 2, 3, 4, 5].find((p) => Math.abs(step * 10 ** p - Math.round(step * 10 ** p)) < 1e-9) ?? 6;
  for (const v of values) {
    const y = round(at.y(v));
    out.push({ look: v === 0 ? "zero" : "grid", path: `M${LEFT} ${y}H${WIDTH - RIGHT}` });
    out.push({ look: "tick", text: figure(v, places), x: LEFT - 6, y: y + 4, anchor: "end" });
  }
  const years = Math.ceil((at.last - at.first) / 4 / 8);
  for (let year = Math.ceil(at.first / 4); year * 4 <= at.last; year++) {
    if (year % years === 0) out.push({ look: "tick", text: String(year), x: round(at.x(year * 4)), y: HEIGHT - 8, anchor: "middle" });
  }
  const { q, periods, joined } = fromLast(chart);
  if (chart.gap) out.push({ look: "band1", path: area(at, periods, q[1], q[5]) });
  else BANDS.forEach(([a, b], i) => out.push({ look: `band${i}`, path: area(at, periods, q[a], q[b]) }));
  out.push({ look: "past", path: line(at, chart.past.periods, chart.past.values) });
  if (chart.baseline) out.push({ look: "baseline", path: line(at, periods, joined(chart.baseline)) });
  chart.kept.forEach((k, i) => out.push({ look: `kept${i % 4}`, path: line(at, periods, joined(k.values)) }));
  out.push({ look: "median", path: line(at, periods, q[3]) });
  return out;
}
