/**
 * What only this tab keeps: it outlives a page that is loaded anew, and ends with the tab. So are the keys of what was
 * asked of the appliance and not answered: asked again it is the same request, and is done once.
 */
const named = (name: string) => `arch-stats:${name}`;

/** Null where nothing is kept, or nothing that can be read. */
export function readInTab(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(named(name)) ?? "null");
  } catch {
    return null;
  }
}

/** `value` null: nothing any more. A window that keeps nothing keeps it as long as the page. */
export function keepInTab(name: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(named(name));
    else sessionStorage.setItem(named(name), JSON.stringify(value));
  } catch {
    // as said above
  }
}

const KEPT = "unanswered";
const KEY_BYTES = 16;

/** By what was asked. A page that is loaded anew asks again what its form still has. */
const kept = new Map(Object.entries((readInTab(KEPT) ?? {}) as Record<string, string>));
const keep = () => keepInTab(KEPT, kept.size ? Object.fromEntries(kept) : null);

/** The key of this request: that of before where no answer came. */
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

/** Who closes a form and begins anew means another one, also where it says the same. */
export function beginAnew(): void {
  kept.clear();
  keep();
}

// `randomUUID` is for secure addresses alone
const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
