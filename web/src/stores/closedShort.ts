/** Which ends of a session were closed short, as the appliance keeps them; read while the page is open. */
import { ref } from "vue";
import { api } from "../api/client";
import { closedShort } from "../domain/ends";
import { whileShown } from "./whileShown";

/** `changes`: whatever may have closed an end or opened it again. */
export function useClosedShort(sessionId: () => string | undefined, changes: () => unknown) {
  const keys = ref<ReadonlySet<string>>(new Set());

  async function read(): Promise<void> {
    const id = sessionId();
    if (id === undefined) return;
    // what cannot be read is not marked
    const ends = await api.endsOf(id).catch(() => []);
    if (id === sessionId()) keys.value = closedShort(ends);
  }
  whileShown(read, sessionId, [changes]);

  return keys;
}
