/** Which ends of a session were closed short, as the appliance keeps them; read while the page is open. */
import { onActivated, onDeactivated, ref, watch } from "vue";
import { api } from "../api/client";
import { closedShort } from "../domain/ends";

/** `changes`: whatever may have closed an end or opened it again. */
export function useClosedShort(sessionId: () => string | undefined, changes: () => unknown) {
  const keys = ref<ReadonlySet<string>>(new Set());
  const isOpen = ref(false);
  onActivated(() => (isOpen.value = true));
  onDeactivated(() => (isOpen.value = false));

  watch([isOpen, sessionId, changes], async () => {
    const id = sessionId();
    if (!isOpen.value || id === undefined) return;
    // what cannot be read is not marked
    const ends = await api.endsOf(id).catch(() => []);
    if (id === sessionId()) keys.value = closedShort(ends);
  });

  return keys;
}
