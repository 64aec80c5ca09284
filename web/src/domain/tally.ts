/** What is counted beside the total, and parts a tie: tens and Xs, hits and golds, as the faces count. */
import { counts, countsAsX, pointsOf, type ScoredShot } from "./ends";

export type Count = "twenties" | "elevens" | "tens" | "nines" | "sixes" | "fives" | "xs" | "hits" | "golds";
/** Of a face that is in no catalogue. */
export const USUAL: readonly Count[] = ["tens", "xs"];
const POINTS: Partial<Record<Count, number>> = {
  twenties: 20,
  elevens: 11,
  tens: 10,
  nines: 9,
  sixes: 6,
  fives: 5,
};

export interface Tally {
  counts: readonly Count[];
  /** What the highest zone is worth. */
  gold: number;
}

/** A total with what is counted beside it. */
export interface ShownTotals {
  score: number;
  arrows: number;
  counts: readonly Count[];
  counted: number[];
}

type Hung = { kind?: string | null; points: readonly number[] };

/** How these faces count. */
export function tallyOf(faces: readonly Hung[], catalogue: readonly { kind: string; counts: Count[] }[]): Tally {
  const source = catalogue.find((face) => face.kind === faces[0]?.kind);
  return { counts: source?.counts ?? USUAL, gold: Math.max(0, ...faces.flatMap((face) => face.points)) };
}

/** How many arrows are each of them, in their order. */
export function counted(shots: Iterable<ScoredShot>, tally: Tally): number[] {
  const scored = [...shots].filter(counts);
  return tally.counts.map((count) => scored.filter((shot) => isCounted(shot, count, tally.gold)).length);
}

function isCounted(shot: ScoredShot, count: Count, gold: number): boolean {
  const points = pointsOf(shot);
  switch (count) {
    case "xs":
      return countsAsX(shot);
    case "hits":
      return points > 0;
    case "golds":
      return points > 0 && points === gold;
    default:
      return points === POINTS[count];
  }
}
