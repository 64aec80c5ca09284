/** Arrows after which the turn passes on; null: after a whole end. */

type Ends = { arrows_per_end: number } | null;

/** The setting of a session's roster. */
export function turnOf(roster: { arrows_per_turn: number | null } | null, session: Ends): number | null {
  const arrows = roster?.arrows_per_turn ?? null;
  return arrows !== null && isPartOfEnd(arrows, session) ? arrows : null;
}

const isPartOfEnd = (arrows: number, session: Ends) => arrows < (session?.arrows_per_end ?? Infinity);

const USUAL = [1, 2, 3];

/** The choices: fewer arrows than the end has, and the present setting. */
export const turnsToChoose = (now: number | null, session: Ends): number[] =>
  [...new Set([...USUAL, now ?? 1])].filter((arrows) => isPartOfEnd(arrows, session));
