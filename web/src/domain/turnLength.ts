/** After how many arrows the turn passes on; null: after a whole end. */

/** As a session's archers have it. */
export function turnOf(roster: { arrows_per_turn: number } | null, arrowsPerEnd: number): number | null {
  const arrows = roster?.arrows_per_turn ?? null;
  return arrows !== null && arrows < arrowsPerEnd ? arrows : null;
}

const USUAL = [1, 2, 3];

/** What may be chosen: fewer arrows than the end has, and whatever another program has set. */
export const turnsToChoose = (now: number | null, arrowsPerEnd: number): number[] =>
  [...new Set([...USUAL, now ?? 1])].filter((arrows) => arrows < arrowsPerEnd);
