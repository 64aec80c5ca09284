/** All archers of a session, ranked. */
import { endsOf, heldBackEnds, totalsOf, type End, type ScoredShot } from "./ends";
import { counted, type Tally } from "./tally";

export interface Listed {
  id: string | null;
  /** Empty if the archer has none. */
  letter: string;
  name: string;
}

export interface Standing<S extends ScoredShot> extends Listed {
  /** Archers with equal results share a rank. */
  rank: number;
  /** The score without ends that are held back. */
  score: number;
  counted: number[];
  /** All arrows, including those held back: their number is no secret. */
  arrows: number;
  lastEnd: End<S> | null;
  isLastHeldBack: boolean;
}

interface Rules {
  session: Parameters<typeof heldBackEnds>[1];
  byThisPhone: boolean;
  tally: Tally;
  compareNames: (a: string, b: string) => number;
}

/**
 * By total; ties by the first, then the second count of the faces (World Archery Rulebook, Book 3, chapter 14: tens
 * including inner tens, then inner tens; Archery GB, Rules of Shooting: hits, then golds). Archers who are still equal
 * share the rank, in the order of their names.
 */
export function standings<S extends ScoredShot>(
  archers: readonly Listed[],
  shots: readonly S[],
  rules: Rules,
): Standing<S>[] {
  const rows = archers.map((archer) => standing(archer, shots, rules));
  rows.sort((a, b) => better(a, b) || rules.compareNames(a.name, b.name));
  for (const [k, row] of rows.entries()) {
    const before = rows[k - 1];
    row.rank = before && better(before, row) === 0 ? before.rank : k + 1;
  }
  return rows;
}

function standing<S extends ScoredShot>(archer: Listed, shots: readonly S[], rules: Rules): Standing<S> {
  const own = shots.filter((shot) => shot.archer_id === archer.id);
  const ends = endsOf(own);
  const held = heldBackEnds(ends, rules.session, rules.byThisPhone);
  const shown = ends.filter((end) => !held.has(end.key)).flatMap((end) => end.shots);
  const lastEnd = ends.at(-1) ?? null;
  return {
    ...archer,
    rank: 0,
    score: totalsOf(shown).score,
    counted: counted(shown, rules.tally),
    arrows: totalsOf(own).arrows,
    lastEnd,
    isLastHeldBack: lastEnd !== null && held.has(lastEnd.key),
  };
}

function better(a: { score: number; counted: number[] }, b: { score: number; counted: number[] }): number {
  return b.score - a.score || a.counted.reduce((order, n, k) => order || (b.counted[k] ?? 0) - n, 0);
}

/**
 * The archers on the roster, and all others with arrows that are no sighters; `nameOf` also names arrows without
 * archer.
 */
export function listedAnd(
  roster: readonly { archer_id: string; letter: string; name: string }[],
  shots: readonly { archer_id: string | null; is_sighter: boolean }[],
  nameOf: (archerId: string | null) => string,
): Listed[] {
  const listed: Listed[] = roster.map(({ archer_id, letter, name }) => ({ id: archer_id, letter, name }));
  const known = new Set(listed.map((one) => one.id));
  const others = new Set(
    shots.filter((one) => !one.is_sighter && !known.has(one.archer_id)).map((one) => one.archer_id),
  );
  return [...listed, ...[...others].map((id) => ({ id, letter: "", name: nameOf(id) }))];
}
