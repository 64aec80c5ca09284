/** A form over what the appliance has: it follows that, but what somebody changed since stays, whatever is read. */
import { watch } from "vue";

/** `take` fills the form with what was found, and `written` is all that stands in it. */
export function useDraft<T>(found: () => T | null | undefined, take: (found: T) => void, written: () => unknown) {
  const text = () => JSON.stringify(written());
  let settled = text();
  watch(
    found,
    (now) => {
      if (now === null || now === undefined || text() !== settled) return;
      take(now);
      settled = text();
    },
    { immediate: true },
  );

  /** What stands there now is about to be told to the appliance; returns what to call once it was. */
  function sent(): () => void {
    const told = text();
    return () => (settled = told);
  }
  return { sent };
}
