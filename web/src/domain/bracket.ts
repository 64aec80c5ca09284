/** A bracket for display: its stages, sides, next matches, and what fits on a screen. */

export const SIDES = ["a", "b"] as const;
export type Side = (typeof SIDES)[number];

/** The fields of a match that are used here. */
export interface Met {
  /** The number of entries left; 3: the match for third place. */
  stage: number;
  session_id: string | null;
  /** Null: undecided; 0: a bye. */
  seed_a: number | null;
  seed_b: number | null;
  state: "shooting" | "shoot_off" | "judge" | "decided";
  winner: Side | null;
  is_contested: boolean;
  /** The butt where it is shot; null: this one. */
  butt: string | null;
}

export interface Bracketed<M extends Met> {
  entries: readonly { seed: number; name: string }[];
  matches: readonly M[];
}

export interface Stage<M extends Met> {
  stage: number;
  matches: M[];
}

/** The results by which an entry is seeded. */
export interface Ranked {
  score: number;
  counts: readonly { arrows: number }[];
}

/** Whether score and counts are equal, so that a draw decides. */
export const isLevel = (one: Ranked, other: Ranked | undefined) =>
  other !== undefined &&
  one.score === other.score &&
  one.counts.every(({ arrows }, k) => arrows === other.counts[k]?.arrows);

const FINAL = 2;
const BRONZE = 3;
const SEMIFINALS = 4;
/** Largest number of stages, or of coming matches of one long stage, on a screen that nobody scrolls. */
const MOST_STAGES = 3;
const MOST_BESIDE_LATER = 4;
const MOST_OF_ONE = 9;

export function stagesOf<M extends Met>(matches: readonly M[]): Stage<M>[] {
  const found = new Map<number, M[]>();
  for (const match of matches) found.set(match.stage, [...(found.get(match.stage) ?? []), match]);
  return [...found].map(([stage, those]) => ({ stage, matches: those })).sort((one, other) => other.stage - one.stage);
}

const isOver = (match: Met) => match.state === "decided" && !match.is_contested;

/** The stages that a television shows, from the first unfinished one. */
export function stagesNow<M extends Met>(matches: readonly M[]): Stage<M>[] {
  const stages = stagesOf(matches);
  const first = stages.findIndex((one) => !one.matches.every(isOver));
  const open = first < 0 ? stages.filter((one) => one.stage <= BRONZE) : stages.slice(first);
  const [next] = open;
  if (next && next.matches.length > MOST_BESIDE_LATER)
    return [{ ...next, matches: next.matches.filter((match) => !isOver(match)).slice(0, MOST_OF_ONE) }];
  // before the semifinals, the final is more interesting than the match for third place
  const isEarly = next !== undefined && next.stage > SEMIFINALS;
  return open.filter((one) => !isEarly || one.stage !== BRONZE).slice(0, MOST_STAGES);
}

export const seedOf = (match: Met, side: Side) => (side === "a" ? match.seed_a : match.seed_b);
export const otherSide = (side: Side): Side => (side === "a" ? "b" : "a");

interface Counted {
  unshot_a: number;
  unshot_b: number;
}

/** The ends with arrows of a side that were not shot and count as misses; `end` null: a shoot-off. */
export function unshotOf(match: { ends: readonly Counted[]; shoot_offs: readonly Counted[] }) {
  const of = (counted: Counted, end: number | null) =>
    SIDES.map((side) => ({ side, end, n: counted[`unshot_${side}`] })).filter(({ n }) => n > 0);
  return [...match.ends.flatMap((one, k) => of(one, k + 1)), ...match.shoot_offs.flatMap((one) => of(one, null))];
}

/** The name of a side's entry; null while undecided, and for a bye. */
export function nameOn<M extends Met>(bracket: Bracketed<M>, match: M, side: Side): string | null {
  const seed = seedOf(match, side);
  return bracket.entries.find((one) => one.seed === seed)?.name ?? null;
}

/** The side of an archer; null: neither. */
export function sideOf<M extends Met>(
  { entries }: { entries: readonly { seed: number; archer_ids: readonly string[] }[] },
  match: M,
  archerId: string | null,
): Side | null {
  const seed = entries.find((one) => archerId !== null && one.archer_ids.includes(archerId))?.seed;
  return SIDES.find((side) => seed !== undefined && seedOf(match, side) === seed) ?? null;
}

/** The side with the better seed, which chooses who shoots first. */
export const higherSeed = (match: Met): Side => ((match.seed_a ?? 0) <= (match.seed_b ?? 0) ? "a" : "b");

/** Whether a match can begin: its sides are known and it has not begun, or it has to be shot again. */
export function canBegin(match: Met): boolean {
  if (match.is_contested) return true;
  return match.session_id === null && match.state !== "decided" && Boolean(match.seed_a && match.seed_b);
}

/** The next match at each butt: the first that can begin and has not begun before. */
export function nextOf<M extends Met>(matches: readonly M[]): M[] {
  const found = new Map<string | null, M>();
  for (const match of matches)
    if (canBegin(match) && match.session_id === null && !found.has(match.butt)) found.set(match.butt, match);
  return [...found.values()];
}

/** The numbers of butts in a typed list: 1, 2, 3B. */
export const buttsOf = (typed: string) => typed.split(/[\s,;]+/).filter((one) => one !== "");

/** The match of the open session; null: none. */
export function runningMatch<M extends Met>(bracket: Bracketed<M>, openSessionId: string | null): M | null {
  if (openSessionId === null) return null;
  return bracket.matches.find((match) => match.session_id === openSessionId) ?? null;
}

/** The match to show by default: the running one, else the next one, else the final. */
export function matchToShow<M extends Met>(bracket: Bracketed<M>, running: M | null): M | null {
  return running ?? bracket.matches.find(canBegin) ?? bracket.matches.find((match) => match.stage === FINAL) ?? null;
}

/** First, second and third of a bracket, as far as they are decided; empty before the final is. */
export function podium<M extends Met>(bracket: Bracketed<M>): string[] {
  const of = (stage: number, isWinner: boolean): string | null => {
    const match = bracket.matches.find((one) => one.stage === stage);
    if (!match?.winner || match.is_contested) return null;
    return nameOn(bracket, match, isWinner ? match.winner : otherSide(match.winner));
  };
  if (of(FINAL, true) === null) return [];
  return [of(FINAL, true), of(FINAL, false), of(BRONZE, true)].filter((name) => name !== null);
}
