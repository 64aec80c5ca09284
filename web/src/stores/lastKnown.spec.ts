// @vitest-environment jsdom
import { afterEach, describe, expect, it } from "vitest";
import type { CatalogueFace, Session, Shot } from "../api/types";
import { keepLastKnown, showLastKnown } from "./lastKnown";
import { createLiveStore } from "./live";

const shot = (id: string, seq: number) =>
  ({ id, seq, session_id: "now", shot_at: new Date(seq * 1000).toISOString() }) as Shot;

function seen(shots: Shot[]) {
  const live = createLiveStore();
  const timer = { timer: null, is_timer_unreadable: false };
  const data = { session: { id: "now" } as Session, targets: [], roster: null, turn: null, ...timer, shots };
  live.apply({ type: "snapshot", seq: 9, data: { ...data, groups: null, inbox: [], nodes: [] } });
  live.state.catalogue = [{ name: "wa_80" } as unknown as CatalogueFace];
  return live;
}

describe("what was seen last", () => {
  afterEach(() => localStorage.clear());

  it("is shown again, with when it was so, until the butt answers", () => {
    keepLastKnown(seen([shot("a", 1), shot("b", 2)]), "page-1");
    const live = createLiveStore();
    expect(showLastKnown(live, "page-1")).toBe(true);
    expect(live.inOrder.value.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(live.lastShot.value?.id).toBe("b");
    expect(live.state.catalogue).toHaveLength(1);
    expect(Date.parse(live.state.asOf ?? "")).not.toBeNaN();
    live.apply({
      type: "snapshot",
      seq: 1,
      data: {
        session: null,
        targets: [],
        roster: null,
        turn: null,
        shots: [],
        groups: null,
        inbox: [],
        nodes: [],
        timer: null,
        is_timer_unreadable: false,
      },
    });
    expect(live.state.asOf).toBeNull();
  });

  it("is nothing for a page that was built otherwise, nor where nothing or nonsense was kept", () => {
    keepLastKnown(seen([]), "page-1");
    expect(showLastKnown(createLiveStore(), "page-2")).toBe(false);
    localStorage.setItem("arch-stats:last-known", "{");
    expect(showLastKnown(createLiveStore(), "page-1")).toBe(false);
    localStorage.clear();
    expect(showLastKnown(createLiveStore(), "page-1")).toBe(false);
  });

  it("is forgotten with the session, and never more than there is room for", () => {
    keepLastKnown(seen([shot("a", 1)]), "page-1");
    keepLastKnown(createLiveStore(), "page-1");
    expect(localStorage).toHaveLength(0);
    keepLastKnown(seen([{ ...shot("a", 1), note: "x".repeat(1_000_001) } as Shot]), "page-1");
    expect(localStorage).toHaveLength(0);
  });
});
