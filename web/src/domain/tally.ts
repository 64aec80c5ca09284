/** What is counted besides the total and breaks ties: tens and Xs, hits and golds, depending on the faces. */
import { counts, countsAsX, pointsOf, type ScoredShot } from "./ends";

export type Count = "twenties" | "elevens" | "tens" | "nines" | "sixes" | "fives" | "xs" | "hits" | "golds";
/** The counts of a face that is not in the catalogue. */
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
  /** The value of the highest zone. */
  gold: number;
}

/** A total with the counts besides it. */
export interface ShownTotals {
  score: number;
  arrows: number;
  counts: readonly Count[];
  counted: number[];
}

type Hung = { kind?: string | null; points: readonly number[] };

/** The counts and highest value of these faces. */
export function tallyOf(faces: readonly Hung[], catalogue: readonly { kind: string; counts: Count[] }[]): Tally {
  const source = catalogue.find((face) => face.kind === faces[0]?.kind);
  return { counts: source?.counts ?? USUAL, gold: Math.max(0, ...faces.flatMap((face) => face.points)) };
}

/** The number of arrows for each of the counts, in their order. */
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
