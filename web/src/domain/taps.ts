/** Where to tap: points spread over the butt, well inside it, in an order that a person walks. */
import type { Point } from "./group";
import type { Displacement } from "./picture";

const INSET = 0.14;

/** So many points a row and a column have in a calibration by taps. */
export const TAPS_A_SIDE = 4;

/** `side` times `side` points, row by row from the top, every second row backwards. */
export function gridOf(width: number, height: number, side: number): Point[] {
  const step = (1 - 2 * INSET) / (side - 1);
  return Array.from({ length: side * side }, (_, k) => {
    const row = Math.floor(k / side);
    const column = row % 2 === 0 ? k % side : side - 1 - (k % side);
    return { x: Math.round(width * (INSET + column * step)), y: Math.round(height * (1 - INSET - row * step)) };
  });
}

/** Ten marks of the acceptance test: a ring of nine and one beside the middle, where no calibration tap was. */
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

/** A place, where both coordinates are known. */
export function pointAt(x: number | null, y: number | null): Point | null {
  return x === null || y === null ? null : { x, y };
}

/** How loud each channel heard an impact; null where it did not. */
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

/** From each point to where it was placed before the calibration, and after it. */
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
