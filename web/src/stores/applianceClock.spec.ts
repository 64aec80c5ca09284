// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { timerApi } from "../api/timer";
import { applianceNow, isClockKnown, offsetOf, useApplianceClock } from "./applianceClock";

const NOON = Date.parse("2026-05-01T12:00:00Z");

it("believes the quickest answer, halfway", () => {
  const slow = { askedMs: 1000, answeredMs: 1900, thereMs: 8700 };
  const quick = { askedMs: 2000, answeredMs: 2010, thereMs: 9005 };
  expect(offsetOf([slow, quick, slow])).toBe(7000);
  expect(offsetOf([])).toBeNull();
});

describe("a phone that sleeps while its clock is being measured", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("shows nothing until it was measured anew, and then by the clock that it woke with", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    vi.setSystemTime(NOON);
    let asked = 0;
    vi.spyOn(timerApi, "clock").mockImplementation(() => {
      expect(isClockKnown()).toBe(false);
      if (++asked === 3) {
        vi.setSystemTime(NOON + 41_000);
        document.dispatchEvent(new Event("visibilitychange"));
      }
      return Promise.resolve({ now: new Date(NOON).toISOString() });
    });
    const letGo = useApplianceClock();
    await vi.waitUntil(isClockKnown);
    expect(applianceNow() - Date.now()).toBe(-41_000);
    expect(asked).toBe(3 + 8);
    letGo();
  });
});
