/** One chart on the page: its finding as title, drawing, read-out by keyboard or pointer, table and files. */

import { element } from "./element.js";
import { csvOf, download, jsonOf, sheetOf } from "./files.js";
import { markup, pngFile, svgFile } from "./paint.js";
import { HEIGHT, WIDTH, frame, position, scene } from "./scene.js";
import { behind, figure, placesOf, signed } from "./words.js";
import { SHEET, workbook } from "./workbook.js";

const PAST_SHOWN = 24;

/** A band of differences in the place of a fan: its 70% and its median. */
function fanOf({ low70, median, high70 }) {
  return { quantiles: [low70, low70, low70, median, high70, high70, high70] };
}

export class ChartCard {
  /** `remove` is called when the reader takes the chart away. */
  constructor(model, name, remove) {
    Object.assign(this, { model, name, variable: model.variables[name] });
    this.title = element("h3");
    this.drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.drawing.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.drawing.setAttribute("tabindex", "0");
    this.drawing.setAttribute("role", "img");
    this.shapes = document.createElementNS("http://www.w3.org/2000/svg", "g");
    this.cursor = document.createElementNS("http://www.w3.org/2000/svg", "path");
    this.cursor.setAttribute("class", "cursor");
    this.drawing.append(this.shapes, this.cursor);
    this.tip = element("output", { class: "tip" });
    this.table = element("details", { class: "figures", ontoggle: () => this.fillTable() }, element("summary", {}, "Figures"));
    const file = (kind, make) =>
      element("button", { type: "button", "aria-label": `${this.variable.label} as ${kind}`, onclick: () => this.result && make() }, kind);
    const files = element("span", { class: "files" },
      file("XLSX", () => download(`${name}.xlsx`, workbook(sheetOf(this.result, model, name), this.finding, this.sourceLine), SHEET)),
      file("CSV", () => download(`${name}.csv`, csvOf(this.result, model, [name]), "text/csv")),
      file("JSON", () => download(`${name}.json`, jsonOf(this.result, model, [name]), "application/json")),
      file("SVG", () => download(`${name}.svg`, svgFile(this.drawn, this.finding, this.sourceLine), "image/svg+xml")),
      file("PNG", async () => download(`${name}.png`, await pngFile(this.drawn, this.finding, this.sourceLine), "image/png")));
    const away = element("button", { type: "button", class: "away", "aria-label": `Take away ${this.variable.label}`, onclick: remove }, "×");
    this.source = element("p", { class: "source" });
    this.root = element("figure", { "data-variable": name }, element("div", { class: "head" }, this.title, away), this.drawing, this.tip, this.source, files, this.table);
    this.drawing.addEventListener("keydown", (event) => this.step(event));
    this.drawing.addEventListener("pointermove", (event) => this.point(event));
    for (const event of ["pointerleave", "blur"]) this.drawing.addEventListener(event, () => this.read(null));
  }

  /** Draws a result; `kept` are the runs to compare with. */
  show(result, kept) {
    const { model, name } = this;
    this.result = result;
    const band = result.bands[name];
    const past = model.history;
    const from = Math.max(0, past.periods.length - PAST_SHOWN);
    const gap = result.differences?.[name];
    this.chart = gap
      ? { gap, band: fanOf(gap), periods: result.periods, past: { periods: [], values: [] }, kept: [], recessions: [] }
      : {
          band, periods: result.periods, baseline: result.baseline?.[name],
          past: { periods: past.periods.slice(from), values: past.values[name].slice(from).map((x) => x ?? NaN) },
          kept: kept.filter((k) => k.result.bands[name]).map((k) => ({ label: k.label, values: k.result.bands[name].quantiles[3] })),
          recessions: model.recessions,
        };
    this.places = placesOf(band);
    this.drawn = scene(this.chart);
    this.shapes.innerHTML = markup(this.drawn);
    this.finding = this.sentence();
    this.title.textContent = this.finding;
    this.drawing.setAttribute("aria-label", `${this.finding}. Arrow keys read it quarter by quarter; the figures follow as a table.`);
    this.sourceLine = `${this.variable.unit || "ratio or logarithm"} · ${result.draws.toLocaleString("en-US")} futures of the model ${model.hash.slice(0, 8)}, data ${model.vintage}, seed ${result.seed}`;
    this.source.textContent = this.sourceLine;
    if (this.table.open) this.fillTable();
    this.read(this.at ?? null);
  }

  /** The title: where the median ends or is furthest from the baseline. */
  sentence() {
    const { band, periods, baseline, gap } = this.chart;
    const { label, unit } = this.variable;
    const f = (x) => figure(x, this.places);
    const zero = (x) => Number(f(Math.abs(x)).replaceAll(",", "")) === 0;
    const last = periods.length - 1;
    const median = band.quantiles[3];
    const gaps = gap ? median : baseline ? median.map((x, t) => x - baseline[t]) : [];
    const t = gaps.reduce((best, x, i) => (Math.abs(x) > Math.abs(gaps[best]) ? i : best), 0);
    if (gap) {
      if (zero(gaps[t])) return `${label}: as on the baseline`;
      return `${label}: ${signed(gaps[t], this.places)} against the baseline in ${periods[t]}, 70% of futures ${signed(gap.low70[t], this.places)} to ${signed(gap.high70[t], this.places)}`;
    }
    const there = `${f(median[last])}${behind(unit)} in ${periods[last]}`;
    if (!gaps.length || zero(gaps[t])) return `${label}: ${there}, 70% of futures ${f(band.quantiles[1][last])} to ${f(band.quantiles[5][last])}`;
    if (t === last) return `${label}: ${there}, ${signed(gaps[last], this.places)} on the baseline`;
    return `${label}: ${signed(gaps[t], this.places)} on the baseline in ${periods[t]}, ${there}`;
  }

  step(event) {
    const keys = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in keys) || !this.chart) return;
    event.preventDefault();
    const most = this.chart.periods.length - 1;
    const now = this.at ?? (keys[event.key] > 0 ? -1 : most + 1);
    this.read(Math.min(most, Math.max(0, now + keys[event.key])));
  }

  point(event) {
    if (!this.chart) return;
    const box = this.drawing.getBoundingClientRect();
    const at = frame(this.chart).quarter(((event.clientX - box.left) / box.width) * WIDTH);
    const t = at - position(this.chart.periods[0]);
    this.read(t >= 0 && t < this.chart.periods.length ? t : null);
  }

  /** Says the figures of simulated quarter `t`, or nothing. */
  read(t) {
    this.at = t;
    if (t === null) {
      this.tip.textContent = "";
      this.cursor.setAttribute("d", "");
      return;
    }
    const { band, periods, baseline, kept, gap } = this.chart;
    const f = gap ? (x) => signed(x, this.places) : (x) => figure(x, this.places);
    const q = band.quantiles;
    const more = [baseline ? `baseline ${f(baseline[t])}` : "", ...kept.map((k) => `${k.label} ${f(k.values[t])}`)].filter(Boolean);
    this.tip.textContent = `${periods[t]}: median ${f(q[3][t])}, 70% ${f(q[1][t])} to ${f(q[5][t])}${more.length ? `; ${more.join("; ")}` : ""}`;
    const x = frame(this.chart).x(position(periods[t]));
    this.cursor.setAttribute("d", `M${x} 12V${HEIGHT - 28}`);
  }

  fillTable() {
    if (!this.table.open || !this.chart) return;
    const { band, periods, baseline, gap } = this.chart;
    const head = gap ? ["Quarter", "15%", "Median", "85%", "Mean"] : ["Quarter", "5%", "15%", "30%", "Median", "70%", "85%", "95%", "Baseline’s median"];
    const rows = periods.map((q, t) => {
      const cells = gap ? [gap.low70[t], gap.median[t], gap.high70[t], gap.mean[t]] : [...band.quantiles.map((row) => row[t]), baseline ? baseline[t] : NaN];
      return element("tr", {}, element("th", { scope: "row" }, q), cells.map((x) => element("td", {}, figure(x, this.places))));
    });
    const table = element("table", {},
      element("caption", {}, (gap ? "Less the baseline: " : "") + (this.variable.unit ? `${this.variable.label}, ${this.variable.unit}` : this.variable.label)),
      element("thead", {}, element("tr", {}, head.map((h) => element("th", { scope: "col" }, h)))), element("tbody", {}, rows));
    this.table.querySelector(".scroll")?.remove();
    this.table.append(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Figures of ${this.variable.label}` }, table));
  }
}
