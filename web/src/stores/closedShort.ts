/** The ends of a session that were closed short, read while the page is shown. */
import { ref } from "vue";
import { api } from "../api/client";
import { closedShort } from "../domain/ends";
import { whileShown } from "./whileShown";

/** `changes`: changes when an end may have been closed, or opened again. */
export function useClosedShort(sessionId: () => string | undefined, changes: () => unknown) {
  const keys = ref<ReadonlySet<string>>(new Set());

  async function read(): Promise<void> {
    const id = sessionId();
    if (id === undefined) return;
    // without an answer, no end is marked
    const ends = await api.endsOf(id).catch(() => []);
    if (id === sessionId()) keys.value = closedShort(ends);
  }
  whileShown(read, sessionId, [changes]);

  return keys;
}
