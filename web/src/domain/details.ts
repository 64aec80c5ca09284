/** Archers who stand at the line together: AB then CD, and the other way round in the next end. */

/** What the archers of a butt are called, in shooting order. */
export const LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H"] as const;

export interface Details {
  /** How many stand at the line together; null: all of them. */
  size: number | null;
  /** Another detail begins each end. */
  rotates: boolean;
}

interface Roster {
  rotates: boolean;
  archers: readonly { detail: number }[];
}

export function detailsOf(roster: Roster | null): Details {
  const together = roster?.archers.filter((entry) => entry.detail === 1).length ?? 0;
  const isDivided = roster?.archers.some((entry) => entry.detail > 1) === true;
  return { size: isDivided ? Math.max(together, 1) : null, rotates: roster?.rotates === true };
}

const SIZES = [2, 3, 4];
const MOST_DETAILS = 3;

/** How many may stand at the line together of so many archers, who shoot in a few details. */
export const sizesOf = (archers: number) =>
  SIZES.filter((size) => size < archers && Math.ceil(archers / size) <= MOST_DETAILS);

/** The same for so many archers, in larger details where there would be too many. */
export function fitting(details: Details, archers: number): Details {
  const { size } = details;
  if (size === null || Math.ceil(archers / size) <= MOST_DETAILS) return details;
  return { ...details, size: sizesOf(archers)[0] ?? null };
}

/** Of the archer at this place of the shooting order, from 0. */
export function detailOf(place: number, { size }: Details): number {
  return size === null ? 1 : Math.floor(place / size) + 1;
}

/** The letters of each detail, as archers say them: AB-CD. */
export function lettersOf(letters: readonly string[], size: number): string {
  const details: string[] = [];
  for (let k = 0; k < letters.length; k += size) details.push(letters.slice(k, k + size).join(""));
  return details.join("-");
}
