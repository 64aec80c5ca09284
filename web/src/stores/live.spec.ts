import { describe, expect, it } from "vitest";
import type { FeedMessage, Health, Message, Session, Shot, Target } from "../api/types";
import { createLiveStore } from "./live";

const HOT = { code: "computer_hot", values: { temperature: 85 }, text: "the computer is at 85 °C" };
const session = { id: "s1", is_opened: true, arrows_per_end: 3 } as Session;
const at = (second: number) => new Date(second * 1000).toISOString();
const shot = (id: string, seq: number, points = 9) =>
  ({
    id,
    seq,
    shot_at: at(seq),
    session_id: "s1",
    end_number: 1,
    is_sighter: false,
    x: 1,
    y: 1,
    points,
    points_called: null,
    is_x_called: null,
    is_x: false,
  }) as Shot;
const snapshot = (shots: Shot[]): FeedMessage => ({
  type: "snapshot",
  seq: 9,
  data: {
    session,
    targets: [],
    roster: null,
    shots,
    groups: null,
    inbox: [],
    nodes: [],
    turn: null,
    timer: null,
    is_timer_unreadable: false,
  },
});

describe("live store", () => {
  it("hears the same shot twice and counts it once", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1)]));
    store.apply({ type: "shot", seq: 10, data: shot("b", 10, 10) });
    store.apply({ type: "shot", seq: 10, data: shot("b", 10, 10) });
    expect(store.totals.value).toEqual({ score: 19, arrows: 2, tens: 1, xs: 0 });
    expect(store.lastShot.value?.id).toBe("b");
  });

  it("keeps shots of another session out", () => {
    const store = createLiveStore();
    store.apply(snapshot([]));
    store.apply({ type: "shot", seq: 10, data: { ...shot("b", 10), session_id: "other" } });
    expect(store.totals.value.arrows).toBe(0);
  });

  it("keeps the groups of its session, and no other's", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1)]));
    const archers = [{ archer_id: "a", group: null, end_number: 2, end_group: null }];
    store.apply({ type: "groups", seq: 9, data: { session_id: "s1", archers } });
    store.apply({ type: "groups", seq: 9, data: { session_id: "other", archers: [] } });
    expect(store.groupsOf("a")?.end_number).toBe(2);
    expect(store.groupsOf(null)).toBeUndefined();
    store.apply({ type: "session", seq: 11, data: { ...session, id: "s2" } });
    expect(store.groupsOf("a")).toBeUndefined();
  });

  it("has the face hung first in front, however they came", () => {
    const store = createLiveStore();
    store.apply(snapshot([]));
    const target = (id: string) => ({ id, session_id: "s1", faces: [{ human_identifier: id }] }) as Target;
    store.apply({ type: "target", seq: 10, data: target("b") });
    store.apply({ type: "target", seq: 11, data: target("a") });
    expect(store.faces.value.map((face) => face.human_identifier)).toEqual(["a", "b"]);
  });

  it("begins afresh when another session opens", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1)]));
    store.apply({ type: "session", seq: 11, data: { ...session, id: "s2" } });
    expect(store.totals.value.arrows).toBe(0);
    expect(store.state.session?.id).toBe("s2");
  });

  it("shows the shot before when the last one is deleted", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1), shot("b", 2)]));
    store.apply({ type: "shot_deleted", seq: 12, data: { id: "b", session_id: "s1" } });
    expect(store.lastShot.value?.id).toBe("a");
  });

  it("puts a shot that comes late in its place, and the last one stays the last", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1), shot("c", 3)]));
    store.apply({ type: "shot", seq: 10, data: { ...shot("b", 10), shot_at: at(2) } });
    expect(store.inOrder.value.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(store.lastShot.value?.id).toBe("c");
  });

  it("moves a shot whose time is corrected", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1), shot("b", 2)]));
    store.apply({ type: "shot_changed", seq: 12, data: { ...shot("a", 1), shot_at: at(9) } });
    expect(store.inOrder.value.map(({ id }) => id)).toEqual(["b", "a"]);
  });

  it("does not take a rescored shot for a new one", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1), shot("b", 2)]));
    store.apply({ type: "shot_changed", seq: 12, data: shot("a", 1, 5) });
    expect(store.lastShot.value?.id).toBe("b");
    expect(store.totals.value.score).toBe(14);
  });

  it("counts brackets and arrows of other sessions by themselves", () => {
    const store = createLiveStore();
    store.apply(snapshot([shot("a", 1)]));
    const counted = () => [store.state.brackets, store.state.otherArrows];
    store.apply({ type: "shot_changed", seq: 12, data: shot("a", 1, 5) });
    expect(counted()).toEqual([0, 0]);
    store.apply({ type: "shot_changed", seq: 13, data: { ...shot("b", 1), session_id: "other" } });
    store.apply({ type: "shot_deleted", seq: 14, data: { id: "b" } } as FeedMessage);
    expect(counted()).toEqual([0, 2]);
    store.apply({ type: "bracket", seq: 15, data: { id: "evening" } } as FeedMessage);
    expect(counted()).toEqual([1, 2]);
  });

  it("is listening only while the appliance says so and a node listens", () => {
    const store = createLiveStore();
    const node = (state: string) =>
      store.apply({ type: "sensor", seq: 1, data: [{ node: "n", state }] } as FeedMessage);
    const health = (is_listening: boolean) =>
      store.apply({ type: "health", seq: 1, data: { is_listening, warnings: [] as Message[] } as Health });
    node("listening");
    expect(store.isListening.value).toBe(false);
    health(true);
    expect(store.isListening.value).toBe(true);
    health(false);
    expect(store.isListening.value).toBe(false);
    health(true);
    node("not_understood");
    expect(store.isListening.value).toBe(false);
  });

  it("follows the roster of its own session, and the health", () => {
    const store = createLiveStore();
    store.apply(snapshot([]));
    const roster = { session_id: "s1", arrows_per_turn: 3, rotates: false, archers: [], others: [] };
    store.apply({ type: "archers", seq: 13, data: { ...roster, session_id: "other" } });
    expect(store.state.roster).toBeNull();
    store.apply({ type: "archers", seq: 14, data: roster });
    expect(store.state.roster).toEqual(roster);
    store.apply({ type: "health", seq: 14, data: { warnings: [HOT] } as Partial<Health> as Health });
    expect(store.state.health?.warnings).toEqual([HOT]);
  });
});
