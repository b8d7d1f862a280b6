/** What a lever does to the numbers of a run. */

/** The share of a lever's full effect in each quarter. */
export function weights(lever, quarters) {
  if (lever.profile === "once") return Array.from({ length: quarters }, (_, t) => (t === 0 ? 1 : 0));
  if (lever.profile === "fade") {
    return Array.from({ length: quarters }, (_, t) => 0.5 ** (t / lever.half_life));
  }
  return new Array(quarters).fill(1);
}

/**
 * The levers of a request as pushes on shocks [{row, sizes}], on add-factors [{label, sizes}] and as changes
 * of parameters [{name, size}]. Throws for a lever that there is not, and for a value that is no number.
 */
export function effects(moved, levers, shockRows, quarters) {
  const out = { shocks: [], adds: [], parameters: [] };
  for (const [name, value] of Object.entries(moved)) {
    const lever = Object.hasOwn(levers, name) ? levers[name] : undefined;
    if (!lever) throw new Error(`there is no lever ${name}`);
    if (!Number.isFinite(value)) throw new Error(`${name} wants a number, not ${value}`);
    if (value === 0) continue;
    const size = value * lever.scale;
    const sizes = weights(lever, quarters).map((w) => size * w);
    if (lever.acts_on === "shock") out.shocks.push({ row: shockRows[lever.target], sizes });
    else if (lever.acts_on === "add") out.adds.push({ label: lever.target, sizes });
    else if (lever.acts_on === "parameter") out.parameters.push({ name: lever.target, size });
    else throw new Error(`${name} acts on ${lever.acts_on}, which is not known here`);
  }
  return out;
}
