/** Figures and quarters in words. */

/** Decimals that suit figures of this size. */
export function decimals(size) {
  if (!(size > 0)) return 2;
  const power = Math.floor(Math.log10(size));
  return power === 2 ? 1 : Math.max(0, Math.min(4, 2 - power));
}

/** A figure with so many decimals and thousands set apart; a true minus sign. */
export function figure(x, places = decimals(Math.abs(x))) {
  if (!Number.isFinite(x)) return "–";
  const text = Math.abs(x).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return Number(text.replaceAll(",", "")) === 0 ? text : x < 0 ? `−${text}` : text;
}

/** A figure of a text, with no more digits than it needs. */
export const plain = (x) => String(Number(x.toPrecision(3))).replace("-", "−");

/** A difference with its sign. */
export function signed(x, places) {
  const text = figure(x, places);
  return x > 0 && Number(text.replaceAll(",", "")) !== 0 ? `+${text}` : text;
}

export const percent = (share) => `${figure(100 * share, share > 0 && share < 0.0995 ? 1 : 0)}%`;

/** A unit behind a figure; an index has none that is said. */
export const behind = (unit) => (unit && unit !== "index" ? ` ${unit}`.replace(/^ percent( a year)?\b/, "%") : "");

/** The places that a variable's figures are shown with, from the sizes in its fan. */
export function placesOf(band) {
  const sizes = band.quantiles.flat().map(Math.abs).filter(Number.isFinite);
  return decimals(sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)]);
}
