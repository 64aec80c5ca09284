/** Lines over time: from values to the numbers that a picture needs. */

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
}

/** Round numbers around `values`, about `count` of them. */
export function scaleOf(values: readonly number[], count = 4): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const raw = Math.max(high - low, Math.abs(high) * 0.05, 1e-9) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const from = Math.floor(low / step) * step;
  const to = Math.ceil(high / step) * step || step;
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, k) => Number((from + k * step).toPrecision(10)));
  return { low: from, high: Math.max(to, from + step), ticks: ticks.length > 1 ? ticks : [from, from + step] };
}

/** Slope of the least-squares line over equal steps, per step. */
export function trendOf(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 3) return null;
  const middle = (n - 1) / 2;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const above = values.reduce((total, value, k) => total + (k - middle) * (value - mean), 0);
  const below = values.reduce((total, _, k) => total + (k - middle) ** 2, 0);
  return above / below;
}
