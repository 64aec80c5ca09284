/** One taped distance between two sensors; its fields may be empty while it is typed. */

/** A distance from one sensor to another, and its standard deviation. */
export interface Taped {
  first: string;
  second: string;
  distance_mm: number;
  sigma_mm: number;
}

export interface TypedTape {
  first: string;
  second: string;
  distance_mm: number | "";
  sigma_mm: number | "";
}

const USUAL_SIGMA_MM = 1;

export function typedTape(taped: Taped | null | undefined): TypedTape {
  return taped ? { ...taped } : { first: "", second: "", distance_mm: "", sigma_mm: USUAL_SIGMA_MM };
}

/** The typed distance; null while it is incomplete, or names a sensor that does not exist any more. */
export function tapeOf(typed: TypedTape, names: readonly string[]): Taped | null {
  const { first, second, distance_mm, sigma_mm } = typed;
  if (!names.includes(first) || !names.includes(second) || !Number(distance_mm)) return null;
  return { first, second, distance_mm: Number(distance_mm), sigma_mm: Number(sigma_mm) || USUAL_SIGMA_MM };
}
