/** The scores of the live page: the archer chosen, ends, totals, and which points are held back. */
import { computed } from "vue";
import type { Shot } from "../api/types";
import { listedAnd, standings } from "../domain/board";
import { endsOf, heldBackEnds, keyOf, runningTotals, shownOf, totalsOf } from "../domain/ends";
import { groupToShow } from "../domain/group";
import { landedOf } from "../domain/picture";
import { counted, tallyOf, type ShownTotals } from "../domain/tally";
import { compareNames, t } from "../texts";
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
  const ends = computed(() => endsOf(shots.value));
  const running = computed(() => runningTotals(ends.value));
  const heldBack = computed(() => heldBackEnds(ends.value, state.session, settings.holdsBack));
  const shown = computed(() => shots.value.filter((shot) => shot.is_sighter || !heldBack.value.has(keyOf(shot))));
  /** Everybody's arrows, whichever archer is chosen. */
  const shownOfAll = computed(() => shownOf(inOrder.value, state.session, settings.holdsBack));
  /** Without those held back, whose points could be read from the picture. */
  const landed = computed(() => landedOf(shown.value));
  const tally = computed(() => tallyOf(live.faces.value, state.catalogue));
  const archers = computed(() =>
    listedAnd(state.roster?.archers ?? [], inOrder.value, (id) => live.archerName(id) ?? t("archer")),
  );
  /** Whether arrows of several archers are shown, which have no common total. */
  const isShared = computed(() => archerId.value === null && archers.value.length > 1);
  /** The score without points that are held back, but the number of all arrows, which is no secret. */
  const totals = computed<ShownTotals | null>(() =>
    isShared.value
      ? null
      : {
          score: totalsOf(shown.value).score,
          arrows: totalsOf(shots.value).arrows,
          counts: tally.value.counts,
          counted: counted(shown.value, tally.value),
        },
  );
  const board = computed(() =>
    standings<Shot>(archers.value, inOrder.value, {
      session: state.session,
      byThisPhone: settings.holdsBack,
      tally: tally.value,
      compareNames,
    }),
  );
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

  /** The group of the current end; null while it is held back, since a group reveals where the arrows are. */
  const currentGroup = computed(() => {
    const end = isCurrentHeldBack.value ? undefined : currentEnd.value;
    const groups = end && live.groupsOf(end.archerId);
    return groups?.end_number === end?.number ? groupToShow(groups?.end_group) : null;
  });

  return {
    archerId,
    shots,
    shown,
    shownOfAll,
    landed,
    ends,
    running,
    heldBack,
    totals,
    tally,
    board,
    isShared,
    lastShot,
    currentEnd,
    isCurrentHeldBack,
    isInCurrentEnd,
    currentGroup,
  };
}

export type Scoreboard = ReturnType<typeof useScoreboard>;
