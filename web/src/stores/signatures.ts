/** Who signed what of a session: read while it is shown, signed on this phone, taken back within a tap. */
import { onActivated, onDeactivated, onMounted, ref, watch } from "vue";
import { api } from "../api/client";
import type { Access, Signature } from "../api/types";
import { notify, useAttempt } from "./attempt";
import type { LiveStore } from "./live";
import { settings } from "./settings";

export interface ToSign {
  archerId: string | null;
  /** Null: the whole sheet. */
  number: number | null;
  arrows: number;
  score: number;
}

/** `changes`: whatever of the arrows may have changed. */
export function useSignatures(live: LiveStore, sessionId: () => string | undefined, changes: () => unknown) {
  const { state: request, attempt } = useAttempt();
  const signatures = ref<Signature[]>([]);
  const access = ref<Access | null>(null);
  const isOpen = ref(true);
  onActivated(() => (isOpen.value = true));
  onDeactivated(() => (isOpen.value = false));

  async function read(): Promise<void> {
    const id = sessionId();
    if (!isOpen.value || id === undefined) return;
    // what cannot be read is not shown
    const found = await api.signaturesOf(id).catch(() => []);
    if (id === sessionId()) signatures.value = found;
  }

  onMounted(async () => (access.value = await api.access().catch(() => null)));
  watch([isOpen, sessionId, changes, () => live.state.signatures], read, { immediate: true });

  const of = (archerId: string | null, number: number | null) =>
    signatures.value.filter((one) => one.archer_id === archerId && one.end_number === number);

  /** By whose hand this phone signs for an archer; null: not at all. */
  function hand(archerId: string | null): Signature["signed_as"] | null {
    const who = access.value;
    if (who === null) return null;
    if (who.role === "archer") return who.archer_id === archerId ? "archer" : null;
    return who.via !== "pairing" && archerId !== null && settings.archerId === archerId ? "archer" : "scorer";
  }

  /** Whether this phone's hand is missing, or what it signed is otherwise by now. */
  const isMissing = (archerId: string | null, number: number | null) => {
    const by = hand(archerId);
    return by !== null && !of(archerId, number).some((one) => one.signed_as === by && !one.is_changed);
  };

  async function sign(what: ToSign): Promise<void> {
    const id = sessionId();
    const by = hand(what.archerId);
    if (id === undefined || by === null) return;
    let made = "";
    const isDone = await attempt(async () => {
      made = await api.sign(id, {
        archer_id: what.archerId,
        end_number: what.number,
        signed_as: by,
        arrows: what.arrows,
        score: what.score,
      });
    });
    if (isDone)
      notify("signedNow", async () => {
        await api.takeBackSignature(id, made);
        await read();
      });
    await read();
  }

  return { request, of, isMissing, sign };
}

export type Signatures = ReturnType<typeof useSignatures>;
