// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reactive } from "vue";
import { timerApi } from "../api/timer";
import type { Timer, TimerAction } from "../api/types";
import { undo, useNotice } from "./attempt";
import type { LiveStore } from "./live";
import { isHornWanted, needsTouch, soundDue, switchHorn } from "./horn";
import { useTimerActions } from "./timer";

const NOON = Date.parse("2026-05-01T12:00:00Z");
const timer = (revision: number, status: Timer["status"] = "running"): Timer =>
  ({ revision, status, sounds: [{ at: new Date(NOON).toISOString(), times: 5 }] }) as unknown as Timer;

describe("an answer", () => {
  it.each([
    [null, 4, 4],
    [4, 5, 5],
    [6, 5, 6],
  ])("over revision %s of the feed, itself %s, leaves %s", async (fed, answered, shown) => {
    const state = { timer: fed === null ? null : timer(fed) };
    vi.spyOn(timerApi, "act").mockResolvedValue(timer(answered));
    await useTimerActions({ state } as unknown as LiveStore).act("next");
    expect(state.timer?.revision).toBe(shown);
  });
});

describe("that it was ended", () => {
  it("is taken back by the notice until anybody says more of it", async () => {
    const state = reactive<{ timer: Timer | null }>({ timer: timer(4) });
    const act = vi.spyOn(timerApi, "act");
    const { undoable } = useNotice();
    const actions = useTimerActions({ state } as unknown as LiveStore);
    const actTo = async (action: TimerAction, revision: number) => {
      act.mockResolvedValueOnce({ ...timer(revision), may_be_taken_back: action === "stop" });
      await actions.act(action);
    };
    await actTo("stop", 5);
    expect(undoable.value?.text).toBe("timerEnded");
    await actTo("take_back", 6);
    expect(undoable.value).toBeNull();
    await actTo("stop", 7);
    state.timer = timer(8);
    expect(undoable.value).toBeNull();
    await actTo("stop", 9);
    act.mockResolvedValueOnce(timer(10));
    await undo();
    expect(act).toHaveBeenLastCalledWith("take_back", 9);
    expect(state.timer.revision).toBe(10);
    expect(undoable.value).toBeNull();
  });
});

describe("the horn", () => {
  const started = vi.fn();
  let isAllowed = true;
  let context: { onstatechange?: () => void; state: string } | null = null;
  beforeEach(async () => {
    vi.useFakeTimers();
    const tone = { frequency: {}, connect: vi.fn(), start: started, stop: vi.fn() };
    class Audio {
      state = "suspended";
      currentTime = 0;
      onstatechange?: () => void;
      constructor() {
        // eslint-disable-next-line @typescript-eslint/no-this-alias
        context = this;
      }
      resume = () => {
        if (isAllowed) this.state = "running";
        return Promise.resolve();
      };
      createOscillator = () => tone;
    }
    vi.stubGlobal("AudioContext", Audio);
    await switchHorn(true);
    started.mockClear();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each([
    ["running", 399, 5],
    ["running", 401, 0],
    ["emergency", 29_000, 5],
    ["emergency", 30_001, 0],
  ] as const)("of what is %s sounds %d ms late %d times, and once", (status, lateMs, times) => {
    vi.setSystemTime(NOON + lateMs);
    const answered = timer(100_000 + lateMs, status);
    soundDue(answered);
    soundDue(answered);
    expect(started).toHaveBeenCalledTimes(times);
  });

  it("is kept, waits for a touch where the browser has silenced it, and sounds no more when it is off", async () => {
    vi.setSystemTime(NOON);
    expect(localStorage.getItem("arch-stats:horn")).toBe("true");
    isAllowed = false;
    Object.assign(context ?? {}, { state: "suspended" });
    context?.onstatechange?.();
    expect([isHornWanted.value, needsTouch.value]).toEqual([true, true]);
    soundDue(timer(1));
    expect(started).not.toHaveBeenCalled();
    isAllowed = true;
    document.dispatchEvent(new Event("pointerup"));
    await vi.waitFor(() => expect(needsTouch.value).toBe(false));
    soundDue(timer(2));
    expect(started).toHaveBeenCalledTimes(5);
    await switchHorn(false);
    soundDue(timer(3));
    expect(started).toHaveBeenCalledTimes(5);
    expect(localStorage.getItem("arch-stats:horn")).toBe("false");
  });
});
