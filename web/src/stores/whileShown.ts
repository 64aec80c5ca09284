/** Reads what a page shows, only while it is shown: a page kept behind another asks nothing. */
import { onActivated, onDeactivated, onScopeDispose, readonly, ref, watch, type Ref, type WatchSource } from "vue";
import type { LiveStore } from "./live";

/** How often the connection came back: what a page shows may be out of date then. */
export const timesBack = ref(0);

/** Arrows and corrections come in bursts: one read serves all of a burst. */
const READ_AFTER_MS = 300;

/**
 * Calls `read` at once, whenever `which` changes, and soon after any of `changes` or a lost connection, during which
 * changes went unnoticed. Returns whether the page is shown.
 */
export function whileShown(
  read: () => Promise<unknown>,
  which: () => unknown = () => null,
  changes: WatchSource[] = [],
): Readonly<Ref<boolean>> {
  const isShown = ref(true);
  onActivated(() => (isShown.value = true));
  onDeactivated(() => (isShown.value = false));
  let soon: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(soon));
  const readIfShown = () => isShown.value && void read();
  watch([isShown, which], readIfShown, { immediate: true });
  watch([...changes, timesBack], () => {
    clearTimeout(soon);
    soon = setTimeout(readIfShown, READ_AFTER_MS);
  });
  return readonly(isShown);
}

/** Counts lost connections from now on: the feed itself catches up with arrows and turns alone. */
export function followLink({ state }: LiveStore): void {
  let isHere = state.connection === "live";
  let wasGone = state.connection === "offline";
  watch(
    () => state.connection,
    (now) => {
      if (now !== "live") {
        wasGone ||= isHere || now === "offline";
        return;
      }
      if (wasGone) timesBack.value += 1;
      isHere = true;
      wasGone = false;
    },
    { flush: "sync" },
  );
}
