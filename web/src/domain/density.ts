/** The density of arrows on a face. Millimetres. */
import type { Point } from "./group";

export interface Cell extends Point {
  size: number;
  /** Density as a fraction of the densest cell's. */
  share: number;
}

const CELLS = 28;
const FEWEST_FOR_DENSITY = 3;
const LEAST_SHARE = 0.08;

/** The density with a normal kernel, in the cells of a square that are dense enough to be drawn. */
export function densityOf(
  points: readonly Point[],
  meanRadius: number,
  square: { left: number; bottom: number; size: number },
  cells = CELLS,
): Cell[] {
  if (points.length < FEWEST_FOR_DENSITY) return [];
  const size = square.size / cells;
  // bandwidth by Scott's rule in two dimensions
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
