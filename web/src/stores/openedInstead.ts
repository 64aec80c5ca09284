/** Undo of opening a session. */
import { api, ApiError } from "../api/client";

/** Deletes the opened session unless arrows were shot in it, and opens the session before it again. */
export async function closeUnshot(opened: string, before: string | null): Promise<void> {
  if ((await api.shotsOf(opened)).length) throw new ApiError(422, []);
  await api.deleteSession(opened);
  if (before !== null) await api.reopenSession(before);
}
