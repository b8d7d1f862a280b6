/** The model in this browser: draws shared out among workers, and what they give put together. */

import { quantiles } from "./quantiles.js";
import { summary } from "./triggers.js";

export const LEVELS = [0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95];
export const VIEWS = ["bands", "first", "differences"];
const GAP_LEVELS = [0.15, 0.5, 0.85];

/** What a run was given up for. */
export class Cancelled extends Error {}

/**
 * Draws 0 to `draws` in as many pieces as there are workers, [cell, low, high] each: whatever the number of
 * workers, the draws are the same. A border near that of a cell is put on it.
 */
export function shareOut(draws, workers, cell) {
  const count = Math.max(1, Math.min(workers, Math.floor(draws / 32)));
  const edges = [0];
  for (let i = 1; i < count; i++) {
    const even = (i * draws) / count;
    const border = Math.round(even / cell) * cell;
    const near = border > 0 && Math.abs(border - even) < 0.06 * (draws / count);
    edges.push(near ? border : Math.round(even / 8) * 8);
  }
  edges.push(draws);
  const shares = [];
  for (let i = 0; i < count; i++) {
    const share = [];
    for (let at = edges[i]; at < edges[i + 1]; ) {
      const number = Math.floor(at / cell);
      const end = Math.min(edges[i + 1], (number + 1) * cell);
      share.push([number, at - number * cell, end - number * cell]);
      at = end;
    }
    shares.push(share);
  }
  return shares;
}

/**
 * A request held against the model: what it leaves out is filled in, what is wrong with it is thrown. A lever
 * of the request takes the place of the scenario's own, as in a scenario that extends another.
 */
export function checked(request, model) {
  const out = { scenario: model.baseline, levers: {}, draws: 2000, seed: 1, views: ["bands"], ...request };
  const scenario = Object.hasOwn(model.scenarios, out.scenario) ? model.scenarios[out.scenario] : null;
  if (!scenario) throw new Error(`there is no scenario ${out.scenario}`);
  if (scenario.unavailable) throw new Error(scenario.unavailable);
  for (const [name, value] of Object.entries(out.levers)) {
    if (!Object.hasOwn(model.levers, name)) throw new Error(`there is no lever ${name}`);
    if (!Number.isFinite(value)) throw new Error(`${name} wants a number, not ${value}`);
    const [low, high] = model.levers[name].range;
    if (value < low || value > high) throw new Error(`${name} is ${value}, outside ${low} to ${high}`);
    if (scenario.dated.includes(name)) throw new Error(`${out.scenario} moves ${name} in some quarters, which stays as it is`);
  }
  const moved = Object.entries(out.levers).filter(([name, value]) => value !== (scenario.levers[name] ?? 0));
  if (moved.length && scenario.fixed) throw new Error(scenario.fixed);
  for (const name of out.show ?? []) {
    if (!Object.hasOwn(model.variables, name)) throw new Error(`there is no variable ${name}`);
  }
  for (const view of out.views) if (!VIEWS.includes(view)) throw new Error(`there is no view ${view}`);
  if (!Number.isInteger(out.draws) || out.draws < 1 || out.draws > model.most_draws) {
    throw new Error(`${out.draws} draws cannot be run here; ask for 1 to ${model.most_draws}`);
  }
  if (!Number.isSafeInteger(out.seed) || out.seed < 0) throw new Error(`${out.seed} is no seed`);
  return { ...out, show: [...new Set(out.show ?? model.first_charts)], levers: Object.fromEntries(moved) };
}

/** What the workers' shares are together: the answer of `run`. */
export function together(request, model, parts) {
  const quarters = model.periods.length;
  const draws = parts.reduce((n, p) => n + p.draws, 0);
  const failed = parts.reduce((n, p) => n + p.failed, 0);
  const { scenario, seed } = request;
  const [worst, error] = parts.map((p) => p.worst).reduce((a, b) => (b[1] > a[1] ? b : a));
  const identities = { worst, max_relative_error: error };
  const out = { scenario, seed, draws, failed, identities, model: model.hash, periods: model.periods };
  if (failed === draws) throw new Error("no draw of this run could be solved, so no statistic can be shown");
  const rows = (tables, t) => tables.map((x) => x.figures.subarray((t * x.figures.length) / quarters, ((t + 1) * x.figures.length) / quarters));
  const byQuarter = (tables, levels) => {
    const cells = model.periods.map((_, t) => quantiles(rows(tables, t), levels));
    const count = tables.reduce((n, x) => n + x.figures.length / quarters, 0);
    const mean = model.periods.map((_, t) => tables.reduce((sum, x) => sum + x.sums[t], 0) / count);
    return { quantiles: levels.map((_, i) => cells.map((c) => c[i])), mean };
  };
  if (request.views.includes("bands")) {
    out.bands = {};
    for (const v of request.show) out.bands[v] = { levels: LEVELS, ...byQuarter(parts.map((p) => p.bands[v]), LEVELS) };
  }
  if (request.views.includes("first")) {
    const times = {};
    for (const key of Object.keys(parts[0].times)) {
      const all = parts.map((p) => p.times[key]);
      times[key] = all.length === 1 ? all[0] : all.reduce((a, b) => Int16Array.from([...a, ...b]));
    }
    out.first = summary(model.triggers, times, model.periods);
  }
  if (request.views.includes("differences")) {
    out.differences = {};
    for (const v of request.show) {
      const { quantiles: q, mean } = byQuarter(parts.map((p) => p.differences[v]), GAP_LEVELS);
      out.differences[v] = { mean, median: q[1], low70: q[0], high70: q[2] };
    }
  }
  return out;
}

/** The engine over workers of this browser. */
export class WorkerEngine {
  /** `base` is the folder of the model's files, `cores` how many workers there may be. */
  static async open(model, base, cores = navigator.hardwareConcurrency || 2) {
    const engine = new WorkerEngine(model, base);
    const count = Math.max(1, Math.min(cores, 8));
    engine.workers = Array.from({ length: count }, () => {
      return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    });
    await Promise.all([...engine.workers.map((w) => ask(w, { model })), engine.module(model.scenarios[model.baseline].module)]);
    return engine;
  }

  constructor(model, base) {
    Object.assign(this, { model, base, id: 0, loaded: new Map(), last: Promise.resolve() });
  }

  /** Loads a module into all workers, once. */
  module(index) {
    if (!this.loaded.has(index)) this.loaded.set(index, this.load(index));
    return this.loaded.get(index);
  }

  async load(index) {
    const { wasm, tables } = this.model.modules[index];
    const at = (name) => fetch(new URL(name, this.base));
    const [module, bytes] = await Promise.all([compile(await at(wasm)), at(tables).then((r) => r.arrayBuffer())]);
    await Promise.all(this.workers.map((w) => ask(w, { module, index, tables: bytes })));
  }

  /** Gives up what is being run. */
  cancel() {
    for (const w of this.workers) w.postMessage({ cancel: true });
  }

  /** See `checked` for what a request may leave out and `together` for the answer. Runs go one by one. */
  run(request) {
    const asked = checked(request, this.model);
    const mine = this.last.catch(() => null).then(() => this.carryOut(asked));
    this.last = mine;
    return mine;
  }

  async carryOut(request) {
    await this.module(this.model.scenarios[request.scenario].module);
    if (request.views.includes("differences")) await this.module(this.model.scenarios[this.model.baseline].module);
    const id = (this.id += 1);
    const shares = shareOut(request.draws, this.workers.length, this.model.cell);
    const keeping = request.draws <= 4 * this.model.cell;
    const parts = await Promise.all(shares.map((pieces, i) => ask(this.workers[i], { job: { ...request, id, pieces, keeping } })));
    if (parts.some((p) => p.cancelled)) throw new Cancelled("another run was asked for");
    return together(request, this.model, parts);
  }

  close() {
    for (const w of this.workers) w.terminate();
  }
}

/** Sends a worker a message, after its answer to the one before, and waits for its answer. */
function ask(worker, message) {
  const answer = () =>
    new Promise((done, failed) => {
      worker.onmessage = ({ data }) => (data.fault ? failed(new Error(data.fault)) : done(data));
      worker.onerror = (fault) => failed(new Error(fault.message || "a worker could not be started"));
      worker.postMessage(message);
    });
  const mine = (worker.last ?? Promise.resolve()).then(answer);
  worker.last = mine.catch(() => null);
  return mine;
}

/** A compiled module, also from a server that does not know the type of the file. */
async function compile(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  if ((response.headers.get("content-type") ?? "").startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
