/** The headline figures, and which of the highs gives way first. */

import { plausibility } from "../engine/plausibility.js";
import { element } from "./element.js";
import { behind, figure, percent, placesOf, signed } from "./words.js";

export function showTiles(root, model, result) {
  const t = Math.min(model.tile_quarter, result.periods.length - 1);
  const tiles = model.tiles.map((name) => {
    const { label, unit } = model.variables[name];
    const band = result.bands[name];
    const places = placesOf(band);
    const value = band.quantiles[3][t];
    const base = result.baseline?.[name]?.[t];
    const gap = base === undefined ? 0 : value - base;
    const none = Number(figure(Math.abs(gap), places).replaceAll(",", "")) === 0;
    return element("div", { class: "tile", "data-tile": name },
      element("h3", {}, label),
      element("p", { class: "value" }, figure(value, places), element("small", {}, behind(unit))),
      element("p", { class: none ? "gap" : "gap moved" }, none ? "as on the baseline" : `${signed(gap, places)} on the baseline`),
      element("p", { class: "range" }, `70%: ${figure(band.quantiles[1][t], places)} to ${figure(band.quantiles[5][t], places)}`));
  });
  root.replaceChildren(element("p", { class: "when" }, `Median in ${result.periods[t]}`), ...tiles);
}

export function showHighs(root, result, base) {
  const tiles = Object.entries(result.first.highs).map(([name, high]) => {
    const before = base?.highs[name];
    const gap = before ? 100 * (high.p_first - before.p_first) : 0;
    const sides = Object.values(high.sides).map((s) => `${s.label} ${percent(s.p_ever)}`).join("; ");
    return element("div", { class: `tile high ${name}`, "data-high": name },
      element("h4", {}, high.label),
      element("p", { class: "value" }, percent(high.p_first), element("small", {}, " first")),
      element("p", { class: Math.abs(gap) < 0.5 ? "gap" : "gap moved" }, Math.abs(gap) < 0.5 ? "as in the baseline" : `${signed(gap, 0)} points on the baseline`),
      element("p", { class: "range" }, `at all: ${sides}`));
  });
  const end = result.periods[result.periods.length - 1];
  root.replaceChildren(element("p", { class: "when" }, `By ${end}; none of them: ${percent(result.first.none)}`), ...tiles);
}

/** The first line: where the lead figure stands, against the baseline, and which of the highs gives way first. */
export function answerOf(model, result, base) {
  const name = model.tiles[0];
  const { label, unit } = model.variables[name];
  const t = Math.min(model.tile_quarter, result.periods.length - 1);
  const band = result.bands[name];
  const places = placesOf(band);
  const f = (x) => figure(x, places);
  const gap = result.baseline?.[name] ? band.quantiles[3][t] - result.baseline[name][t] : 0;
  const same = Number(f(Math.abs(gap)).replaceAll(",", "")) === 0;
  const [first, high] = Object.entries(result.first.highs).sort(([, a], [, b]) => b.p_first - a.p_first)[0];
  const before = base?.highs[first].p_first;
  const odds = before === undefined || Math.abs(high.p_first - before) < 0.005 ? "" : ` (${percent(before)} on the baseline)`;
  const against = same ? "" : `, ${signed(gap, places)} on the baseline`;
  return `${label} ${f(band.quantiles[3][t])}${behind(unit)} in ${result.periods[t]}${against}; 70% of futures from ${f(band.quantiles[1][t])} to ${f(band.quantiles[5][t])}. First to give way most often: ${high.label.toLowerCase()}, in ${percent(high.p_first)}${odds}.`;
}

/** How unlikely what is imposed is, with the levers where they stand. */
export function showOdds(root, model, state) {
  const scenario = model.scenarios[state.scenario];
  const found = plausibility(model, state.scenario, Object.fromEntries(state.moved));
  root.dataset.grade = found?.grade ?? "";
  if (found) {
    const text = found.sentence;
    root.replaceChildren(element("strong", {}, "How likely: "), `${text}.`);
  } else {
    root.replaceChildren(element("strong", {}, "How likely: "), `as the scenario stands, ${scenario.odds.sentence}. With levers moved it takes other shocks to hold its paths: moneygood run says how likely they are.`);
  }
}
