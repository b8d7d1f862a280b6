/** One core's share of the draws: simulates its pieces, sorts what is shown, finds when the highs give way. */

import { Kernel } from "./kernel.js";
import { sortFigures } from "./sorting.js";
import { passageTimes } from "./triggers.js";

const rest = () => new Promise((go) => setTimeout(go, 0));

export class Share {
  constructor(model) {
    this.model = model;
    this.kernels = new Map();
    this.wanted = 0;
    this.baselines = new Map();
  }

  async module(index, module, tables) {
    this.kernels.set(index, await Kernel.make(module, tables, this.model.modules[index].doc));
  }

  /** Runs a job; null where another was asked for in the meantime. */
  async run(job) {
    this.wanted = job.id;
    const paths = await this.simulate(job, job.scenario, job.levers, job.views.includes("first"));
    if (!paths) return null;
    const out = { id: job.id, draws: paths.draws, failed: 0, worst: paths.worst };
    const good = survivors(paths.status);
    out.failed = paths.draws - good.length;
    if (job.views.includes("differences")) {
      const base = await this.baseline(job);
      if (!base) return null;
      out.differences = this.gaps(job, paths, base);
    }
    if (job.views.includes("first")) out.times = pick(paths.times, good);
    if (job.views.includes("bands")) out.bands = this.sorted(job, paths, good);
    out.already = paths.already;
    return out;
  }

  /** The baseline on the same draws, kept for the next run. */
  async baseline(job) {
    const key = JSON.stringify([job.seed, job.pieces, job.show]);
    let found = this.baselines.get(key);
    if (!found) {
      found = await this.simulate(job, this.model.baseline, {}, false);
      if (!found) return null;
      this.baselines.clear();
      this.baselines.set(key, found);
    }
    return found;
  }

  async simulate(job, name, levers, first) {
    const { model } = this;
    const scenario = model.scenarios[name];
    const kernel = this.kernels.get(scenario.module);
    const { rows } = kernel.doc;
    const wanted = [...new Set([...job.show, ...(first ? model.triggers.variables : [])])];
    const own = wanted.filter((v) => v in rows);
    const quarters = model.periods.length;
    const path = (v) => scenario.exogenous[v] ?? model.exogenous[v];
    kernel.prepare(scenario.case, beyond(levers, scenario.levers), model.levers, job.seed, own);
    const draws = job.pieces.reduce((n, [, low, high]) => n + high - low, 0);
    const out = { draws, status: new Uint8Array(draws), rows: {}, times: {}, already: {} };
    for (const v of job.show) out.rows[v] = new Float32Array(quarters * draws);
    let done = 0;
    for (const [cell, low, high] of job.pieces) {
      if (done) await rest();
      if (this.wanted !== job.id) return null;
      const n = high - low;
      const { values, status } = kernel.run(cell, low, high, job.keeping);
      const figures = (v, t) => {
        const i = own.indexOf(v);
        if (i < 0) return new Float32Array(n).fill(path(v)[t]);
        return values.subarray((i * quarters + t) * n, (i * quarters + t + 1) * n);
      };
      out.status.set(status, done);
      for (const v of job.show) {
        for (let t = 0; t < quarters; t++) out.rows[v].set(figures(v, t), t * draws + done);
      }
      if (first) {
        const found = passageTimes(model.triggers, quarters, n, figures);
        for (const [key, times] of Object.entries(found.times)) {
          (out.times[key] ??= new Int16Array(draws)).set(times, done);
        }
        out.already = found.already;
      }
      done += n;
    }
    out.worst = kernel.worst();
    return out;
  }

  /** Each shown variable's good draws, sorted quarter by quarter, and their sums. */
  sorted(job, paths, good) {
    const quarters = this.model.periods.length;
    const out = {};
    for (const v of job.show) {
      const from = paths.rows[v];
      const whole = good.length === paths.draws;
      const figures = new Float32Array(quarters * good.length);
      const sums = new Float64Array(quarters);
      for (let t = 0; t < quarters; t++) {
        const row = figures.subarray(t * good.length, (t + 1) * good.length);
        if (whole) row.set(from.subarray(t * paths.draws, (t + 1) * paths.draws));
        else good.forEach((d, i) => (row[i] = from[t * paths.draws + d]));
        sortFigures(row);
        let sum = 0;
        for (let i = 0; i < row.length; i++) sum += row[i];
        sums[t] = sum;
      }
      out[v] = { figures, sums };
    }
    return out;
  }

  /** Scenario minus baseline draw by draw, sorted, of the draws that are good in both. */
  gaps(job, paths, base) {
    const quarters = this.model.periods.length;
    const both = survivors(paths.status.map((s, i) => s | base.status[i]));
    const out = {};
    for (const v of job.show) {
      const figures = new Float64Array(quarters * both.length);
      const sums = new Float64Array(quarters);
      const [a, b] = [paths.rows[v], base.rows[v]];
      for (let t = 0; t < quarters; t++) {
        const row = figures.subarray(t * both.length, (t + 1) * both.length);
        both.forEach((d, i) => {
          row[i] = a[t * paths.draws + d] - b[t * paths.draws + d];
          sums[t] += row[i];
        });
        row.sort();
      }
      out[v] = { figures, sums };
    }
    return out;
  }
}

/** How far levers are from where a scenario has them: what it sets is in its numbers already. */
function beyond(levers, own) {
  return Object.fromEntries(Object.entries(levers).map(([name, value]) => [name, value - (own[name] ?? 0)]));
}

/** The draws that did not fail. */
function survivors(status) {
  const out = [];
  status.forEach((s, i) => s === 0 && out.push(i));
  return Int32Array.from(out);
}

function pick(times, good) {
  const out = {};
  for (const [key, all] of Object.entries(times)) out[key] = Int16Array.from(good, (d) => all[d]);
  return out;
}

/** Buffers of an answer, which are handed over instead of copied. */
export function buffers(answer) {
  const tables = [...Object.values(answer.bands ?? {}), ...Object.values(answer.differences ?? {})];
  return [
    ...tables.flatMap((x) => [x.figures.buffer, x.sums.buffer]),
    ...Object.values(answer.times ?? {}).map((x) => x.buffer),
  ];
}

if (typeof WorkerGlobalScope !== "undefined") {
  let share = null;
  self.onmessage = async ({ data }) => {
    try {
      if (data.model) share = new Share(data.model);
      else if (data.module) await share.module(data.index, data.module, data.tables);
      else if (data.cancel) {
        share.wanted = -1;
        return;
      } else {
        const answer = await share.run(data.job);
        if (answer) self.postMessage(answer, buffers(answer));
        else self.postMessage({ id: data.job.id, cancelled: true });
        return;
      }
      self.postMessage({ ready: true });
    } catch (fault) {
      self.postMessage({ id: data.job?.id, fault: fault.message });
    }
  };
}
