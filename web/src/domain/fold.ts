/** Arrows at several faces, moved as if all had been shot at one. Millimetres. */
import { nearest, type Point } from "./group";

/** The point moved from the nearest of `faces` to the same place on `onto`. */
export function movedOnto(onto: Point, faces: readonly Point[], point: Point): Point {
  const own = nearest(faces, point);
  return own ? { x: point.x - own.x + onto.x, y: point.y - own.y + onto.y } : { x: point.x, y: point.y };
}

/**
 * Arrows on several spots as if all had been shot at the face hung first; on one spot they stay where they are. The
 * appliance folds a group's arrows by the same rule, and both are tested with the same cases.
 */
export function fold(faces: readonly Point[], points: readonly Point[]): { points: Point[]; isFolded: boolean } {
  const [first] = faces;
  const used = new Set(points.map((point) => nearest(faces, point)));
  if (!first || used.size < 2) return { points: [...points], isFolded: false };
  return { points: points.map((point) => movedOnto(first, faces, point)), isFolded: true };
}
