import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "../api/client";
import type { Session, Shot } from "../api/types";
import { createLiveStore } from "./live";
import { useSession } from "./session";

const session = (id: string) => ({ id, is_opened: false }) as Session;
const shot = (id: string, seq: number) =>
  ({ id, seq, shot_at: new Date(seq * 1000).toISOString(), session_id: "old" }) as Shot;

describe("a session to look at", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is the feed's own when it is the live one, and nothing is asked for", async () => {
    const live = createLiveStore();
    live.state.session = session("now");
    const ask = vi.spyOn(api, "session");
    for (const id of [null, "now"]) {
      const shown = useSession(live, () => id);
      await shown.load();
      expect(shown.session.value?.id).toBe("now");
    }
    expect(ask).not.toHaveBeenCalled();
  });

  it("is read whole when it is another one, shots in their order", async () => {
    const live = createLiveStore();
    live.state.session = session("now");
    vi.spyOn(api, "session").mockResolvedValue(session("old"));
    vi.spyOn(api, "targetsOf").mockResolvedValue([]);
    vi.spyOn(api, "rosterOf").mockResolvedValue({ session_id: "old", arrows_per_turn: null, archers: [] });
    vi.spyOn(api, "shotsOf").mockResolvedValue([shot("b", 2), shot("a", 1)]);
    const shown = useSession(live, () => "old");
    await shown.load();
    expect(shown.session.value?.id).toBe("old");
    expect(shown.shots.value.map((one) => one.id)).toEqual(["a", "b"]);
  });
});
