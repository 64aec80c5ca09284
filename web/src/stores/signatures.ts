/** Signatures of a session: read while it is shown, made on this phone, and withdrawn with one tap. */
import { ref, watch } from "vue";
import { api } from "../api/client";
import type { Access, Signature } from "../api/types";
import { notify, useAttempt } from "./attempt";
import type { LiveStore } from "./live";
import { settings } from "./settings";
import { whileShown } from "./whileShown";

export interface ToSign {
  archerId: string | null;
  /** Null: the whole sheet. */
  number: number | null;
  arrows: number;
  score: number;
}

/** `changes`: changes with the arrows. */
export function useSignatures(live: LiveStore, sessionId: () => string | undefined, changes: () => unknown) {
  const { state: request, attempt } = useAttempt();
  const signatures = ref<Signature[]>([]);
  const access = ref<Access | null>(null);

  async function read(): Promise<void> {
    const id = sessionId();
    if (id === undefined) return;
    // without an answer, no signatures are shown
    const found = await api.signaturesOf(id).catch(() => []);
    if (id === sessionId()) signatures.value = found;
  }

  const isShown = whileShown(read, sessionId, [changes, () => live.state.signatures]);

  /** Read again, since a phone may be paired, or its pairing end, while the page is open. */
  async function readAccess(): Promise<void> {
    if (isShown.value) access.value = await api.access().catch(() => null);
  }
  watch(isShown, readAccess, { immediate: true });

  const of = (archerId: string | null, number: number | null) =>
    signatures.value.filter((one) => one.archer_id === archerId && one.end_number === number);

  /** As what this phone signs for an archer; null: not at all. */
  function hand(archerId: string | null): Signature["signed_as"] | null {
    const who = access.value;
    if (who === null || (who.role === "spectator" && who.via === "pairing")) return null;
    if (who.role === "archer") return who.archer_id === archerId ? "archer" : null;
    return who.via !== "pairing" && archerId !== null && settings.archerId === archerId ? "archer" : "scorer";
  }

  /** What the request states: nothing for a paired phone, including one that is paired when this request is refused. */
  const handOf = (by: Signature["signed_as"]) =>
    access.value?.via === "here" || access.value?.via === "open" ? by : undefined;

  /** Whether this phone's signature is missing, or outdated by changes. */
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
        signed_as: handOf(by),
        arrows: what.arrows,
        score: what.score,
      });
    });
    if (isDone)
      notify("signedNow", async () => {
        await api.takeBackSignature(id, made);
        await read();
      });
    await Promise.all([read(), readAccess()]);
  }

  return { request, of, isMissing, sign };
}

export type Signatures = ReturnType<typeof useSignatures>;
