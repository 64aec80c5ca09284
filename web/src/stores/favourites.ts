/** Rounds that this phone keeps at the top. */
import { ref } from "vue";

const KEY = "arch-stats:favourite-rounds";
const MOST = 20;

function stored(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((name) => typeof name === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

const favourites = ref(stored());

/** The newest in front; what is one already is none any more. */
function favour(name: string): void {
  const others = favourites.value.filter((one) => one !== name);
  favourites.value = others.length < favourites.value.length ? others : [name, ...others].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(favourites.value));
  } catch {
    // private windows may keep nothing; the choice lasts as long as the page
  }
}

export function useFavourites() {
  return { favourites, favour };
}
