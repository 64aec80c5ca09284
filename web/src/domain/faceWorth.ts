/** What an arrow can be worth on the faces that hang. */

interface Face {
  points: readonly number[];
  later_points?: readonly (readonly number[])[] | null;
}

/** What the zones are worth for this arrow of its target, the most first; null where the arrows count alike. */
export function worthOf(faces: readonly Face[], arrow: number): number[] | null {
  const face = faces.find((one) => one.later_points);
  if (!face?.later_points) return null;
  const points = arrow === 1 ? face.points : face.later_points[arrow - 2];
  return points ? [...points].sort((a, b) => b - a) : null;
}

/** What an X counts on these faces; null where none has one. */
export function pointsOfX(faces: readonly { points: readonly number[]; x_radius: number | null }[]): number | null {
  const withX = faces.filter((face) => face.x_radius !== null);
  return withX.length ? Math.max(...withX.flatMap((face) => face.points)) : null;
}
