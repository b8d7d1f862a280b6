/** The elementary operations on plain numbers, by the names that the model's programs use. */

const either = (better) => (a, b) => (a !== a ? a : better(a, b) ? a : b);

export const OPERATIONS = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  pow: (a, b) => a ** b,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  min: either((a, b) => a < b),
  max: either((a, b) => a > b),
  gt: (a, b) => (a !== a || b !== b ? NaN : a > b ? 1 : 0),
  ge: (a, b) => (a !== a || b !== b ? NaN : a >= b ? 1 : 0),
  tanh: Math.tanh,
  copy: (a) => a,
};
