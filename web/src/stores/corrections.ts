/** Corrections of a score sheet; each can be undone for a while. */
import { ref, watch } from "vue";
import type { Point } from "../domain/group";
import type { Whose } from "../domain/whose";
import { liveApi } from "../api/live";
import { call } from "../api/request";
import type { Shot, ShotUpdate } from "../api/types";
import { notify, useAttempt } from "./attempt";
import type { LiveStore } from "./live";
import { useSession } from "./session";

export interface EndOfArcher {
  number: number;
  archerId: string | null;
}

/** Defined here, since the first load does not need it. */
const moveEndTo = (sessionId: string, end: number, archerId: string | null, from: string | null) =>
  call<null>("PATCH", `/session/${sessionId}/end/${end}`, { archer_id: archerId, from_archer_id: from });

export function useCorrections({ session, load }: ReturnType<typeof useSession>) {
  const { state: request, attempt } = useAttempt();
  /** The number of changes made here, to be watched. */
  const changes = ref(0);

  /** Changes of the live session come by the feed; other sessions are read again. */
  async function change(work: () => Promise<unknown>): Promise<boolean> {
    const isDone = await attempt(work);
    if (isDone) await attempt(load);
    changes.value += 1;
    return isDone;
  }

  const undoBy = (work: () => Promise<unknown>) => async () => {
    await work();
    await load();
    changes.value += 1;
  };

  async function amend(shot: Shot, update: ShotUpdate): Promise<boolean> {
    const before: ShotUpdate = Object.fromEntries(Object.keys(update).map((key) => [key, shot[key as keyof Shot]]));
    const isDone = await change(() => liveApi.amendShot(shot.id, update));
    if (isDone)
      notify(
        "arrowChanged",
        undoBy(() => liveApi.amendShot(shot.id, before)),
      );
    return isDone;
  }

  async function remove(shot: Shot): Promise<boolean> {
    const isDone = await change(() => liveApi.deleteShot(shot.id));
    if (isDone)
      notify(
        "arrowDeleted",
        undoBy(() => liveApi.restoreShot(shot.id)),
      );
    return isDone;
  }

  /** Enters an arrow at `at`, or a miss, for the given archer and end. */
  async function enter(at: Point | null, whose: Whose): Promise<boolean> {
    const to = session.value;
    if (!to) return false;
    const entry = { ...(at ? { x: at.x, y: at.y } : {}), end_number: whose.endNumber, archer_id: whose.archerId };
    let id = "";
    const isDone = await change(async () => {
      id = await liveApi.enterShot({ session_id: to.id, ...entry });
    });
    if (isDone)
      notify(
        at ? "arrowEntered" : "missEntered",
        undoBy(() => liveApi.deleteShot(id)),
      );
    return isDone;
  }

  async function moveEnd(end: EndOfArcher, to: string | null): Promise<boolean> {
    const of = session.value;
    if (!of) return false;
    const isDone = await change(() => moveEndTo(of.id, end.number, to, end.archerId));
    if (isDone)
      notify(
        "endMoved",
        undoBy(() => moveEndTo(of.id, end.number, end.archerId, to)),
      );
    return isDone;
  }

  async function saveNotes(text: string): Promise<void> {
    const of = session.value;
    const before = of?.notes ?? null;
    if (!of || text === (before ?? "")) return;
    if (await change(() => liveApi.changeSession(of.id, { notes: text || null })))
      notify(
        "notesSaved",
        undoBy(() => liveApi.changeSession(of.id, { notes: before })),
      );
  }

  return { request, changes, attempt, amend, remove, enter, moveEnd, saveNotes };
}

/** Corrections of the live session; `refused` is called with their errors. */
export function useLiveCorrections(live: LiveStore, refused: (errors: string[]) => void) {
  const corrections = useCorrections(useSession(live, () => null));
  watch(() => corrections.request.errors, refused);
  return corrections;
}
