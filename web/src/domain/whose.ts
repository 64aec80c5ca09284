/** Whose an arrow is that a person enters, and in which end: what is likely is chosen already. */

export interface Whose {
  archerId: string | null;
  endNumber: number;
}

interface Turn {
  archer_id: string | null;
  end_number: number;
}

interface Shot {
  archer_id: string | null;
  end_number: number;
  is_sighter: boolean;
}

/** Whoever has the turn: a miss is told before the next arrow flies. Where nobody has it, whoever shot last. */
export function likelyWhose(turn: Turn | null, shots: readonly Shot[], me: string | null): Whose {
  // sighters have no end
  if (turn) return { archerId: turn.archer_id, endNumber: Math.max(turn.end_number, 1) };
  const last = shots.findLast((shot) => !shot.is_sighter && (me === null || shot.archer_id === me));
  return { archerId: last?.archer_id ?? null, endNumber: last?.end_number ?? 1 };
}
