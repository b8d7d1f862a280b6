/** Quantiles of draws that several workers have sorted, each its own. */

/** The element of rank `k` (from 0) in the union of sorted arrays. */
export function ranked(arrays, k) {
  if (arrays.length === 1) return arrays[0][k];
  const start = new Array(arrays.length).fill(0);
  while (k > 0) {
    // Whoever has the smallest element at this distance has so many elements among the first k.
    const step = Math.max(1, Math.floor(k / arrays.length));
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < arrays.length; i++) {
      const at = start[i] + step - 1;
      if (at < arrays[i].length && (best < 0 || arrays[i][at] < least)) {
        best = i;
        least = arrays[i][at];
      }
    }
    start[best] += step;
    k -= step;
  }
  let least = Infinity;
  arrays.forEach((a, i) => {
    if (start[i] < a.length && a[start[i]] < least) least = a[start[i]];
  });
  return least;
}

/** Quantiles at `levels` of the union of sorted arrays, interpolated linearly between neighbours. */
export function quantiles(arrays, levels) {
  const n = arrays.reduce((sum, a) => sum + a.length, 0);
  return levels.map((level) => {
    const place = level * (n - 1);
    const low = Math.floor(place);
    const high = Math.min(low + 1, n - 1);
    const weight = place - low;
    const below = ranked(arrays, low);
    const above = weight > 0 ? ranked(arrays, high) : below;
    return below * (1 - weight) + above * weight;
  });
}
