/** Arrows into ends, as an archer writes them: highest first, or as they were shot where that is what they count by. */

export interface ScoredShot {
  id: string;
  seq: number;
  /** When it was shot: the order of a session, however late it was recorded. */
  shot_at: string;
  end_number: number;
  is_sighter: boolean;
  /** Over the number that its end has: it is shown, and does not count. */
  is_surplus?: boolean;
  /** Shot when the round was over: as well. */
  is_beyond?: boolean;
  /** Which arrow of its target it is, where the face counts by that. */
  arrow_of_target?: number | null;
  x: number | null;
  points: number | null;
  points_called: number | null;
  is_x_called: boolean | null;
  is_x: boolean | null;
  archer_id: string | null;
}

export interface End<S extends ScoredShot> {
  /** Of the archer's own; `key` is unique among all. */
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

/** The points that count: a person's call wins over the derived ones. */
export function pointsOf(shot: Placed): number {
  return shot.points_called ?? shot.points ?? 0;
}

/** As a person called it; points called without a word of X are none. SQL's counts_as_x is held to the same cases. */
export function countsAsX(shot: ScoredShot): boolean {
  return shot.is_x_called ?? (shot.is_x === true && shot.points_called === null);
}

/** Whether an arrow belongs to the score at all. */
export function counts(shot: { is_sighter: boolean; is_surplus?: boolean; is_beyond?: boolean }): boolean {
  return !shot.is_sighter && !shot.is_surplus && !shot.is_beyond;
}

type Placed = Partial<Pick<ScoredShot, "arrow_of_target" | "points" | "points_called">>;

/** Whether no arrow is to come in an end: all are shot, or one hit a target that counts by which arrow does. */
export function isEndOver(end: { shots: readonly Placed[] }, arrowsPerEnd: number): boolean {
  return end.shots.length >= arrowsPerEnd || end.shots.some((shot) => shot.arrow_of_target && pointsOf(shot));
}

/** Where no face hangs nobody can tell what an arrow scored. */
function isUnknown(shot: ScoredShot): boolean {
  return shot.points === null && shot.points_called === null && shot.x !== null;
}

/** What stands on the score sheet: X, 10, 9 ... 1, M; "–" where nobody can tell. */
export function markOfPoints(points: number | null, isX: boolean): string {
  if (points === null) return "–";
  if (isX) return "X";
  return points === 0 ? "M" : String(points);
}

export function markOf(shot: ScoredShot): string {
  return markOfPoints(isUnknown(shot) ? null : pointsOf(shot), countsAsX(shot));
}

/** In the order of shooting: a shot that was recorded late stands in its place. Times are UTC, each of one length. */
export function inShootingOrder(a: { shot_at: string; seq: number }, b: { shot_at: string; seq: number }): number {
  return a.shot_at < b.shot_at ? -1 : a.shot_at > b.shot_at ? 1 : a.seq - b.seq;
}

/** But as they were shot where that says what they are worth. */
function highestFirst(a: ScoredShot, b: ScoredShot): number {
  return (
    (a.arrow_of_target ?? 0) - (b.arrow_of_target ?? 0) ||
    Number(isUnknown(a)) - Number(isUnknown(b)) ||
    pointsOf(b) - pointsOf(a) ||
    Number(countsAsX(b)) - Number(countsAsX(a)) ||
    inShootingOrder(a, b)
  );
}

/** Of the end that a shot belongs to. */
export function keyOf(shot: { end_number: number; archer_id: string | null }): string {
  return `${shot.end_number} ${shot.archer_id ?? ""}`;
}

/** Changes with whatever of an end a signature is for. */
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

/** Running totals, one per end, each archer's own. */
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

/** The keys of ends that were closed with fewer arrows than they have: what is missing was not shot. */
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

/** The keys of the ends that are held back; a short end is complete as soon as its archer has begun the next. */
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

/** Arrows that give nothing away that is held back: a place in the picture can be read as well as points. */
export function shownOf<S extends ScoredShot>(shots: readonly S[], session: Holding, byThisPhone: boolean): S[] {
  const held = heldBackEnds(endsOf(shots), session, byThisPhone);
  return shots.filter((shot) => shot.is_sighter || !held.has(keyOf(shot)));
}
