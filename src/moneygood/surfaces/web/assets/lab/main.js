/** The lab: what a reader chooses, the engine that runs it, and what is shown of it. */

import { WorkerEngine } from "../engine/engine.js";
import { supported } from "../engine/kernel.js";
import { RestEngine } from "../engine/rest.js";
import { showAssumptions } from "./assumptions.js";
import { ChartCard } from "./chart_card.js";
import { Compared } from "./compared.js";
import { byId, element } from "./element.js";
import { csvOf, download, jsonOf } from "./files.js";
import { answerOf, showHighs, showOdds, showTiles } from "./glance.js";
import { LeverPanel } from "./lever_panel.js";
import { PREVIEW, Runner, WHOLE } from "./runner.js";
import { State } from "./state.js";
import { applyTheme, nextTheme } from "./theme.js";

const meta = (name) => document.querySelector(`meta[name="moneygood-${name}"]`)?.content ?? "";
const MANY = 20000;

class Lab {
  constructor(model, engine) {
    Object.assign(this, { model, engine, cards: new Map(), bases: new Map() });
    this.state = new State(model);
    this.runner = new Runner(engine, (result, request) => this.shown(result, request), (fault) => this.fail(fault));
    this.panel = new LeverPanel(model, byId("levers"), (n) => this.state.own(n), (n, x) => this.move(n, x, false), (n, x) => this.move(n, x, true));
    this.compared = new Compared(model, byId("compared"), () => this.redraw(), (hash) => this.go(hash));
    this.fillPickers();
    this.wire();
  }

  fillPickers() {
    const { model } = this;
    const options = Object.entries(model.scenarios).map(([name, s]) => element("option", { value: name }, s.odds.degrees ? `${s.title || name} · ${s.odds.grade}` : s.title || name));
    byId("scenario").replaceChildren(...options);
    const names = Object.entries(model.variables).flatMap(([name, v]) => [v.label, name, ...v.aliases].map((word) => element("option", { value: word }, `${v.label} (${name})`)));
    byId("variables").replaceChildren(...names);
    byId("more").textContent = `${MANY.toLocaleString("en-US")} futures`;
    byId("source").textContent = `Model ${model.hash.slice(0, 12)}, data of ${model.vintage}; the ${WHOLE.toLocaleString("en-US")} futures are computed in this browser, nothing leaves it.`;
  }

  wire() {
    byId("scenario").addEventListener("change", (event) => {
      this.state.scenario = event.target.value;
      const { fixed, dated } = this.model.scenarios[this.state.scenario];
      for (const name of Object.keys(this.state.levers)) if (fixed || dated.includes(name)) delete this.state.levers[name];
      this.changed();
    });
    byId("undo").addEventListener("click", () => history.back());
    byId("reset").addEventListener("click", () => {
      Object.assign(this.state, this.state.defaults);
      this.changed();
    });
    byId("keep").addEventListener("click", () => this.result && this.compared.keep(this.label(), this.state.hash, this.result));
    byId("link").addEventListener("click", async () => {
      await navigator.clipboard?.writeText(location.href);
      byId("status").textContent = "The link is copied: it opens this scenario with these levers.";
    });
    byId("theme").addEventListener("click", () => {
      nextTheme(byId("theme"));
    });
    byId("more").addEventListener("click", () => this.runner.whole(this.request(), MANY));
    byId("all").addEventListener("click", () => this.result && download(`moneygood-${this.state.scenario}.csv`, csvOf(this.result, this.model, this.wanted()), "text/csv"));
    byId("gaps").addEventListener("click", () => {
      this.state.gaps = !this.state.gaps;
      this.changed();
    });
    byId("receipt").addEventListener("click", () => this.result && download(`moneygood-${this.state.scenario}-receipt.json`, jsonOf(this.result, this.model, this.wanted()), "application/json"));
    byId("add").addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(byId("variable").value.trim());
    });
    addEventListener("popstate", () => this.go(location.hash, false));
    addEventListener("hashchange", () => this.state.hash !== location.hash && this.go(location.hash, false));
  }

  /** The scenario and its levers, in a few words. */
  label() {
    const { scenario } = this.state;
    const moved = this.state.moved.map(([n, x]) => `${n} ${x > 0 ? "+" : ""}${x}`);
    return [this.model.scenarios[scenario].title || scenario, ...moved].join(", ");
  }

  /** Takes over an address. */
  go(hash, commit = true) {
    this.state.read(hash);
    if (commit) this.state.commit();
    this.update();
    this.runner.whole(this.request());
  }

  move(name, value, rests) {
    this.state.levers[name] = value;
    if (rests) this.changed();
    else this.runner.preview(this.request());
  }

  /** A choice was made: a step that can be undone, and a run. */
  changed() {
    this.state.commit();
    this.update();
    this.runner.whole(this.request());
  }

  add(word) {
    const { variables } = this.model;
    const plain = word.toLowerCase();
    const name = Object.keys(variables).find((n) => n === word || variables[n].label.toLowerCase() === plain || variables[n].aliases.some((a) => a.toLowerCase() === plain));
    if (!name) return this.notice([`There is no variable ${word}; the list has every label, name and FRED id.`]);
    byId("variable").value = "";
    if (this.state.charts.includes(name)) return this.cards.get(name).drawing.focus();
    if (this.state.charts.length === 6) return this.notice(["Six charts are shown already; take one away first."]);
    this.state.charts = [...this.state.charts, name];
    return this.changed();
  }

  remove(name) {
    if (this.state.charts.length === 1) return this.notice(["One chart stays."]);
    this.state.charts = this.state.charts.filter((n) => n !== name);
    return this.changed();
  }

  /** The variables of a run: charts and headline figures. */
  wanted() {
    return [...new Set([...this.state.charts, ...this.model.tiles])];
  }

  request() {
    const { scenario, moved, seed } = this.state;
    const views = this.state.gaps ? ["bands", "first", "differences"] : ["bands", "first"];
    return { scenario, levers: Object.fromEntries(moved), seed, show: this.wanted(), views };
  }

  /** Everything that follows from the state alone. */
  update() {
    const { state, model } = this;
    const scenario = model.scenarios[state.scenario];
    byId("scenario").value = state.scenario;
    byId("question").textContent = scenario.question || scenario.title;
    if (meta("pages")) [byId("home").hidden, byId("home").href] = [false, meta("pages")];
    byId("page").hidden = state.scenario === model.baseline || !meta("pages");
    byId("page").href = `${meta("pages")}scenarios/${state.scenario}/`;
    byId("undo").disabled = state.steps === 0;
    byId("gaps").setAttribute("aria-pressed", String(state.gaps));
    byId("legend").hidden = state.gaps;
    byId("gap-legend").hidden = !state.gaps;
    showOdds(byId("odds"), model, state);
    this.panel.showAll(state.positions, (name) => Boolean(scenario.fixed) || scenario.dated.includes(name));
    this.notice([...state.notes, scenario.fixed].filter(Boolean));
    showAssumptions(byId("assumptions").lastElementChild, state, model);
    const grid = byId("grid");
    for (const [name, card] of this.cards) {
      if (state.charts.includes(name)) continue;
      card.root.remove();
      this.cards.delete(name);
    }
    for (const name of state.charts) {
      if (!this.cards.has(name)) this.cards.set(name, new ChartCard(model, name, () => this.remove(name)));
      grid.append(this.cards.get(name).root);
    }
  }

  notice(lines) {
    byId("notice").hidden = lines.length === 0;
    byId("notice").textContent = lines.join(" ");
  }

  fail(fault) {
    this.notice([fault.message]);
    byId("status").textContent = "";
  }

  /** The baseline in the same shocks, from what was run before or now. */
  async base(request) {
    const views = request.views.filter((v) => v !== "differences");
    const key = JSON.stringify([request.draws, request.seed, request.show, views]);
    if (!this.bases.has(key)) {
      if (this.bases.size > 8) this.bases.clear();
      const run = this.engine.run({ ...request, scenario: this.model.baseline, levers: {}, views });
      this.bases.set(key, run);
      run.catch(() => this.bases.delete(key));
    }
    return this.bases.get(key);
  }

  async shown(result, request) {
    const base = await this.base(request);
    result.baseline = Object.fromEntries(Object.entries(base.bands).map(([n, b]) => [n, b.quantiles[3]]));
    if (result.first) this.firstBase = base.first;
    this.result = { ...result, first: result.first ?? this.result?.first };
    this.last = { request, took: result.took };
    this.redraw(Boolean(result.first));
    this.firstChart ??= performance.now();
    document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
    document.documentElement.dataset.draws = String(result.draws);
  }

  redraw(whole = true) {
    const { result, model } = this;
    if (!result) return;
    for (const [name, card] of this.cards) if (result.bands[name]) card.show(result, this.compared.runs);
    showTiles(byId("tiles"), model, result);
    if (result.first) byId("answer").textContent = answerOf(model, result, this.firstBase);
    if (!whole) return;
    if (result.first) showHighs(byId("highs"), result, this.firstBase);
    if (result.first) this.compared.show(result, this.label());
    const failed = result.failed ? `, ${result.failed} of them without a solution` : "";
    const worst = result.identities?.max_relative_error;
    const held = worst === undefined ? "" : `; every accounting identity holds on every path, to ${worst === 0 ? "the last bit" : worst.toExponential(0)}`;
    byId("status").textContent = `${result.draws.toLocaleString("en-US")} futures, seed ${result.seed}${failed}, in ${Math.round(this.last.took)} ms${held}.`;
  }

  /** The first run: the baseline is drawn at once, then what the address asks for. */
  async start() {
    this.update();
    if (location.hash && this.state.hash !== location.hash) history.replaceState(history.state, "", this.state.hash);
    const request = this.request();
    this.runner.push({ ...request, draws: PREVIEW, views: request.views.filter((v) => v !== "first") });
    await new Promise((go) => setTimeout(go, 0));
    this.runner.whole(request);
  }
}

/** In a frame of another page only what is looked at and moved is left, and the page is told how high it is. */
function embed() {
  document.documentElement.dataset.embed = "";
  byId("whole").hidden = false;
  const address = () => (byId("whole").href = `${location.pathname}${location.hash}`);
  for (const event of ["focus", "pointerenter", "pointerdown"]) byId("whole").addEventListener(event, address);
  address();
  const tell = () => window.parent.postMessage({ moneygood: location.href, height: document.body.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
}

async function open() {
  if (new URLSearchParams(location.search).has("embed")) embed();
  applyTheme(byId("theme"));
  const model = await (await fetch(meta("model"))).json();
  const rest = meta("rest");
  if (!supported() && !rest) {
    throw new Error("This browser cannot run the model: it has no WebAssembly with vectors (SIMD). Chrome 91, Firefox 89 and Safari 16.4 and later have it.");
  }
  const engine = supported() ? await WorkerEngine.open(model, document.baseURI) : new RestEngine(model, rest);
  globalThis.lab = new Lab(model, engine);
  await globalThis.lab.start();
}

open().catch((fault) => {
  byId("notice").hidden = false;
  byId("notice").textContent = fault.message;
  byId("status").textContent = "";
});
