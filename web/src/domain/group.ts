/** Groups of arrows, as the appliance computes them, and where arrows are densest. Millimetres. */

export interface Point {
  x: number;
  y: number;
}

export interface Ellipse {
  /** Semi-axes. */
  major: number;
  minor: number;
  /** Counter-clockwise from the x axis, degrees. */
  angle: number;
}

/** How arrows lie: what the appliance sends as GroupRead. */
export interface Group extends Point {
  arrows: number;
  /** From the centre of the face to that of the group: how a sight is off; null where no face hangs. */
  dx: number | null;
  dy: number | null;
  mean_radius: number;
  extreme_spread: number;
  /** Where the next arrow lands with 95 % probability; null for few arrows. */
  ellipse_95: Ellipse | null;
  /** Shot at several spots, and shown as if all had been shot at the face hung first. */
  is_folded: boolean;
}

const FEWEST = 2;

/** One arrow is no group. */
export function groupToShow<G extends Group>(group: G | null | undefined): G | null {
  return group && group.arrows >= FEWEST ? group : null;
}

export function nearest<P extends Point>(places: readonly P[], point: Point): P | undefined {
  const far = (place: Point) => Math.hypot(place.x - point.x, place.y - point.y);
  return places.reduce<P | undefined>((best, place) => (best && far(best) <= far(place) ? best : place), undefined);
}

/** Where a point would be at the face `onto`, as it was at the nearest of `faces`. */
export function movedOnto(onto: Point, faces: readonly Point[], point: Point): Point {
  const own = nearest(faces, point);
  return own ? { x: point.x - own.x + onto.x, y: point.y - own.y + onto.y } : { x: point.x, y: point.y };
}

/**
 * Arrows on several spots as if all had been shot at the face hung first; on one spot they stay where they are. The
 * appliance folds a group's arrows by the same rule, and the same cases test both.
 */
export function fold(faces: readonly Point[], points: readonly Point[]): { points: Point[]; isFolded: boolean } {
  const [first] = faces;
  const used = new Set(points.map((point) => nearest(faces, point)));
  if (!first || used.size < 2) return { points: [...points], isFolded: false };
  return { points: points.map((point) => movedOnto(first, faces, point)), isFolded: true };
}

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
