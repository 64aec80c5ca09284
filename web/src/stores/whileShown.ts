/** Reading what a page shows, as long as it is shown: one that is kept behind another asks nothing. */
import { onActivated, onDeactivated, onScopeDispose, readonly, ref, watch, type Ref, type WatchSource } from "vue";
import type { LiveStore } from "./live";

/** How often the appliance came back: what a page shows may be otherwise by now. */
const timesBack = ref(0);

/** Arrows and corrections come in bursts: what they changed is read once. */
const READ_AFTER_MS = 300;

/**
 * Calls `read` at once, when `which` becomes another, and soon after any of `changes`, or after the phone was away:
 * nobody told it then what changed. Whether the page is shown.
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

/** From now on: of what came meanwhile the feed catches up with arrows and turns alone. */
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
