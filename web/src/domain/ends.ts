/** Ends of arrows as an archer writes them: highest first, or in shooting order where that decides their points. */

export interface ScoredShot {
  id: string;
  seq: number;
  /** When it was shot, which gives the order of a session, however late it was recorded. */
  shot_at: string;
  end_number: number;
  is_sighter: boolean;
  /** More than its end has: it is shown, and does not count. */
  is_surplus?: boolean;
  /** Shot after the round was over: it is shown, and does not count. */
  is_beyond?: boolean;
  /** Its number at its target, where that decides the points; else null. */
  arrow_of_target?: number | null;
  x: number | null;
  points: number | null;
  points_called: number | null;
  is_x_called: boolean | null;
  is_x: boolean | null;
  archer_id: string | null;
}

export interface End<S extends ScoredShot> {
  /** The number counts each archer's ends; `key` is unique among all ends. */
  number: number;
  archerId: string | null;
  key: string;
  shots: S[];
  score: number;
}

export interface Totals {
  score: number;
  arrows: number;
  tens: number;
  xs: number;
}

/** The points: those called by a person, else the measured ones; 0 if unknown. */
export function pointsOf(shot: Placed): number {
  return shot.points_called ?? shot.points ?? 0;
}

/**
 * Whether it counts as X: by the call; called points without one are no X. Tested with the same cases as SQL's
 * counts_as_x.
 */
export function countsAsX(shot: ScoredShot): boolean {
  return shot.is_x_called ?? (shot.is_x === true && shot.points_called === null);
}

/** Whether an arrow counts towards the score. */
export function counts(shot: { is_sighter: boolean; is_surplus?: boolean; is_beyond?: boolean }): boolean {
  return !shot.is_sighter && !shot.is_surplus && !shot.is_beyond;
}

type Placed = Partial<Pick<ScoredShot, "arrow_of_target" | "points" | "points_called">>;

/** Whether an end is over: all arrows are shot, or one hit a target that only the first hit scores on. */
export function isEndOver(end: { shots: readonly Placed[] }, arrowsPerEnd: number): boolean {
  return end.shots.length >= arrowsPerEnd || end.shots.some((shot) => shot.arrow_of_target && pointsOf(shot));
}

/** Whether the points of an arrow are unknown, since no face hung. */
function isUnknown(shot: ScoredShot): boolean {
  return shot.points === null && shot.points_called === null && shot.x !== null;
}

/** The mark on the score sheet: X, 10, 9 ... 1, M; "–" where the points are unknown. */
export function markOfPoints(points: number | null, isX: boolean): string {
  if (points === null) return "–";
  if (isX) return "X";
  return points === 0 ? "M" : String(points);
}

export function markOf(shot: ScoredShot): string {
  return markOfPoints(isUnknown(shot) ? null : pointsOf(shot), countsAsX(shot));
}

/** Compares by the time of shooting, even of shots recorded late. Times are UTC texts of equal length. */
export function inShootingOrder(a: { shot_at: string; seq: number }, b: { shot_at: string; seq: number }): number {
  return a.shot_at < b.shot_at ? -1 : a.shot_at > b.shot_at ? 1 : a.seq - b.seq;
}

/** Compares highest first, but in shooting order where that decides the points. */
function highestFirst(a: ScoredShot, b: ScoredShot): number {
  return (
    (a.arrow_of_target ?? 0) - (b.arrow_of_target ?? 0) ||
    Number(isUnknown(a)) - Number(isUnknown(b)) ||
    pointsOf(b) - pointsOf(a) ||
    Number(countsAsX(b)) - Number(countsAsX(a)) ||
    inShootingOrder(a, b)
  );
}

/** The key of the end that a shot belongs to. */
export function keyOf(shot: { end_number: number; archer_id: string | null }): string {
  return `${shot.end_number} ${shot.archer_id ?? ""}`;
}

/** A text that changes with everything in an end that a signature confirms. */
export function stateOf(end: { key: string; shots: readonly unknown[]; score: number }): string {
  return `${end.key} ${end.shots.length} ${end.score}`;
}

export function endsOf<S extends ScoredShot>(shots: Iterable<S>): End<S>[] {
  const byKey = new Map<string, S[]>();
  for (const shot of shots) {
    if (shot.is_sighter) continue;
    const key = keyOf(shot);
    const end = byKey.get(key);
    if (end) end.push(shot);
    else byKey.set(key, [shot]);
  }
  return [...byKey.entries()]
    .map(([key, [first, ...rest]]) => ({ key, shots: first ? [first, ...rest] : [] }))
    .map(({ key, shots: end }) => ({
      key,
      number: end[0]?.end_number ?? 0,
      archerId: end[0]?.archer_id ?? null,
      latest: end.reduce((last, shot) => (inShootingOrder(last, shot) < 0 ? shot : last)),
      shots: end.sort(highestFirst),
      score: end.reduce((sum, shot) => sum + (counts(shot) ? pointsOf(shot) : 0), 0),
    }))
    .sort((a, b) => a.number - b.number || inShootingOrder(a.latest, b.latest));
}

/** Running totals by the keys of ends, separate for each archer. */
export function runningTotals<S extends ScoredShot>(ends: readonly End<S>[]): Map<string, number> {
  const sums = new Map<string | null, number>();
  const totals = new Map<string, number>();
  for (const end of ends) {
    const sum = (sums.get(end.archerId) ?? 0) + end.score;
    sums.set(end.archerId, sum);
    totals.set(end.key, sum);
  }
  return totals;
}

export function totalsOf(shots: Iterable<ScoredShot>): Totals {
  const totals: Totals = { score: 0, arrows: 0, tens: 0, xs: 0 };
  for (const shot of shots) {
    if (!counts(shot)) continue;
    const points = pointsOf(shot);
    totals.score += points;
    totals.arrows += 1;
    if (points === 10) totals.tens += 1;
    if (countsAsX(shot)) totals.xs += 1;
  }
  return totals;
}

/** The keys of ends that were closed with fewer arrows than they have: the missing ones were not shot. */
export function closedShort(
  ends: readonly {
    end_number: number;
    archer_id: string | null;
    stage: string;
    closed_at: string | null;
    arrows: number;
    arrows_per_end: number;
  }[],
): Set<string> {
  const short = ends.filter(
    (end) => end.stage === "scoring" && end.closed_at !== null && end.arrows < end.arrows_per_end,
  );
  return new Set(short.map(keyOf));
}

type Holding = { is_opened: boolean; held_back_from: number | null; arrows_per_end: number } | null;

/** Whether an end's points are not shown yet: by the coach for everybody, or by this phone until it is complete. */
export function isHeldBack(
  end: { number: number; shots: readonly Placed[] },
  session: Holding,
  byThisPhone: boolean,
): boolean {
  return (
    isHeldForAll(end.number, session) ||
    (byThisPhone && session?.is_opened === true && !isEndOver(end, session.arrows_per_end))
  );
}

function isHeldForAll(endNumber: number, session: Holding): boolean {
  return session?.is_opened === true && session.held_back_from !== null && endNumber >= session.held_back_from;
}

/** The keys of ends that are held back; a short end is complete once its archer has begun the next one. */
export function heldBackEnds<S extends ScoredShot>(
  ends: readonly End<S>[],
  session: Holding,
  byThisPhone: boolean,
): Set<string> {
  const newest = new Map<string | null, number>();
  for (const end of ends) newest.set(end.archerId, Math.max(end.number, newest.get(end.archerId) ?? 0));
  const held = ends.filter((end) => isHeldBack(end, session, byThisPhone && end.number === newest.get(end.archerId)));
  return new Set(held.map((end) => end.key));
}

/** The arrows without those of ends held back, since even an arrow's place reveals its points. */
export function shownOf<S extends ScoredShot>(shots: readonly S[], session: Holding, byThisPhone: boolean): S[] {
  const held = heldBackEnds(endsOf(shots), session, byThisPhone);
  return shots.filter((shot) => shot.is_sighter || !held.has(keyOf(shot)));
}
