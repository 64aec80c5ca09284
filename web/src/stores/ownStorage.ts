/** What this phone keeps for itself. Private windows may keep nothing: a choice then lasts as long as the page. */
const keyOf = (name: string) => `arch-stats:${name}`;

/** Null where nothing is kept, or nothing that can be read; another version of the page may have written it. */
export function readOwn(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? "null");
  } catch {
    return null;
  }
}

/** The fields that are kept; none where it is anything but an object. */
export function readOwnFields<T extends object>(name: string): Partial<T> {
  const found = readOwn(name);
  return typeof found === "object" && found !== null && !Array.isArray(found) ? found : {};
}

/** The first `most` of a list that are of their kind. */
export function readOwnList<T>(name: string, isOne: (one: unknown) => one is T, most: number): T[] {
  const found = readOwn(name);
  return Array.isArray(found) ? found.filter(isOne).slice(0, most) : [];
}

/** `mostCharacters`: what is longer is not kept, and what was kept before stays. */
export function keepOwn(name: string, value: unknown, mostCharacters = Infinity): void {
  try {
    const text = JSON.stringify(value);
    if (text.length <= mostCharacters) localStorage.setItem(keyOf(name), text);
  } catch {
    // as said above
  }
}

export function forgetOwn(name: string): void {
  try {
    localStorage.removeItem(keyOf(name));
  } catch {
    // as said above
  }
}
