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

/** The weighted sum of independent normals `z(row)` that a parameter's own normal is. */
function mixed(parts, z) {
  let total = parts[0][1] * z(parts[0][0]);
  for (let k = 1; k < parts.length; k++) total += parts[k][1] * z(parts[k][0]);
  return total;
}

/**
 * Fills `table` [parameter][draw of a cell] for the records drawn, whose rows are `rowOf(name)` (undefined: not
 * read). `normals(stage, attempt, rows)` gives a cell's normals in the kernel's order, `uniforms(stage)` its
 * uniforms by draw; `centres` the parameters by name as the run has them. Records of one `group` are correlated
 * (`mix`) and drawn again together.
 */
export function drawParameters(records, centres, rowOf, normals, uniforms, table, cell) {
  const first = Float64Array.from(normals(0, 0, records.length));
  const bounds = records.map((record) => {
    const centre = centres[record.name];
    return [Math.min(record.low ?? -Infinity, centre), Math.max(record.high ?? Infinity, centre)];
  });
  records.forEach((record, i) => {
    if (record.group[0] !== i) return;
    if (record.draw === "uniform") {
      const row = rowOf(record.name);
      if (row === undefined) return;
      const [low, high] = bounds[i];
      const u = uniforms(1 + i);
      for (let d = 0; d < cell; d++) table[row * cell + d] = low + (high - low) * u[d];
      return;
    }
    const values = record.group.map(() => new Float64Array(cell));
    const put = (d, z) => {
      let inside = true;
      record.group.forEach((j, k) => {
        const own = records[j];
        const value = transform(own, centres[own.name], mixed(own.mix, z));
        values[k][d] = value;
        inside = inside && !(value < bounds[j][0] || value > bounds[j][1]);
      });
      return inside;
    };
    let outside = [];
    for (let d = 0; d < cell; d++) {
      if (!put(d, (j) => first[at(records.length, j, d)])) outside.push(d);
    }
    for (let attempt = 1; outside.length && attempt <= ROUNDS; attempt++) {
      const again = new Map(record.group.map((j) => [j, Float64Array.from(normals(1 + j, attempt, 1))]));
      outside = outside.filter((d) => !put(d, (j) => again.get(j)[at(1, 0, d)]));
    }
    record.group.forEach((j, k) => {
      const row = rowOf(records[j].name);
      if (row === undefined) return;
      for (const d of outside) values[k][d] = Math.min(Math.max(values[k][d], bounds[j][0]), bounds[j][1]);
      table.set(values[k], row * cell);
    });
  });
}
