/** Arrows into ends, as an archer writes them: highest first. */

export interface ScoredShot {
  id: string;
  seq: number;
  end_number: number;
  is_sighter: boolean;
  x: number | null;
  points: number | null;
  points_called: number | null;
  is_x: boolean | null;
}

export interface End<S extends ScoredShot> {
  number: number;
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
export function pointsOf(shot: ScoredShot): number {
  return shot.points_called ?? shot.points ?? 0;
}

function countsAsX(shot: ScoredShot): boolean {
  return shot.is_x === true && (shot.points_called === null || shot.points_called === shot.points);
}

/** What stands on the score sheet: X, 10, 9 ... 1, M; "–" where no face hangs. */
export function label(shot: ScoredShot): string {
  if (shot.points === null && shot.points_called === null && shot.x !== null) return "–";
  if (countsAsX(shot)) return "X";
  const points = pointsOf(shot);
  return points === 0 ? "M" : String(points);
}

function highestFirst(a: ScoredShot, b: ScoredShot): number {
  return pointsOf(b) - pointsOf(a) || Number(countsAsX(b)) - Number(countsAsX(a)) || a.seq - b.seq;
}

export function endsOf<S extends ScoredShot>(shots: Iterable<S>): End<S>[] {
  const byNumber = new Map<number, S[]>();
  for (const shot of shots) {
    if (shot.is_sighter) continue;
    const end = byNumber.get(shot.end_number);
    if (end) end.push(shot);
    else byNumber.set(shot.end_number, [shot]);
  }
  return [...byNumber.entries()]
    .sort(([a], [b]) => a - b)
    .map(([number, end]) => ({
      number,
      shots: end.sort(highestFirst),
      score: end.reduce((sum, shot) => sum + pointsOf(shot), 0),
    }));
}

export function totalsOf(shots: Iterable<ScoredShot>): Totals {
  const totals: Totals = { score: 0, arrows: 0, tens: 0, xs: 0 };
  for (const shot of shots) {
    if (shot.is_sighter) continue;
    const points = pointsOf(shot);
    totals.score += points;
    totals.arrows += 1;
    if (points === 10) totals.tens += 1;
    if (countsAsX(shot)) totals.xs += 1;
  }
  return totals;
}
