/** Line charts over time: scales and averages. */

import { distanceOf } from "./rounds";

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
}

/** A scale of round numbers around `values`, with about `count` steps. */
export function scaleOf(values: readonly number[], count = 4): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  // where all are nothing there is no size to go by
  const raw = (Math.max(high - low, Math.abs(high) * 0.05) || 1) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const from = Math.floor(low / step) * step;
  const to = Math.ceil(high / step) * step || step;
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, k) =>
    Number((from + k * step).toPrecision(10)),
  );
  return { low: from, high: Math.max(to, from + step), ticks: ticks.length > 1 ? ticks : [from, from + step] };
}

/** Size of every chart, and the position of its axis. */
export const WIDTH = 340;
export const HEIGHT = 150;
export const LEFT = 44;
const ABOVE = 8;
const BELOW = 22;

/** The vertical position of a value in the chart. */
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
  /** The mean of the sessions' mean radii, mm, weighted by their arrows. */
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

/** Totals of the sessions by distance, the shortest first. */
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

/** Slope per step of the least-squares line over equal steps; null for fewer than three values. */
export function trendOf(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 3) return null;
  const middle = (n - 1) / 2;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const above = values.reduce((total, value, k) => total + (k - middle) * (value - mean), 0);
  const below = values.reduce((total, _, k) => total + (k - middle) ** 2, 0);
  return above / below;
}
