/** Values of arrows on the faces that hang. */

interface Face {
  points: readonly number[];
  later_points?: readonly (readonly number[])[] | null;
}

/** The values of the zones for this arrow at its target, highest first; null where they do not depend on its number. */
export function worthOf(faces: readonly Face[], arrow: number): number[] | null {
  const face = faces.find((one) => one.later_points);
  if (!face?.later_points) return null;
  const points = arrow === 1 ? face.points : face.later_points[arrow - 2];
  return points ? [...points].sort((a, b) => b - a) : null;
}

/** The points of an X on these faces; null where none has one. */
export function pointsOfX(faces: readonly { points: readonly number[]; x_radius: number | null }[]): number | null {
  const withX = faces.filter((face) => face.x_radius !== null);
  return withX.length ? Math.max(...withX.flatMap((face) => face.points)) : null;
}
