/** Arrows so close to a line that a person has to look at the paper. */
import { keyOf } from "./ends";

interface Side {
  points: number;
  is_x: boolean;
}

interface Callable {
  line_call: { higher: Side; lower: Side } | null;
  points_called: number | null;
  end_number: number;
  archer_id: string | null;
}

const LATEST = 12;

/** Some faces have lines between zones of the same points: nothing to decide there. */
function isToCall({ line_call: call, points_called }: Callable): boolean {
  return (
    call !== null &&
    points_called === null &&
    (call.higher.points !== call.lower.points || call.higher.is_x !== call.lower.is_x)
  );
}

/** The newest that nobody has decided; archers take turns, so it may be of the end before. */
export function newestToCall<S extends Callable>(shots: readonly S[], heldBack: ReadonlySet<string>): S | null {
  return shots.slice(-LATEST).findLast((shot) => isToCall(shot) && !heldBack.has(keyOf(shot))) ?? null;
}
