/** The archer and end of an arrow that a person enters, with a likely choice as preset. */

export interface Whose {
  archerId: string | null;
  endNumber: number;
}

interface ShortEnd {
  archer_id: string | null;
  end_number: number;
  missing: number;
}

interface Turn {
  archer_id: string | null;
  end_number: number;
  /** Nearest before this turn first. */
  short_ends: readonly ShortEnd[];
}

interface Shot {
  archer_id: string | null;
  end_number: number;
  is_sighter: boolean;
}

/**
 * The likely archer: whoever left an end short, of which an arrow is certainly missing; else whoever has the turn,
 * since a miss is entered before the next arrow; without turns, whoever shot last.
 */
export function likelyWhose(turn: Turn | null, shots: readonly Shot[], me: string | null): Whose {
  const short = turn?.short_ends[0];
  const archerId = short ? short.archer_id : (turn?.archer_id ?? lastOf(shots, turn ? null : me)?.archer_id ?? null);
  return { archerId, endNumber: likelyEnd(turn, shots, archerId) };
}

/** The likely end of an arrow of this archer. */
export function likelyEnd(turn: Turn | null, shots: readonly Shot[], archerId: string | null): number {
  // an archer without turns is in an end of their own
  const own = turn === null || turn.archer_id === null ? lastOf(shots, archerId)?.end_number : undefined;
  const short = turn?.short_ends.find((one) => one.archer_id === archerId);
  // sighters have no end
  return short?.end_number ?? own ?? Math.max(turn?.end_number ?? 1, 1);
}

/** The short end with this archer and number, if there is one. */
export function shortEndOf(turn: Turn | null, whose: Whose): ShortEnd | null {
  const same = (one: ShortEnd) => one.archer_id === whose.archerId && one.end_number === whose.endNumber;
  return turn?.short_ends.find(same) ?? null;
}

function lastOf(shots: readonly Shot[], archerId: string | null): Shot | undefined {
  return shots.findLast((shot) => !shot.is_sighter && (archerId === null || shot.archer_id === archerId));
}
