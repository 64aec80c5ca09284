/** Reading what a page shows, as long as it is shown: one that is kept behind another asks nothing. */
import { onActivated, onDeactivated, onScopeDispose, readonly, ref, watch, type Ref, type WatchSource } from "vue";

/** Arrows and corrections come in bursts: what they changed is read once. */
const READ_AFTER_MS = 300;

/** Calls `read` at once, when `which` becomes another, and soon after any of `changes`. Whether the page is shown. */
export function whileShown(
  read: () => Promise<void>,
  which: () => unknown,
  changes: WatchSource[],
): Readonly<Ref<boolean>> {
  const isShown = ref(true);
  onActivated(() => (isShown.value = true));
  onDeactivated(() => (isShown.value = false));
  let soon: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(soon));
  const readIfShown = () => isShown.value && void read();
  watch([isShown, which], readIfShown, { immediate: true });
  watch(changes, () => {
    clearTimeout(soon);
    soon = setTimeout(readIfShown, READ_AFTER_MS);
  });
  return readonly(isShown);
}
