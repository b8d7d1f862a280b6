/** Parameters drawn once a path, around their centres and within their ranges, as the Python engine draws them. */

const ROUNDS = 24;

/** The draw in the order of a cell, from the kernel's order [unit, half, row, lane]. */
const at = (rows, row, draw) => (((((draw & 511) >> 3) * 2 + (draw >> 9)) * rows + row) << 3) + (draw & 7);

/** The value of a record's parameter around its centre for a normal; one function a record, so that loops stay plain. */
function transform(record, centre) {
  const se = record.se ?? 0;
  if (record.draw !== "lognormal") return (z) => centre + se * z;
  const spread = record.value ? se / Math.abs(record.value) : 0;
  return (z) => centre * Math.exp(spread * z);
}

/** The weighted sum of independent normals `z(row)` that a parameter's own normal is. */
function mixed(parts, z) {
  let total = parts[0][1] * z(parts[0][0]);
  for (let k = 1; k < parts.length; k++) total += parts[k][1] * z(parts[k][0]);
  return total;
}

/** Values [draw] of a record's parameter from the normals `first` of all `rows`, in the kernel's order. */
function whole(record, centre, first, rows, cell) {
  const out = new Float64Array(cell);
  record.mix.forEach(([row, weight], part) => {
    for (let d = 0; d < cell; d++) {
      const z = weight * first[at(rows, row, d)];
      out[d] = part ? out[d] + z : z;
    }
  });
  const value = transform(record, centre);
  for (let d = 0; d < cell; d++) out[d] = value(out[d]);
  return out;
}

/**
 * Fills `table` [parameter][draw of a cell] for the records drawn, whose rows are `rowOf(name)` (undefined: not
 * read). `normals(stage, attempt, rows)` gives a copy of a cell's normals in the kernel's order,
 * `uniforms(stage)` its uniforms by draw; `centres` the parameters by name as the run has them. Records of one `group` are correlated
 * (`mix`) and drawn again together.
 *
 * What comes back is for the next call on the same table with the same random numbers, as `before`: then only
 * the groups with a centre that has moved are drawn.
 */
export function drawParameters(records, centres, rowOf, normals, uniforms, table, cell, before = null) {
  const moved = (group) => !before || group.some((j) => centres[records[j].name] !== before.centres[records[j].name]);
  const due = records.map((record, i) => i).filter((i) => records[i].group[0] === i && moved(records[i].group));
  const first = before?.first ?? normals(0, 0, records.length);
  const bounds = records.map((record) => {
    const centre = centres[record.name];
    return [Math.min(record.low ?? -Infinity, centre), Math.max(record.high ?? Infinity, centre)];
  });
  for (const i of due) {
    const record = records[i];
    if (record.draw === "uniform") {
      const row = rowOf(record.name);
      if (row === undefined) continue;
      const [low, high] = bounds[i];
      const u = uniforms(1 + i);
      for (let d = 0; d < cell; d++) table[row * cell + d] = low + (high - low) * u[d];
      continue;
    }
    const values = record.group.map((j) => whole(records[j], centres[records[j].name], first, records.length, cell));
    const beyond = (d, j, k) => values[k][d] < bounds[j][0] || values[k][d] > bounds[j][1];
    let outside = [];
    for (let d = 0; d < cell; d++) if (record.group.some((j, k) => beyond(d, j, k))) outside.push(d);
    const valueOf = record.group.map((j) => transform(records[j], centres[records[j].name]));
    const put = (d, z) => {
      record.group.forEach((j, k) => (values[k][d] = valueOf[k](mixed(records[j].mix, z))));
      return !record.group.some((j, k) => beyond(d, j, k));
    };
    for (let attempt = 1; outside.length && attempt <= ROUNDS; attempt++) {
      const again = new Map(record.group.map((j) => [j, normals(1 + j, attempt, 1)]));
      outside = outside.filter((d) => !put(d, (j) => again.get(j)[at(1, 0, d)]));
    }
    record.group.forEach((j, k) => {
      const row = rowOf(records[j].name);
      if (row === undefined) return;
      for (const d of outside) values[k][d] = Math.min(Math.max(values[k][d], bounds[j][0]), bounds[j][1]);
      table.set(values[k], row * cell);
    });
  }
  return { centres: { ...centres }, first };
}
