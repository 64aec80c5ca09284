/** Rounds that this phone keeps at the top. */
import { ref } from "vue";
import { keepOwn, readOwnList } from "./ownStorage";

const KEPT = "favourite-rounds";
const MOST = 20;

const favourites = ref(readOwnList(KEPT, (name) => typeof name === "string", MOST));

/** The newest in front; what is one already is none any more. */
function favour(name: string): void {
  const others = favourites.value.filter((one) => one !== name);
  favourites.value = others.length < favourites.value.length ? others : [name, ...others].slice(0, MOST);
  keepOwn(KEPT, favourites.value);
}

export function useFavourites() {
  return { favourites, favour };
}
