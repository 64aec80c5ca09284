/** A bracket, read while it is shown, and again when an arrow or a decision may have changed it. */
import { computed, ref } from "vue";
import { ApiError } from "../api/request";
import { matchesApi, type Bracket } from "../api/matches";
import { runningMatch, sideOf } from "../domain/bracket";
import type { LiveStore } from "./live";
import { whileShown } from "./whileShown";

/** `which`: the id of the bracket to show; null: none. `refused`: the appliance's refusal to read it. */
function useRead(live: LiveStore, which: () => Promise<string | null>) {
  const bracket = ref<Bracket | null>(null);
  const refused = ref<ApiError | null>(null);
  let asked = 0;
  async function read(): Promise<void> {
    const number = ++asked;
    try {
      const id = await which();
      const found = id === null ? null : await matchesApi.bracket(id);
      if (number !== asked) return;
      bracket.value = found;
      refused.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // without an answer, keep what was read before
      if (number !== asked || error.code === 0) return;
      bracket.value = null;
      refused.value = error;
    }
  }
  const { state, inOrder } = live;
  whileShown(read, () => null, [
    inOrder,
    () => state.brackets,
    () => state.otherArrows,
    () => state.session,
    // an end that closes short affects the match too
    () => state.turn,
  ]);
  const running = computed(() =>
    bracket.value ? runningMatch(bracket.value, live.isOpen.value ? (live.state.session?.id ?? null) : null) : null,
  );
  /** The side that shoots first in the end that begins, where sides alternate. */
  const begins = computed(() => {
    const match = running.value;
    const turn = state.turn;
    if (!bracket.value || !match?.first_side || match.winner || turn?.stage !== "scoring") return null;
    if (inOrder.value.some((shot) => !shot.is_sighter && shot.end_number >= turn.end_number)) return null;
    return sideOf(bracket.value, match, turn.archer_id);
  });
  return { bracket, refused, running, begins, read };
}

export const useBracket = (live: LiveStore, id: () => string) => useRead(live, () => Promise.resolve(id()));

/** The current bracket, for a television. */
export const useCurrentBracket = (live: LiveStore) =>
  useRead(live, async () => (await matchesApi.brackets()).find((one) => one.is_current)?.id ?? null);
