/** This phone's own storage. In private windows nothing may be stored: then a choice lasts as long as the page. */
const keyOf = (name: string) => `arch-stats:${name}`;

/** The stored value; null if there is none, or it cannot be parsed. Another version of the page may have written it. */
export function readOwn(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? "null");
  } catch {
    return null;
  }
}

/** The stored fields; none if the value is not an object. */
export function readOwnFields<T extends object>(name: string): Partial<T> {
  const found = readOwn(name);
  return typeof found === "object" && found !== null && !Array.isArray(found) ? found : {};
}

/** The first `most` valid items of a stored list. */
export function readOwnList<T>(name: string, isOne: (one: unknown) => one is T, most: number): T[] {
  const found = readOwn(name);
  return Array.isArray(found) ? found.filter(isOne).slice(0, most) : [];
}

/** Stores a value; one longer than `mostCharacters` is not stored, and the old value stays. */
export function keepOwn(name: string, value: unknown, mostCharacters = Infinity): void {
  try {
    const text = JSON.stringify(value);
    if (text.length <= mostCharacters) localStorage.setItem(keyOf(name), text);
  } catch {
    // storage may be refused, as described at the top
  }
}

export function forgetOwn(name: string): void {
  try {
    localStorage.removeItem(keyOf(name));
  } catch {
    // storage may be refused, as described at the top
  }
}
