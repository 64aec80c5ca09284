/** The session as last seen, stored on the phone, and shown when the page opens without an answer of the appliance. */
import type { CatalogueFace, Snapshot } from "../api/types";
import type { LiveStore } from "./live";
import { forgetOwn, keepOwn, readOwn } from "./ownStorage";

const KEPT = "last-known";
/** Enough for some hundred arrows; browsers allow a page five million. */
const MOST_CHARACTERS = 1_000_000;

interface LastKnown {
  /** The version of the page that wrote it, since another may have other fields. */
  page: string;
  at: string;
  data: Snapshot;
  catalogue: CatalogueFace[];
}

export function keepLastKnown({ state, inOrder }: LiveStore, page: string): void {
  const { session, targets, roster, turn, catalogue } = state;
  if (session === null) {
    forgetOwn(KEPT);
    return;
  }
  // the timer is not stored, since its time goes on
  const now = { inbox: [], nodes: [], groups: null, timer: null, is_timer_unreadable: false };
  const data = { session, targets, roster, turn, shots: inOrder.value, ...now };
  const known: LastKnown = { page, at: new Date().toISOString(), data, catalogue };
  keepOwn(KEPT, known, MOST_CHARACTERS);
}

/** Shows it; returns whether there was anything to show. */
export function showLastKnown({ state, apply }: LiveStore, page: string): boolean {
  const known = readOwn(KEPT) as LastKnown | null;
  if (known?.page !== page) return false;
  apply({ type: "snapshot", seq: 0, data: known.data });
  state.catalogue = known.catalogue;
  state.asOf = known.at;
  return true;
}
