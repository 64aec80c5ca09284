/** Kits of sensors, with their places on a butt of any size, in the order of the board's channels. */
import kits from "./kits.json";

export type KitName = "freetarget" | "four" | "six" | "eight";

export interface Kit {
  kit: KitName;
  /** How far the sensors are in front of the face. */
  z_mm: number;
  /** Whether a board in the middle also reports positions. */
  has_board: boolean;
  /** Places as fractions of the butt's width and height, with an offset. */
  sensors: { id: string; across: number; up: number; dx_mm: number; dy_mm: number }[];
}

/** The place of a sensor, mm in the butt's frame. */
export interface SensorPlace {
  id: string;
  x_mm: number;
  y_mm: number;
  z_mm: number;
}

export interface Place extends SensorPlace {
  bias_us: number;
}

export const KITS = kits as Kit[];

/** Whether two lists have the same sensors at the same places, channel by channel. */
export function areSame(some: readonly SensorPlace[], others: readonly SensorPlace[]): boolean {
  const text = (places: readonly SensorPlace[]) => JSON.stringify(places.map((p) => [p.id, p.x_mm, p.y_mm, p.z_mm]));
  return text(some) === text(others);
}

const tenth = (value: number) => Math.round(value * 10) / 10;

export function placesOf(kit: Kit, width: number, height: number): Place[] {
  return kit.sensors.map(({ id, across, up, dx_mm, dy_mm }) => ({
    id,
    x_mm: tenth(across * width + dx_mm),
    y_mm: tenth(up * height + dy_mm),
    z_mm: kit.z_mm,
    bias_us: 0,
  }));
}

/** The kit with exactly these places; null: none. */
export function kitOf(places: readonly Place[], width: number, height: number): Kit | null {
  return KITS.find((kit) => areSame(placesOf(kit, width, height), places)) ?? null;
}

/** Whether all places are numbers; only then can they be saved as a survey. */
export function isWhole(places: readonly { x_mm: number | ""; y_mm: number | "" }[]): boolean {
  return places.every((place) => Number.isFinite(place.x_mm) && Number.isFinite(place.y_mm));
}
