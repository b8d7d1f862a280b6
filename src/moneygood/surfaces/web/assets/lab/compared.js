/** Runs kept side by side: their medians in the charts, their headline figures in a table. */

import { element } from "./element.js";
import { figure, placesOf } from "./words.js";

export class Compared {
  /** `changed` is called when runs are taken away, `open(state)` when one is to be gone on with. */
  constructor(model, root, changed, open) {
    Object.assign(this, { model, root, changed, open, runs: [] });
  }

  keep(label, hash, result) {
    if (this.runs.length === 4) this.runs.shift();
    let name = label;
    for (let k = 2; this.runs.some((r) => r.label === name); k++) name = `${label} (${k})`;
    this.runs.push({ label: name, hash, result });
    this.changed();
  }

  show(now, label) {
    this.root.hidden = this.runs.length === 0;
    if (this.root.hidden) return;
    const { model } = this;
    const all = [{ label: `${label} (now)`, result: now }, ...this.runs];
    const t = Math.min(model.tile_quarter, now.periods.length - 1);
    const heads = all.map((run, i) =>
      element("th", { scope: "col", class: i ? `key kept${(i - 1) % 4}` : "key median" }, run.label,
        i ? element("button", { type: "button", "aria-label": `Go on with ${run.label}`, onclick: () => this.open(run.hash) }, "go on") : null,
        i ? element("button", { type: "button", "aria-label": `Take away ${run.label}`, onclick: () => this.drop(run) }, "×") : null));
    const line = (head, cells) => element("tr", {}, element("th", { scope: "row" }, head), cells.map((c) => element("td", {}, c)));
    const rows = model.tiles.map((name) => {
      const places = placesOf(now.bands[name]);
      return line(`${model.variables[name].label}, median in ${now.periods[t]}`, all.map((r) => (r.result.bands[name] ? figure(r.result.bands[name].quantiles[3][t], places) : "–")));
    });
    for (const [name, high] of Object.entries(now.first.highs)) {
      rows.push(line(`${high.label} first`, all.map((r) => (r.result.first ? `${figure(100 * r.result.first.highs[name].p_first, 1)}%` : "–"))));
    }
    const table = element("table", {}, element("caption", {}, "Medians, and the odds of giving way first"),
      element("thead", {}, element("tr", {}, element("td"), heads)), element("tbody", {}, rows));
    this.root.lastElementChild.replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Runs side by side" }, table));
  }

  drop(run) {
    this.runs = this.runs.filter((r) => r !== run);
    this.changed();
  }
}
