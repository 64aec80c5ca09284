/**
 * What only this tab keeps: it outlives a reload and ends with the tab. Idempotency keys of requests without
 * an answer are here too: sent again under the same key, the appliance does them once.
 */
const named = (name: string) => `arch-stats:${name}`;

/** The value kept under `name`; null where there is none, or none that can be parsed. */
export function readInTab(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(named(name)) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps `value`; null forgets it. Where the browser refuses storage, nothing outlives the page. */
export function keepInTab(name: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(named(name));
    else sessionStorage.setItem(named(name), JSON.stringify(value));
  } catch {
    // storage is refused or full
  }
}

const KEPT = "unanswered";
const KEY_BYTES = 16;

/** Keys by request. After a reload the form sends the same request again. */
const kept = new Map(Object.entries((readInTab(KEPT) ?? {}) as Record<string, string>));
const keep = () => keepInTab(KEPT, kept.size ? Object.fromEntries(kept) : null);

/** The key of a request: the one of before, while no answer came. */
export function keyOf(asked: string): string {
  const key = kept.get(asked) ?? randomKey();
  kept.set(asked, key);
  keep();
  return key;
}

export function isAnswered(asked: string): void {
  kept.delete(asked);
  keep();
}

/** A form that was closed and opened anew means another request, even with the same content. */
export function beginAnew(): void {
  kept.clear();
  keep();
}

// `randomUUID` is for secure addresses alone
const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
