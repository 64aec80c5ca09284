/** Zones that are no circles: what is drawn of them. What an arrow scores there is said by the appliance alone. */

export type Corner = readonly number[];
export type Outline = readonly Corner[];

const at = (corner: Corner): [number, number] => [corner[0] ?? 0, corner[1] ?? 0];

/** Around the face's centre as SVG draws it, where y counts downwards. */
export function pathOf(centre: { x: number; y: number }, outline: Outline): string {
  const corners = outline.map(at).map(([dx, dy]) => `${centre.x + dx} ${-centre.y - dy}`);
  return `M${corners.join("L")}Z`;
}

interface Edge {
  radius: number;
  outline: Outline | null;
}

/** Down, right, up, left: y counts upwards. */
const WAYS = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/** Where a number of a zone has most room between it and the next smaller one: straight down, on circles. */
export function roomIn(zone: Edge, inner: Edge): { x: number; y: number; width: number } {
  const rooms = WAYS.map(([x, y]) => {
    const from = crossings(inner, x, y).at(-1) ?? 0;
    const to = crossings(zone, x, y).find((far) => far > from) ?? from;
    return { x: (x * (from + to)) / 2, y: (y * (from + to)) / 2, width: to - from };
  });
  return rooms.reduce((best, room) => (room.width > best.width ? room : best));
}

/** How far from the middle a way crosses an edge, the nearest first. */
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
