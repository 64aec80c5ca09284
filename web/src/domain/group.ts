/** Groups of arrows: centre, size, the ellipse that holds them, and where they are densest. Millimetres. */

export interface Point {
  x: number;
  y: number;
}

export interface Group {
  centre: Point;
  /** Mean distance from the centre. */
  meanRadius: number;
  /** Largest distance between two arrows. */
  extremeSpread: number;
}

export function groupOf(points: readonly Point[]): Group | null {
  if (points.length < 2) return null;
  const centre = { x: mean(points.map((p) => p.x)), y: mean(points.map((p) => p.y)) };
  let extremeSpread = 0;
  points.forEach((a, k) => {
    for (const b of points.slice(k + 1)) extremeSpread = Math.max(extremeSpread, Math.hypot(a.x - b.x, a.y - b.y));
  });
  return { centre, meanRadius: mean(points.map((p) => Math.hypot(p.x - centre.x, p.y - centre.y))), extremeSpread };
}

function nearest<P extends Point>(places: readonly P[], point: Point): P | undefined {
  const far = (place: Point) => Math.hypot(place.x - point.x, place.y - point.y);
  return places.reduce<P | undefined>((best, place) => (best && far(best) <= far(place) ? best : place), undefined);
}

/** Where a point would be at the face `onto`, as it was at the nearest of `faces`. */
export function movedOnto(onto: Point, faces: readonly Point[], point: Point): Point {
  const own = nearest(faces, point);
  return own ? { x: point.x - own.x + onto.x, y: point.y - own.y + onto.y } : { x: point.x, y: point.y };
}

/** Arrows that were shot at several spots make one group: as if all had been shot at the face hung first. */
export function fold(faces: readonly Point[], points: readonly Point[]): { points: Point[]; isFolded: boolean } {
  const [first] = faces;
  const used = new Set(points.map((point) => nearest(faces, point)));
  if (!first || used.size < 2) return { points: [...points], isFolded: false };
  return { points: points.map((point) => movedOnto(first, faces, point)), isFolded: true };
}

/** From the centre of the face to that of the group: how a sight is off. */
export function offCentre(faces: readonly Point[], group: Group): Point | null {
  const face = nearest(faces, group.centre);
  return face ? { x: group.centre.x - face.x, y: group.centre.y - face.y } : null;
}

export interface Ellipse extends Point {
  major: number;
  minor: number;
  /** Counter-clockwise from the x axis, degrees. */
  angle: number;
}

const CHI2_95 = 5.991;

/** Holds 95 of 100 arrows of a normal group with this spread. */
export function ellipseOf(points: readonly Point[]): Ellipse | null {
  if (points.length < 4) return null;
  const x = mean(points.map((p) => p.x));
  const y = mean(points.map((p) => p.y));
  const n = points.length - 1;
  const xx = sum(points.map((p) => (p.x - x) ** 2)) / n;
  const yy = sum(points.map((p) => (p.y - y) ** 2)) / n;
  const xy = sum(points.map((p) => (p.x - x) * (p.y - y))) / n;
  const half = Math.hypot((xx - yy) / 2, xy);
  const axis = (value: number) => Math.sqrt(Math.max(value, 0) * CHI2_95);
  return {
    x,
    y,
    major: axis((xx + yy) / 2 + half),
    minor: axis((xx + yy) / 2 - half),
    angle: (Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI),
  };
}

export interface Cell extends Point {
  size: number;
  /** Of the densest cell. */
  share: number;
}

/** A normal kernel over a square of `size` mm in cells; only cells that are worth drawing. */
export function densityOf(points: readonly Point[], left: number, bottom: number, size: number, cells = 28): Cell[] {
  if (points.length < 3) return [];
  const cell = size / cells;
  const spread = Math.max(groupOf(points)?.meanRadius ?? 0, cell) * points.length ** (-1 / 6);
  const found: Cell[] = [];
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const x = left + (column + 0.5) * cell;
      const y = bottom + (row + 0.5) * cell;
      const share = sum(points.map((p) => Math.exp(-((p.x - x) ** 2 + (p.y - y) ** 2) / (2 * spread * spread))));
      found.push({ x, y, size: cell, share });
    }
  }
  const top = Math.max(...found.map((c) => c.share));
  return found.map((c) => ({ ...c, share: c.share / top })).filter((c) => c.share > 0.08);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number {
  return values.length ? sum(values) / values.length : 0;
}
