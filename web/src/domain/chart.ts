/** Lines over time: from values to the numbers that a picture needs. */

import { distanceOf } from "./rounds";

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
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, k) =>
    Number((from + k * step).toPrecision(10)),
  );
  return { low: from, high: Math.max(to, from + step), ticks: ticks.length > 1 ? ticks : [from, from + step] };
}

/** Of every chart: its size, and where its axis stands. */
export const WIDTH = 340;
export const HEIGHT = 150;
export const LEFT = 44;
const ABOVE = 8;
const BELOW = 22;

/** Where a value stands in the picture. */
export function yOf(scale: Scale, value: number): number {
  return ABOVE + ((scale.high - value) * (HEIGHT - BELOW - ABOVE)) / (scale.high - scale.low);
}

export interface AtDistance {
  distance: string;
  sessions: number;
  arrows: number;
  /** Points per arrow. */
  average: number;
  tens: number;
  xs: number;
  /** Of the sessions' mean radii, mm, each counted by its arrows. */
  meanRadius: number | null;
}

type SessionSums = {
  distance: number;
  distance_unit: string;
  arrows: number;
  score: number;
  tens: number;
  xs: number;
  mean_radius: number | null;
};

/** What sessions add up to by distance, the shortest first. */
export function byDistance(rows: readonly SessionSums[]): AtDistance[] {
  const shot = rows.filter((row) => row.arrows > 0).sort((a, b) => a.distance - b.distance);
  return [...new Set(shot.map(distanceOf))].map((distance) => {
    const of = shot.filter((row) => distanceOf(row) === distance);
    const sum = (value: (row: SessionSums) => number) => of.reduce((total, row) => total + value(row), 0);
    const grouped = of.filter((row) => row.mean_radius !== null);
    const weight = grouped.reduce((total, row) => total + row.arrows, 0);
    return {
      distance,
      sessions: of.length,
      arrows: sum((row) => row.arrows),
      average: sum((row) => row.score) / sum((row) => row.arrows),
      tens: sum((row) => row.tens),
      xs: sum((row) => row.xs),
      meanRadius: weight
        ? grouped.reduce((total, row) => total + (row.mean_radius ?? 0) * row.arrows, 0) / weight
        : null,
    };
  });
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
