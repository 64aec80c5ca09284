/** The way back from a session that was opened by a slip. */
import { api, ApiError } from "../api/client";

/** It goes where nothing was shot in it, and the one that it took the place of goes on. */
export async function closeUnshot(opened: string, before: string | null): Promise<void> {
  if ((await api.shotsOf(opened)).length) throw new ApiError(422, []);
  await api.deleteSession(opened);
  if (before !== null) await api.reopenSession(before);
}
