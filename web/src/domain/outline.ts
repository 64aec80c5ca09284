/** Drawing zones that are no circles. Only the appliance computes what an arrow scores in them. */

export type Corner = readonly number[];
export type Outline = readonly Corner[];

const at = (corner: Corner): [number, number] => [corner[0] ?? 0, corner[1] ?? 0];

/** The SVG path of an outline around the face's centre; y is up in the frame, but down in SVG. */
export function pathOf(centre: { x: number; y: number }, outline: Outline): string {
  const corners = outline.map(at).map(([dx, dy]) => `${centre.x + dx} ${-centre.y - dy}`);
  return `M${corners.join("L")}Z`;
}

interface Edge {
  radius: number;
  outline: Outline | null;
}

/** Directions down, right, up, left; y is up. */
const WAYS = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/** The place of a zone's number, where there is most room between it and the next smaller zone; on circles below. */
export function roomIn(zone: Edge, inner: Edge): { x: number; y: number; width: number } {
  const rooms = WAYS.map(([x, y]) => {
    const from = crossings(inner, x, y).at(-1) ?? 0;
    const to = crossings(zone, x, y).find((far) => far > from) ?? from;
    return { x: (x * (from + to)) / 2, y: (y * (from + to)) / 2, width: to - from };
  });
  return rooms.reduce((best, room) => (room.width > best.width ? room : best));
}

/** Distances from the middle at which a ray crosses an edge, nearest first. */
function crossings(edge: Edge, x: number, y: number): number[] {
  if (!edge.outline) return [edge.radius];
  const corners = edge.outline.map(at);
  return corners
    .flatMap(([ax, ay], k) => {
      const [bx, by] = corners[(k + 1) % corners.length] ?? [0, 0];
      const [left, right] = [x * ay - y * ax, x * by - y * bx];
      if (left > 0 === right > 0) return [];
      const along = left / (left - right);
      return [x * (ax + along * (bx - ax)) + y * (ay + along * (by - ay))];
    })
    .filter((far) => far > 0)
    .sort((a, b) => a - b);
}
