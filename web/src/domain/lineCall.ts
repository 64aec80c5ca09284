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
/** Least probability of the less likely side for a question: at 1 in 100 people learn to tap without looking. */
const LEAST_LIKELY = 0.05;

/** Whether to ask: both sides are probable and differ; some faces have lines between zones of the same points. */
export function isToCall({ line_call: call, points_called }: Pick<Callable, "line_call" | "points_called">): boolean {
  return (
    call !== null &&
    points_called === null &&
    Math.min(call.higher.probability, call.lower.probability) >= LEAST_LIKELY &&
    (call.higher.points !== call.lower.points || call.higher.is_x !== call.lower.is_x)
  );
}

/** The newest undecided line call; archers take turns, so it may be in the end before. */
export function newestToCall<S extends Callable>(shots: readonly S[], heldBack: ReadonlySet<string>): S | null {
  return shots.slice(-LATEST).findLast((shot) => isToCall(shot) && !heldBack.has(keyOf(shot))) ?? null;
}
