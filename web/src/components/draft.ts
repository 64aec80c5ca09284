/** A form over what the appliance has: it follows that, but what somebody changed since stays, whatever is read. */
import { onScopeDispose, watch, type Ref } from "vue";
import { keepInTab, readInTab } from "../api/inTab";

/** A phone that is short of memory throws away a tab that sleeps: `as` names what is kept of it until it is told. */
interface Kept<W> {
  as: string;
  put: (typed: W) => void;
}

/** `take` fills the form with what was found, and `written` is all that stands in it. */
export function useDraft<T, W>(
  found: () => T | null | undefined,
  take: (found: T) => void,
  written: () => W,
  kept: Kept<W> | null = null,
) {
  const text = () => JSON.stringify(written());
  const name = kept && `typed:${kept.as}`;
  let settled = text();
  function settle(as = text()): void {
    settled = as;
    if (name && text() === settled) keepInTab(name, null);
  }
  const typed = name && readInTab(name);
  if (typed) kept?.put(typed as W);
  watch(
    found,
    (now) => {
      if (now === null || now === undefined) return;
      const before = JSON.parse(text()) as W;
      const isTyped = text() !== settled;
      if (isTyped && !kept) return;
      take(now);
      // told on the way, or typed elsewhere as well: then it is what the appliance has
      if (isTyped && text() !== JSON.stringify(before)) {
        settled = text();
        kept?.put(before);
      } else settle();
    },
    { immediate: true },
  );
  if (name) {
    watch(text, (now) => keepInTab(name, now === settled ? null : written()), { flush: "sync" });
    // closed by a person, and not thrown away
    onScopeDispose(() => keepInTab(name, null));
  }

  /** What stands there now is about to be told to the appliance; returns what to call once it was. */
  function sent(): () => void {
    const told = text();
    return () => settle(told);
  }
  return { sent };
}

/** Fields that nobody but a person fills; they are kept until they are as they were at first, or the form is closed. */
export function keepTyped<F extends Record<string, Ref>>(as: string, fields: F): void {
  type Values = Record<string, unknown>;
  useDraft<never, Values>(
    () => null,
    () => undefined,
    () => Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value as unknown])),
    {
      as,
      put: (typed) => {
        for (const [key, field] of Object.entries(fields)) if (key in typed) field.value = typed[key];
      },
    },
  );
}
