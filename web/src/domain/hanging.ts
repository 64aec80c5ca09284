/** Catalogue faces as they hang on a butt. */

/** The zones and kind of a catalogue face as a hung face has them, without its place. */
export function zonesHung<K extends string>(face: {
  kind: K;
  x_radius: number | null;
  zones: readonly { points: number; radius: number; outline?: number[][] | null }[];
  later_points?: number[][] | null;
}) {
  const outlines = face.zones.map((zone) => zone.outline ?? null);
  return {
    radii: face.zones.map((zone) => zone.radius),
    points: face.zones.map((zone) => zone.points),
    x_radius: face.x_radius,
    kind: face.kind,
    ...(outlines.some(Boolean) ? { outlines } : {}),
    ...(face.later_points ? { later_points: face.later_points } : {}),
  };
}
