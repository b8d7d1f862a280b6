/** The model's kernel in this thread: a WebAssembly module, its memory, and the numbers of one run after another. */

import { effects } from "./levers.js";
import { drawParameters } from "./parameters.js";
import { carryOut } from "./tape.js";

const PAGE = 65536;
const [DRAWN, WRITTEN, READ] = [0n, 1n, 2n];
const round = (n) => Math.ceil(n / 64) * 64;

/** A module with vectors, as small as there is; false where a browser has none. */
export function supported() {
  if (typeof WebAssembly !== "object") return false;
  return WebAssembly.validate(
    new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
    ]),
  );
}

export class Kernel {
  /** From a compiled module, the bytes of its tables, and the document that says where what stands. */
  static async make(module, tables, doc) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(doc.end / PAGE) + 1 });
    const table = new WebAssembly.Table({ initial: 1 + 2 * doc.programs.length, element: "anyfunc" });
    const env = {
      __linear_memory: memory,
      __indirect_function_table: table,
      __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, doc.stack),
      fmax: Math.max,
      fmin: Math.min,
      pow: Math.pow,
    };
    const { exports } = await WebAssembly.instantiate(module, { env });
    doc.programs.forEach((_, k) => {
      table.set(1 + 2 * k, exports[`mg_start_${k}`]);
      table.set(2 + 2 * k, exports[`mg_step_${k}`]);
    });
    return new Kernel(exports, memory, new Uint8Array(tables), doc);
  }

  constructor(exports, memory, tables, doc) {
    Object.assign(this, { exports, memory, tables, doc });
    this.top = doc.end;
    this.kept = new Map();
    this.parameters = new Map();
    this.mostKept = 3;
    this.drawn = Object.keys(doc.drawn).length;
    this.table = this.reserve(Math.max(this.drawn, 1) * doc.cell * 8);
    this.normals = this.reserve(Math.max(doc.records.length, 1) * doc.cell * 8);
    this.status = this.reserve(doc.cell);
    this.values = { at: 0, size: 0 };
    this.seed = null;
  }

  /** Room at the end of the memory. */
  reserve(bytes) {
    const at = this.top;
    this.top = round(at + bytes);
    const missing = this.top + 64 - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  field(name, value) {
    new DataView(this.memory.buffer).setBigInt64(this.doc.fields[name], BigInt(value), true);
  }

  doubles(at, count) {
    return new Float64Array(this.memory.buffer, at, count);
  }

  longs(at, count) {
    return new BigInt64Array(this.memory.buffer, at, count);
  }

  /**
   * Puts a case (a scenario's numbers) in place, with levers on top, for a seed. `keep` names the variables
   * that `run` gives, in their order; `exact` for figures of 64 bits instead of 32.
   */
  prepare(scenario, moved, levers, seed, keep, exact = false) {
    const { doc } = this;
    new Uint8Array(this.memory.buffer).set(this.tables, doc.base);
    this.field("parameter_table", this.table);
    this.field("status", this.status);
    this.field("seed", BigInt.asIntN(64, BigInt(seed)));
    this.forget(seed);
    this.keep(keep, exact);
    const given = this.doubles(doc.place.given, doc.quarters * doc.shocks);
    change(given, scenario.given);
    doc.programs.forEach((p, k) => {
      change(this.doubles(p.run, p.run_numbers), scenario.programs[k].run);
      change(this.doubles(p.quarter, doc.quarters * p.numbers), scenario.programs[k].quarter);
    });
    this.assign(scenario.which);
    this.centres = { ...scenario.centres };
    this.move(effects(moved, levers, doc.shock_rows, doc.quarters), given, scenario.which);
  }

  /** Which program each quarter has. */
  assign(which) {
    const { doc } = this;
    const row = Object.fromEntries(doc.by_quarter.map((n) => [n, this.longs(doc.place[n], doc.quarters)]));
    which.forEach((k, t) => {
      const p = doc.programs[k];
      row.step[t] = BigInt(2 + 2 * k);
      row.run[t] = BigInt(p.run);
      row.quarter[t] = BigInt(p.quarter + 8 * p.numbers * t);
      row.draw[t] = BigInt(p.draw);
      row.worst[t] = BigInt(p.worst);
      row.count[t] = BigInt(p.count);
    });
  }

  move(pushes, given, which) {
    const { doc } = this;
    for (const { row, sizes } of pushes.shocks) sizes.forEach((x, t) => (given[t * doc.shocks + row] += x));
    for (const { name, size } of pushes.parameters) if (name in this.centres) this.centres[name] += size;
    doc.programs.forEach((p, k) => {
      const run = this.doubles(p.run, p.run_numbers);
      const quarters = which.map((w, t) => (w === k ? this.doubles(p.quarter + 8 * p.numbers * t, p.numbers) : null));
      const changed = [];
      for (const { name, size } of pushes.parameters) {
        const at = p.parameters[name];
        if (at === undefined) continue;
        run[at] += size;
        changed.push(at);
      }
      for (const { label, sizes } of pushes.adds) {
        const at = p.adds[label];
        if (at === undefined) continue;
        quarters.forEach((table, t) => table && (table[-1 - at] += sizes[t]));
        changed.push(at);
      }
      carryOut(p.tape, changed, run, quarters);
    });
  }

  keep(names, exact) {
    const { doc } = this;
    const rows = this.longs(doc.place.keep_row, names.length);
    const outs = this.longs(doc.place.keep_out, names.length);
    names.forEach((name, i) => {
      rows[i] = BigInt(doc.rows[name]);
      outs[i] = BigInt(i);
    });
    const size = names.length * doc.quarters * doc.cell * (exact ? 8 : 4);
    if (size > this.values.size) this.values = { at: this.reserve(size), size };
    this.field("kept", names.length);
    this.field("values", this.values.at);
    this.field("exact", exact ? 1 : 0);
    this.count = names.length;
    this.Figures = exact ? Float64Array : Float32Array;
  }

  /**
   * The draws `low` to `high` (not included) of a cell: {values: Float32Array [variable, quarter, draw],
   * status: Uint8Array [draw]}, views that the next run overwrites. With `keeping` the shocks and the drawn
   * parameters are kept for runs of the same seed.
   */
  run(cell, low, high, keeping) {
    const { doc } = this;
    const draws = high - low;
    if (this.drawn) this.fillParameters(cell, keeping);
    this.field("stride", draws);
    this.shocks(cell, low, high, keeping);
    this.exports.mg_run(doc.job, BigInt(cell), BigInt(low), BigInt(high), BigInt(-low));
    return {
      values: new this.Figures(this.memory.buffer, this.values.at, this.count * doc.quarters * draws),
      status: new Uint8Array(this.memory.buffer, this.status, draws),
    };
  }

  /** The worst identity since `prepare`, relative to its largest term: [label, error]. */
  worst() {
    let found = ["", 0];
    for (const p of this.doc.programs) {
      const errors = this.doubles(p.worst, p.identities.length);
      p.identities.forEach((label, i) => {
        if (errors[i] > found[1]) found = [label, errors[i]];
      });
    }
    return found;
  }

  /** The cell's parameters: what was kept of them is drawn again only where a lever has moved its centre. */
  fillParameters(cell, keeping) {
    const { doc, exports } = this;
    const normals = (stage, attempt, count) => {
      exports.mg_normals_of(doc.job, BigInt(attempt), BigInt(cell), BigInt(stage), BigInt(count), this.normals);
      return this.doubles(this.normals, count * doc.cell).slice();
    };
    const uniforms = (stage) => {
      exports.mg_uniforms_of(doc.job, BigInt(cell), BigInt(stage), this.normals);
      return this.doubles(this.normals, doc.cell);
    };
    const rowOf = (name) => doc.drawn[name];
    const own = this.parametersOf(cell, keeping);
    const table = this.doubles(own.at, this.drawn * doc.cell);
    own.made = drawParameters(doc.records, this.centres, rowOf, normals, uniforms, table, doc.cell, own.made);
    this.field("parameter_table", own.at);
  }

  /** Where a cell's parameters stand, and what they were made of; a place for one use where none is kept. */
  parametersOf(cell, keeping) {
    let own = this.parameters.get(cell);
    if (!own && keeping && this.parameters.size < this.mostKept) {
      own = { at: this.freeTables?.pop() ?? this.reserve(this.drawn * this.doc.cell * 8), made: null };
      this.parameters.set(cell, own);
    }
    return own ?? { at: this.table, made: null };
  }

  /** Whether the kernel draws shocks, draws and keeps them, or reads what it kept. */
  shocks(cell, low, high, keeping) {
    const { doc } = this;
    let table = this.kept.get(cell);
    if (!table && keeping && this.kept.size < this.mostKept) {
      const at = this.free?.pop() ?? this.reserve(doc.quarters * doc.shocks * doc.cell * 8);
      table = { at, units: new Uint8Array(doc.cell / 16) };
      this.kept.set(cell, table);
    }
    if (!table) {
      this.field("keeping", DRAWN);
      return;
    }
    const half = doc.cell / 2;
    let there = true;
    const touched = [];
    for (let u = 0; u < table.units.length; u++) {
      const inside = [u * 8, half + u * 8].some((first) => first < high && first + 8 > low);
      if (inside) touched.push(u);
      if (inside && !table.units[u]) there = false;
    }
    this.field("kept_shocks", table.at);
    this.field("keeping", there ? READ : WRITTEN);
    for (const u of touched) table.units[u] = 1;
  }

  /** Lets go of the shocks and parameters of another seed. */
  forget(seed) {
    if (seed === this.seed) return;
    this.freeTables = [...(this.freeTables ?? []), ...[...this.parameters.values()].map((t) => t.at)];
    this.parameters.clear();
    this.free = [...(this.free ?? []), ...[...this.kept.values()].map((t) => t.at)];
    this.kept.clear();
    this.seed = seed;
  }
}

/** Puts [places, values] into a table; null is a figure that is missing. */
function change(table, [places, values]) {
  places.forEach((at, i) => (table[at] = values[i] ?? NaN));
}
