/** When an archer last moved the sight in a session, stored on this phone: earlier arrows give no advice any more. */
import { ref } from "vue";
import { keepOwn, readOwnList } from "./ownStorage";

const KEPT = "sight-moves";
/** Largest number of sessions for which it is stored. */
const MOST = 30;

type Move = { of: string; at: string };

function isMove(one: unknown): one is Move {
  if (typeof one !== "object" || one === null || !("of" in one && "at" in one)) return false;
  return typeof one.of === "string" && typeof one.at === "string" && !Number.isNaN(Date.parse(one.at));
}

const moves = ref(readOwnList(KEPT, isMove, MOST));

export function useSightMoves(sessionId: () => string, archerId: () => string) {
  const of = () => `${sessionId()} ${archerId()}`;
  const movedAt = () => moves.value.find((one) => one.of === of())?.at ?? null;

  /** `at`: when the last arrow before the move landed; null: it was not moved after all. */
  function move(at: string | null): void {
    const others = moves.value.filter((one) => one.of !== of());
    moves.value = at === null ? others : [{ of: of(), at }, ...others].slice(0, MOST);
    keepOwn(KEPT, moves.value);
  }
  return { movedAt, move };
}
