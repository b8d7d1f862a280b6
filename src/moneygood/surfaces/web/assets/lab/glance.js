/** The headline figures, and which of the highs gives way first. */

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
      element("h4", {}, label),
      element("p", { class: "value" }, figure(value, places), element("small", {}, behind(unit))),
      element("p", { class: none ? "gap" : "gap moved" }, none ? "as in the baseline" : `${signed(gap, places)} on the baseline`),
      element("p", { class: "range" }, `70 %: ${figure(band.quantiles[1][t], places)} to ${figure(band.quantiles[5][t], places)}`));
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
