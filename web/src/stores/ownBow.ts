/** The bow style of the phone's archer. */
import { ref, watch, type Ref } from "vue";
import { api } from "../api/client";
import { ownBow } from "../domain/bows";
import { useAttempt } from "./attempt";
import { settings } from "./settings";

export function useOwnBow(): Ref<string | null> {
  const bow = ref<string | null>(null);
  const { attempt } = useAttempt();
  watch(
    () => settings.archerId,
    (archerId) =>
      void attempt(async () => {
        bow.value = archerId === null ? null : ownBow((await api.archers()).rows, archerId);
      }),
    { immediate: true },
  );
  return bow;
}
