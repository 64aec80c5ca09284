/** Arrows so close to a line that a person has to look at the paper. */
import { keyOf } from "./ends";

interface Side {
  points: number;
  is_x: boolean;
  probability: number;
}

interface Callable {
  line_call: { higher: Side; lower: Side } | null;
  points_called: number | null;
  end_number: number;
  archer_id: string | null;
}

const LATEST = 12;
/** Asked at 99 to 1 people learn to tap without a look at the paper; 1 in 20 is where statistics begin to doubt. */
const LEAST_LIKELY = 0.05;

/** Both sides must be possible, and differ: some faces have lines between zones of the same points. */
export function isToCall({ line_call: call, points_called }: Pick<Callable, "line_call" | "points_called">): boolean {
  return (
    call !== null &&
    points_called === null &&
    Math.min(call.higher.probability, call.lower.probability) >= LEAST_LIKELY &&
    (call.higher.points !== call.lower.points || call.higher.is_x !== call.lower.is_x)
  );
}

/** The newest that nobody has decided; archers take turns, so it may be of the end before. */
export function newestToCall<S extends Callable>(shots: readonly S[], heldBack: ReadonlySet<string>): S | null {
  return shots.slice(-LATEST).findLast((shot) => isToCall(shot) && !heldBack.has(keyOf(shot))) ?? null;
}
