/** From butt millimetres to what is drawn. SVG counts y downwards, so y is negated once, here. */

import type { Point } from "./group";
import { UNSURVEYED_BUTT_MM } from "./standards";

export type Colour = "gold" | "red" | "blue" | "black" | "white";

export interface HungFace {
  x: number;
  y: number;
  radii: number[];
  points: number[];
  x_radius?: number | null;
  kind?: string | null;
  /** Of zones that are no circles; none where all are. */
  outlines?: (number[][] | null)[] | null;
  /** What the zones are worth for later arrows of a target; none where all arrows count alike. */
  later_points?: number[][] | null;
}

export interface ZoneSource {
  kind: string;
  zones: { points: number; colour: Colour }[];
}

export interface DrawnZone {
  radius: number;
  outline: number[][] | null;
  points: number;
  colour: Colour;
}

export interface View {
  x: number;
  y: number;
  size: number;
}

/** World Archery's colours, for a face that is in no catalogue. */
const BY_POINTS: Record<number, Colour> = {
  10: "gold",
  9: "gold",
  8: "red",
  7: "red",
  6: "blue",
  5: "blue",
  4: "black",
  3: "black",
  2: "white",
  1: "white",
};

/** The colour that goes with what stands on a score sheet, on World Archery's target faces. */
export function colourOf(mark: string): Colour {
  return BY_POINTS[mark === "X" ? 10 : Number(mark)] ?? "white";
}

/** The same on the faces that hang: a 6 is gold in the field and blue on a target. */
export function coloursOn(faces: readonly HungFace[], catalogue: readonly ZoneSource[]): ReadonlyMap<string, Colour> {
  const zones = faces
    .flatMap((face) =>
      [face.points]
        .concat(face.later_points ?? [])
        .flatMap((points) => zonesOf({ ...face, points }, catalogue, face.points)),
    )
    .sort((a, b) => a.points - b.points);
  const colours = new Map(zones.map((zone) => [String(zone.points), zone.colour]));
  const best = zones.at(-1);
  return best ? colours.set("X", best.colour) : colours;
}

/** Zones from the outermost inwards, ready to be painted over each other. */
export function zonesOf(
  face: HungFace,
  catalogue: readonly ZoneSource[],
  first: readonly number[] = face.points,
): DrawnZone[] {
  const source = catalogue.find((entry) => entry.kind === face.kind);
  return face.radii
    .map((radius, k) => {
      const points = face.points[k] ?? 0;
      const colour = source?.zones.find((zone) => zone.points === first[k])?.colour ?? BY_POINTS[points] ?? "white";
      return { radius, outline: face.outlines?.[k] ?? null, points, colour };
    })
    .sort((a, b) => b.radius - a.radius);
}

/** Lines are black but between two black zones, where they are white. */
export function lineColour(zone: DrawnZone): "black" | "white" {
  return zone.colour === "black" ? "white" : "black";
}

const MARGIN = 1.06;

/** A square that shows every face, with a little paper around. */
export function viewOfFaces(faces: readonly HungFace[]): View | null {
  if (faces.length === 0) return null;
  const box = boxOf(
    faces.flatMap((face) =>
      face.radii
        .flatMap((radius, k) => face.outlines?.[k] ?? around(radius))
        .map(([dx = 0, dy = 0]) => ({ x: face.x + dx, y: face.y + dy })),
    ),
  );
  return square(box.x, box.y, box.size * MARGIN);
}

const SMALLEST_GROUP_MM = 160;

/** A square around arrows, never so close that the face cannot be recognised. */
export function viewOfGroup(points: readonly { x: number; y: number }[]): View | null {
  if (points.length === 0) return null;
  const box = boxOf(points);
  return square(box.x, box.y, Math.max(box.size * 1.6, SMALLEST_GROUP_MM));
}

/** The middle of points, and the longer side of what they take. */
function boxOf(points: readonly { x: number; y: number }[]) {
  const [x, width] = spanOf(points.map((point) => point.x));
  const [y, height] = spanOf(points.map((point) => point.y));
  return { x, y, size: Math.max(width, height) };
}

function spanOf(values: readonly number[]): [middle: number, length: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [(low + high) / 2, high - low];
}

/** A square of this size around a point. */
export function viewAround(point: { x: number; y: number }, size: number): View {
  return square(point.x, point.y, size);
}

/** The whole butt, where no face hangs. */
export function viewOfButt(butt: { max_x: number; max_y: number } | undefined): View {
  const { max_x, max_y } = butt ?? { max_x: UNSURVEYED_BUTT_MM, max_y: UNSURVEYED_BUTT_MM };
  return square(max_x / 2, max_y / 2, Math.max(max_x, max_y));
}

/** Two corners of the square around a circle. */
function around(radius: number): number[][] {
  return [
    [-radius, -radius],
    [radius, radius],
  ];
}

function square(x: number, y: number, size: number): View {
  return { x: x - size / 2, y: -y - size / 2, size };
}

/** The arrows that have a place in the picture. */
export function landedOf<S extends { x: number | null; y: number | null }>(shots: readonly S[]): (S & Point)[] {
  return shots.flatMap((shot) => (shot.x === null || shot.y === null ? [] : [{ ...shot, x: shot.x, y: shot.y }]));
}

export function viewBox(view: View): string {
  return `${view.x} ${view.y} ${view.size} ${view.size}`;
}

/** How small a mark may get, of the window: a dot that is seen at arm's length on the narrowest phone. */
const LEAST_MARK = 1 / 64;

/** The least radius that an arrow is drawn with in a square of this size, mm. */
export const leastMark = (viewSize: number): number => viewSize * LEAST_MARK;

/** Where the edge of a view is nearest to a point outside, as it is drawn, and which way it is from there. */
export interface Pointer {
  x: number;
  y: number;
  /** Clockwise from the right, degrees. */
  angle: number;
}

const POINTER_INSET = 0.03;

/** null: the point is in the view. */
export function pointerTo(point: Point, view: View): Pointer | null {
  const [x, y] = [point.x, -point.y];
  const isInside = x >= view.x && x <= view.x + view.size && y >= view.y && y <= view.y + view.size;
  if (isInside) return null;
  const inset = view.size * POINTER_INSET;
  const within = (value: number, low: number) => Math.min(Math.max(value, low + inset), low + view.size - inset);
  const at = { x: within(x, view.x), y: within(y, view.y) };
  return { ...at, angle: (Math.atan2(y - at.y, x - at.x) * 180) / Math.PI };
}

/** How many squares beside each other fill a square best. */
export const columnsOf = (squares: number) => Math.ceil(Math.sqrt(squares));

/** From where something is to where it was placed, mm. */
export interface Displacement {
  from: Point;
  to: Point;
  isBefore: boolean;
}

const LONGEST_DRAWN_MM = 140;

/** How many times longer displacements have to be drawn to be seen and not to cross: a round number. */
export function magnification(displacements: readonly Displacement[]): number {
  const longest = Math.max(...displacements.map(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y)));
  return [200, 100, 50, 20, 10, 5, 2].find((times) => times * longest <= LONGEST_DRAWN_MM) ?? 1;
}
