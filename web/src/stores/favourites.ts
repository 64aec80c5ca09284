/** The favourite rounds of this phone. */
import { ref } from "vue";
import { keepOwn, readOwnList } from "./ownStorage";

const KEPT = "favourite-rounds";
const MOST = 20;

const favourites = ref(readOwnList(KEPT, (name) => typeof name === "string", MOST));

/** Adds a round at the front; removes it if it is a favourite already. */
function favour(name: string): void {
  const others = favourites.value.filter((one) => one !== name);
  favourites.value = others.length < favourites.value.length ? others : [name, ...others].slice(0, MOST);
  keepOwn(KEPT, favourites.value);
}

export function useFavourites() {
  return { favourites, favour };
}
