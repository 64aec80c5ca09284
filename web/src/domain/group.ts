/** Groups of arrows, as the appliance computes them. Millimetres. */

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

/** A group of arrows, as in GroupRead. */
export interface Group extends Point {
  arrows: number;
  /** From the centre of the face to that of the group, the error of the sight; null where no face hangs. */
  dx: number | null;
  dy: number | null;
  mean_radius: number;
  extreme_spread: number;
  /** The next arrow lands in it with 95 % probability; null for few arrows. */
  ellipse_95: Ellipse | null;
  /** Whether the arrows were on several spots, and were moved onto the face hung first. */
  is_folded: boolean;
}

const FEWEST = 2;

/** The group, if it has enough arrows to be shown. */
export function groupToShow<G extends Group>(group: G | null | undefined): G | null {
  return group && group.arrows >= FEWEST ? group : null;
}

export function nearest<P extends Point>(places: readonly P[], point: Point): P | undefined {
  const far = (place: Point) => Math.hypot(place.x - point.x, place.y - point.y);
  return places.reduce<P | undefined>((best, place) => (best && far(best) <= far(place) ? best : place), undefined);
}
