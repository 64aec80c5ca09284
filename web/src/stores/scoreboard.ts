/** What the live page counts: whose arrows, their ends, and which points are still held back. */
import { computed } from "vue";
import type { Shot } from "../api/types";
import { endsOf, isHeldBack, runningTotals, totalsOf } from "../domain/ends";
import type { LiveStore } from "./live";
import { settings } from "./settings";

export function useScoreboard(live: LiveStore) {
  const { state, inOrder } = live;

  /** The archer whose arrows are shown, as chosen on this phone; null: everybody's. */
  const archerId = computed({
    get: () => (state.roster?.archers.some((a) => a.archer_id === settings.archerId) ? settings.archerId : null),
    set: (id) => (settings.archerId = id),
  });
  const shots = computed(() =>
    archerId.value === null ? inOrder.value : inOrder.value.filter((s) => s.archer_id === archerId.value),
  );
  const landed = computed(() =>
    shots.value.flatMap((s) => (s.x === null || s.y === null ? [] : [{ ...s, x: s.x, y: s.y }])),
  );
  const ends = computed(() => endsOf(shots.value));
  const running = computed(() => runningTotals(ends.value));
  const heldBack = computed(
    () => new Set(ends.value.filter((end) => isHeldBack(end, state.session, settings.holdsBack)).map((end) => end.key)),
  );
  /** Points that are held back are not given away by the sum; that an arrow was shot is no secret. */
  const totals = computed(() => ({
    ...totalsOf(ends.value.filter((end) => !heldBack.value.has(end.key)).flatMap((end) => end.shots)),
    arrows: totalsOf(shots.value).arrows,
  }));
  const lastShot = computed(
    () => shots.value.findLast((shot) => shot.id === state.lastShotId) ?? shots.value.at(-1) ?? null,
  );
  const currentEnd = computed(() => {
    const last = lastShot.value;
    return (
      ends.value.find((end) => end.number === last?.end_number && end.archerId === last.archer_id) ?? ends.value.at(-1)
    );
  });
  const isCurrentHeldBack = computed(() => currentEnd.value !== undefined && heldBack.value.has(currentEnd.value.key));
  const isInCurrentEnd = (shot: Shot) =>
    shot.end_number === currentEnd.value?.number && shot.archer_id === currentEnd.value.archerId;

  return {
    archerId,
    shots,
    landed,
    ends,
    running,
    heldBack,
    totals,
    lastShot,
    currentEnd,
    isCurrentHeldBack,
    isInCurrentEnd,
  };
}

export type Scoreboard = ReturnType<typeof useScoreboard>;
