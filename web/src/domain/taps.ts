/** Points to tap, spread over the butt at some distance from its edge, in the order of a short walk. */
import type { Point } from "./group";
import type { Displacement } from "./picture";

const INSET = 0.14;

/** Number of points in a row and in a column of a calibration by taps. */
export const TAPS_A_SIDE = 4;

/** A grid of `side` times `side` points, row by row from the top, every second row backwards. */
export function gridOf(width: number, height: number, side: number): Point[] {
  const step = (1 - 2 * INSET) / (side - 1);
  return Array.from({ length: side * side }, (_, k) => {
    const row = Math.floor(k / side);
    const column = row % 2 === 0 ? k % side : side - 1 - (k % side);
    return { x: Math.round(width * (INSET + column * step)), y: Math.round(height * (1 - INSET - row * step)) };
  });
}

/** The ten marks of the acceptance test: a ring of nine and one beside the middle, none at a calibration point. */
export function marksOf(width: number, height: number): Point[] {
  const ring = Array.from({ length: 9 }, (_, k) => {
    const angle = (2 * Math.PI * (k + 0.25)) / 9;
    const reach = k % 2 === 0 ? 0.4 : 0.22;
    return {
      x: Math.round(width * (0.5 + reach * Math.cos(angle))),
      y: Math.round(height * (0.5 + reach * Math.sin(angle))),
    };
  });
  return [...ring, { x: Math.round(width * 0.47), y: Math.round(height * 0.53) }];
}

/** A point, or null where a coordinate is unknown. */
export function pointAt(x: number | null, y: number | null): Point | null {
  return x === null || y === null ? null : { x, y };
}

/** The amplitude of an impact on each channel; null where it was not heard. */
export function amplitudesOf(
  impact: { ticks: readonly (number | null)[]; amplitudes: readonly (number | null)[] } | null,
): (number | null)[] {
  return impact?.ticks.map((tick, channel) => (tick === null ? null : (impact.amplitudes[channel] ?? 0))) ?? [];
}

interface CalibrationPoint {
  x_mm: number | null;
  y_mm: number | null;
  before_x_mm: number | null;
  before_y_mm: number | null;
  after_x_mm: number | null;
  after_y_mm: number | null;
}

/** The displacements of each point's position before and after the calibration. */
export function displacementsOf(points: readonly CalibrationPoint[]): Displacement[] {
  return points.flatMap((p) => {
    const from = pointAt(p.x_mm, p.y_mm);
    const before = pointAt(p.before_x_mm, p.before_y_mm);
    const after = pointAt(p.after_x_mm, p.after_y_mm);
    if (!from) return [];
    return [
      ...(before ? [{ from, to: before, isBefore: true }] : []),
      ...(after ? [{ from, to: after, isBefore: false }] : []),
    ];
  });
}
