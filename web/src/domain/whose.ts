/** Whose an arrow is that a person enters, and in which end: what is likely is chosen already. */

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
  /** The nearest before this turn first. */
  short_ends: readonly ShortEnd[];
}

interface Shot {
  archer_id: string | null;
  end_number: number;
  is_sighter: boolean;
}

/** Whose end was left short: of that one an arrow is missing for sure. Else whoever has the turn, for a miss is told
    before the next arrow flies; where nobody has it, whoever shot last. */
export function likelyWhose(turn: Turn | null, shots: readonly Shot[], me: string | null): Whose {
  const short = turn?.short_ends[0];
  const archerId = short ? short.archer_id : (turn?.archer_id ?? lastOf(shots, turn ? null : me)?.archer_id ?? null);
  return { archerId, endNumber: likelyEnd(turn, shots, archerId) };
}

/** In which end an arrow of this archer is likely to be. */
export function likelyEnd(turn: Turn | null, shots: readonly Shot[], archerId: string | null): number {
  // who shoots in no turn is in an end of their own
  const own = turn === null || turn.archer_id === null ? lastOf(shots, archerId)?.end_number : undefined;
  const short = turn?.short_ends.find((one) => one.archer_id === archerId);
  // sighters have no end
  return short?.end_number ?? own ?? Math.max(turn?.end_number ?? 1, 1);
}

/** The short end that this is in, if it is one. */
export function shortEndOf(turn: Turn | null, whose: Whose): ShortEnd | null {
  const same = (one: ShortEnd) => one.archer_id === whose.archerId && one.end_number === whose.endNumber;
  return turn?.short_ends.find(same) ?? null;
}

function lastOf(shots: readonly Shot[], archerId: string | null): Shot | undefined {
  return shots.findLast((shot) => !shot.is_sighter && (archerId === null || shot.archer_id === archerId));
}
