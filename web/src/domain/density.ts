/** Where arrows are densest. Millimetres. */
import type { Point } from "./group";

export interface Cell extends Point {
  size: number;
  /** Of the densest cell. */
  share: number;
}

const CELLS = 28;
const FEWEST_FOR_DENSITY = 3;
const LEAST_SHARE = 0.08;

/** A normal kernel over a square in cells; only those that are worth drawing. */
export function densityOf(
  points: readonly Point[],
  meanRadius: number,
  square: { left: number; bottom: number; size: number },
  cells = CELLS,
): Cell[] {
  if (points.length < FEWEST_FOR_DENSITY) return [];
  const size = square.size / cells;
  // Scott's rule in two dimensions
  const spread = Math.max(meanRadius, size) * points.length ** (-1 / 6);
  const found: Cell[] = [];
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const x = square.left + (column + 0.5) * size;
      const y = square.bottom + (row + 0.5) * size;
      const kernel = (p: Point) => Math.exp(-((p.x - x) ** 2 + (p.y - y) ** 2) / (2 * spread * spread));
      found.push({ x, y, size, share: points.reduce((sum, point) => sum + kernel(point), 0) });
    }
  }
  const top = Math.max(...found.map((cell) => cell.share));
  return found.map((cell) => ({ ...cell, share: cell.share / top })).filter((cell) => cell.share > LEAST_SHARE);
}
