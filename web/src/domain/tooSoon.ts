import { isEndOver } from "./ends";

/**
 * Recognises an arrow of a round that follows a full end sooner than an archer can walk to the target and back: it
 * probably belongs to that end.
 */

/** Walking speed of a fast archer. */
const PACE_M_PER_S = 2;
const METRES = { m: 1, yd: 0.9144, ft: 0.3048 } as const;

interface Session {
  round_name: string | null;
  distance: number;
  distance_unit: keyof typeof METRES;
  arrows_per_end: number;
}

interface Shot {
  end_number: number;
  archer_id: string | null;
  is_sighter: boolean;
  shot_at: string;
  arrow_of_target?: number | null;
  points?: number | null;
  points_called?: number | null;
  attribution: string | null;
}

/** The newest arrow, if it was assigned to a new end too soon after the one before; null: nothing to ask. */
export function tooSoon<S extends Shot>(inOrder: readonly S[], session: Session): S | null {
  if (session.round_name === null) return null;
  const shots = inOrder.filter((shot) => !shot.is_sighter);
  const newest = shots.at(-1);
  if (!newest || newest.attribution === "person") return null;
  const earlier = shots.slice(0, -1);
  if (earlier.some((shot) => shot.end_number >= newest.end_number)) return null;
  const before = earlier.filter((shot) => shot.end_number === newest.end_number - 1);
  const own = before.filter((shot) => shot.archer_id === newest.archer_id);
  const last = before.at(-1);
  // a person closed a short end on purpose
  if (!last || !isEndOver({ shots: own }, session.arrows_per_end)) return null;
  const walk_s = (2 * session.distance * METRES[session.distance_unit]) / PACE_M_PER_S;
  return (Date.parse(newest.shot_at) - Date.parse(last.shot_at)) / 1000 < walk_s ? newest : null;
}
