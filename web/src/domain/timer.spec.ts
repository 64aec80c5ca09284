import { describe, expect, it } from "vitest";
import cases from "./timer.cases.json";
import { lookAt, turnName, wholeSeconds, type Timer } from "./timer";

const NOON = Date.parse("2026-05-01T12:00:00Z");
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const running: Timer = {
  plan: { kind: "ends", shooting_s: 120, turns: 1, arrows: 1, passes_on: "time" },
  status: "running",
  held_at: null,
  sides: [],
  steps: [
    { period: 0, turn: 1, phase: "run_up", begins_at: at(0), ends_at: at(10), warns_at: null },
    { period: 0, turn: 1, phase: "shooting", begins_at: at(10), ends_at: at(130), warns_at: at(100) },
  ],
};
const seen = (timer: Timer, seconds: number) => {
  const { phase, light, leftMs, isHeld } = lookAt(timer, NOON + seconds * 1000);
  return [phase, light, wholeSeconds(leftMs), isHeld];
};

describe("the timer", () => {
  it.each(cases)("shows what the lamps show: $name", ({ plan, state, steps, looks }) => {
    const timer = { plan, status: state.status, held_at: state.held_at, sides: [], steps } as Timer;
    for (const [seconds, phase, light, left] of looks) {
      const look = lookAt(timer, NOON + Number(seconds) * 1000);
      expect([seconds, look.phase, look.light, look.leftMs / 1000]).toEqual([seconds, phase, light, left]);
    }
  });

  it.each([
    [-0.2, ["run_up", "red", 10, false]],
    [9.5, ["run_up", "red", 1, false]],
    [10, ["shooting", "green", 120, false]],
    [99.5, ["shooting", "green", 31, false]],
    [100, ["shooting", "amber", 30, false]],
    [129.999, ["shooting", "amber", 1, false]],
    [130, ["over", "red", 0, false]],
  ])("shows at %d s what is on", (seconds, shown) => {
    expect(seen(running, seconds)).toEqual(shown);
  });

  it("stands still while it is held, whatever time it is", () => {
    const held: Timer = { ...running, status: "emergency", held_at: at(50) };
    expect(seen(held, 900)).toEqual(["shooting", "red", 80, true]);
    expect(seen({ ...held, status: "stopped" }, 900)).toEqual(["over", "red", 0, false]);
    expect(seen({ ...running, status: "ready", steps: [] }, 0)).toEqual(["ready", "red", 120, false]);
  });

  it("names a detail by the letters of its archers, and a side by its own", () => {
    const two: Timer = { ...running, plan: { ...running.plan, turns: 2 } };
    expect(turnName(running, 1, [])).toBe("");
    expect(turnName(two, 2, [])).toBe("CD");
    expect(turnName(two, 1, ["CD", "AB"])).toBe("CD");
    expect(turnName({ ...two, plan: { ...two.plan, kind: "alternating" } }, 2, ["AB", "CD"])).toBe("B");
  });
});
