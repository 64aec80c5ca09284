/** From butt coordinates, mm, to SVG; y is up in the frame and down in SVG, so y is negated once, here. */

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
  /** Outlines of zones that are no circles; absent if all are circles. */
  outlines?: (number[][] | null)[] | null;
  /** The values of the zones for later arrows at a target; absent if all arrows score alike. */
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

/** World Archery's colours by points, for a face that is not in the catalogue. */
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

/** The colour of a mark on a score sheet, by World Archery's target faces. */
export function colourOf(mark: string): Colour {
  return BY_POINTS[mark === "X" ? 10 : Number(mark)] ?? "white";
}

/** The colours of marks on the hung faces: a 6 is gold on a field face and blue on a target face. */
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

/** Zones from the outermost inwards, in the order of painting. */
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

/** The colour of a zone's line: black, but white between black zones. */
export function lineColour(zone: DrawnZone): "black" | "white" {
  return zone.colour === "black" ? "white" : "black";
}

const MARGIN = 1.06;

/** A square that shows every face, with a small margin. */
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

/** A square around arrows, large enough to recognise the face. */
export function viewOfGroup(points: readonly { x: number; y: number }[]): View | null {
  if (points.length === 0) return null;
  const box = boxOf(points);
  return square(box.x, box.y, Math.max(box.size * 1.6, SMALLEST_GROUP_MM));
}

/** The centre of points, and the longer side of their bounding box. */
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

/** A square with the whole butt, for where no face hangs. */
export function viewOfButt(butt: { max_x: number; max_y: number } | undefined): View {
  const { max_x, max_y } = butt ?? { max_x: UNSURVEYED_BUTT_MM, max_y: UNSURVEYED_BUTT_MM };
  return square(max_x / 2, max_y / 2, Math.max(max_x, max_y));
}

/** Two opposite corners of the square around a circle. */
function around(radius: number): number[][] {
  return [
    [-radius, -radius],
    [radius, radius],
  ];
}

function square(x: number, y: number, size: number): View {
  return { x: x - size / 2, y: -y - size / 2, size };
}

/** The arrows with a position. */
export function landedOf<S extends { x: number | null; y: number | null }>(shots: readonly S[]): (S & Point)[] {
  return shots.flatMap((shot) => (shot.x === null || shot.y === null ? [] : [{ ...shot, x: shot.x, y: shot.y }]));
}

export function viewBox(view: View): string {
  return `${view.x} ${view.y} ${view.size} ${view.size}`;
}

/** Smallest radius of a mark as a fraction of the window, visible at arm's length on the narrowest phone. */
const LEAST_MARK = 1 / 64;

/** The least radius with which an arrow is drawn in a square of this size, mm. */
export const leastMark = (viewSize: number): number => viewSize * LEAST_MARK;

/** The point at a view's edge that is nearest to a point outside, in SVG coordinates, and the direction from there. */
export interface Pointer {
  x: number;
  y: number;
  /** Clockwise from the right, degrees. */
  angle: number;
}

const POINTER_INSET = 0.03;

/** The pointer to a point outside the view; null for one inside. */
export function pointerTo(point: Point, view: View): Pointer | null {
  const [x, y] = [point.x, -point.y];
  const isInside = x >= view.x && x <= view.x + view.size && y >= view.y && y <= view.y + view.size;
  if (isInside) return null;
  const inset = view.size * POINTER_INSET;
  const within = (value: number, low: number) => Math.min(Math.max(value, low + inset), low + view.size - inset);
  const at = { x: within(x, view.x), y: within(y, view.y) };
  return { ...at, angle: (Math.atan2(y - at.y, x - at.x) * 180) / Math.PI };
}

/** The number of columns in which this many squares fill a square best. */
export const columnsOf = (squares: number) => Math.ceil(Math.sqrt(squares));

/** The vector from a nominal to a measured place, mm. */
export interface Displacement {
  from: Point;
  to: Point;
  isBefore: boolean;
}

const LONGEST_DRAWN_MM = 140;

/** Factor by which displacements are magnified to be visible without crossing: a round number. */
export function magnification(displacements: readonly Displacement[]): number {
  const longest = Math.max(...displacements.map(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y)));
  return [200, 100, 50, 20, 10, 5, 2].find((times) => times * longest <= LONGEST_DRAWN_MM) ?? 1;
}
