/** Details: archers who stand at the line together, such as AB then CD, in reverse order in the next end. */

/** Letters of the archers of a butt, in shooting order. */
export const LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H"] as const;

export interface Details {
  /** The number of archers in a detail; null: all of them. */
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

/** The possible sizes of details for this number of archers, with at most MOST_DETAILS details. */
export const sizesOf = (archers: number) =>
  SIZES.filter((size) => size < archers && Math.ceil(archers / size) <= MOST_DETAILS);

/** The details with a larger size if there would be too many of them. */
export function fitting(details: Details, archers: number): Details {
  const { size } = details;
  if (size === null || Math.ceil(archers / size) <= MOST_DETAILS) return details;
  return { ...details, size: sizesOf(archers)[0] ?? null };
}

/** The detail of the archer at this place in the shooting order, from 0. */
export function detailOf(place: number, { size }: Details): number {
  return size === null ? 1 : Math.floor(place / size) + 1;
}

/** The letters of each detail, in the usual notation: AB-CD. */
export function lettersOf(letters: readonly string[], size: number): string {
  const details: string[] = [];
  for (let k = 0; k < letters.length; k += size) details.push(letters.slice(k, k + size).join(""));
  return details.join("-");
}
