import { afterEach, describe, expect, it, vi } from "vitest";
import { liveApi } from "../api/live";
import type { Group, Session, SessionSummary, Shot } from "../api/types";
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
    const ask = vi.spyOn(liveApi, "session");
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
    vi.spyOn(liveApi, "session").mockResolvedValue(session("old"));
    vi.spyOn(liveApi, "targetsOf").mockResolvedValue([]);
    vi.spyOn(liveApi, "rosterOf").mockResolvedValue({
      session_id: "old",
      arrows_per_turn: null,
      rotates: false,
      archers: [],
      others: [],
    });
    vi.spyOn(liveApi, "shotsOf").mockResolvedValue([shot("b", 2), shot("a", 1)]);
    const group = { arrows: 2, mean_radius: 30 } as Group;
    const summary = { by_archer: [{ archer_id: "a", group }] } as SessionSummary;
    vi.spyOn(liveApi, "summary").mockResolvedValue(summary);
    const shown = useSession(live, () => "old");
    await shown.load();
    expect(shown.session.value?.id).toBe("old");
    expect(shown.shots.value.map((one) => one.id)).toEqual(["a", "b"]);
    expect(shown.groupOf("a")).toEqual(group);
    expect(shown.groupOf("b")).toBeNull();
  });
});
