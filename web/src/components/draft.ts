/** A form that shows the appliance's values as they change, and keeps what a person typed until it is saved. */
import { onScopeDispose, watch, type Ref } from "vue";
import { keepInTab, readInTab } from "../api/inTab";

/** What was typed is kept in the tab under `as`, for a phone short of memory throws away a page that sleeps. */
interface Kept<W> {
  as: string;
  put: (typed: W) => void;
}

/** `found`: the appliance's values; `take` puts them into the form, and `written` returns all values of the form. */
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
      // equal afterwards: it was saved meanwhile, here or by another phone
      if (isTyped && text() !== JSON.stringify(before)) {
        settled = text();
        kept?.put(before);
      } else settle();
    },
    { immediate: true },
  );
  if (name) {
    watch(text, (now) => keepInTab(name, now === settled ? null : written()), { flush: "sync" });
    // closed by a person, not thrown away by the phone
    onScopeDispose(() => keepInTab(name, null));
  }

  /** Call when the form is sent; the returned function, once it was saved. */
  function sent(): () => void {
    const sending = text();
    return () => settle(sending);
  }
  return { sent };
}

/** Keeps fields that only a person fills, until they are as at first or the form is closed. */
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
