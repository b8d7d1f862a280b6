/** Parameters drawn once a path, around their centres and within their ranges, as the Python engine draws them. */

const ROUNDS = 24;

/** The draw in the order of a cell, from the kernel's order [unit, half, row, lane]. */
const at = (rows, row, draw) => (((((draw & 511) >> 3) * 2 + (draw >> 9)) * rows + row) << 3) + (draw & 7);

function transform(record, centre, z) {
  const se = record.se ?? 0;
  if (record.draw === "lognormal") {
    return centre * Math.exp((record.value ? se / Math.abs(record.value) : 0) * z);
  }
  return centre + se * z;
}

/**
 * Fills `table` [parameter][draw of a cell] for the records drawn, whose rows are `rowOf(name)` (undefined: not
 * read). `normals(stage, attempt, rows)` gives a cell's normals in the kernel's order, `uniforms(stage)` its
 * uniforms by draw; `centres` the parameters by name as the run has them.
 */
export function drawParameters(records, centres, rowOf, normals, uniforms, table, cell) {
  const first = Float64Array.from(normals(0, 0, records.length));
  records.forEach((record, i) => {
    const row = rowOf(record.name);
    if (row === undefined) return;
    const centre = centres[record.name];
    const low = Math.min(record.low ?? -Infinity, centre);
    const high = Math.max(record.high ?? Infinity, centre);
    const out = table.subarray(row * cell, (row + 1) * cell);
    if (record.draw === "uniform") {
      const u = uniforms(1 + i);
      for (let d = 0; d < cell; d++) out[d] = low + (high - low) * u[d];
      return;
    }
    let outside = [];
    for (let d = 0; d < cell; d++) {
      out[d] = transform(record, centre, first[at(records.length, i, d)]);
      if (out[d] < low || out[d] > high) outside.push(d);
    }
    for (let attempt = 1; outside.length && attempt <= ROUNDS; attempt++) {
      const z = normals(1 + i, attempt, 1);
      for (const d of outside) out[d] = transform(record, centre, z[at(1, 0, d)]);
      outside = outside.filter((d) => out[d] < low || out[d] > high);
    }
    for (const d of outside) out[d] = Math.min(Math.max(out[d], low), high);
  });
}
