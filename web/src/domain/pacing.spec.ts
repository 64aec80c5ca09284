import { describe, expect, it } from "vitest";
import { bowTimesOf, fatigueOf, rhythmOf } from "./pacing";

const at = (second: number, end = 1) => ({
  end_number: end,
  arrow_landing_time: new Date(second * 1000).toISOString(),
});

describe("pacing", () => {
  it("is the time between arrows of one end, not between ends", () => {
    const shots = [at(0), at(10), at(30), at(400, 2), at(420, 2), at(460, 2)];
    expect(rhythmOf(shots)).toEqual({ median: 20, spread: 10 });
    expect(rhythmOf(shots.slice(0, 5))).toBeNull();
    expect(rhythmOf([...shots, { end_number: 2, arrow_landing_time: null }])).toEqual({ median: 20, spread: 10 });
  });

  it("goes by the releases where bows say them, of misses too", () => {
    const released = (second: number, hold: number, flight: number | null) => ({
      end_number: 1,
      arrow_engage_time: new Date((second - hold) * 1000).toISOString(),
      arrow_disengage_time: new Date(second * 1000).toISOString(),
      arrow_landing_time: flight === null ? null : new Date((second + flight) * 1000).toISOString(),
    });
    const shots = [released(0, 2, 0.3), released(10, 3, null), released(20, 4, 0.5), released(30, 3, 0.4)];
    expect(rhythmOf([...shots, released(40, 3, 0.4)])).toEqual({ median: 10, spread: 0 });
    expect(bowTimesOf(shots).hold_ms).toBeCloseTo(3000);
    expect(bowTimesOf(shots).release_to_impact_ms).toBeCloseTo(400);
    expect(bowTimesOf([at(0), at(10)])).toEqual({ hold_ms: null, release_to_impact_ms: null });
  });

  it("is tiring when the second half gives fewer points", () => {
    const ends = [9, 9, 8, 8].map((average) => ({ average }));
    expect(fatigueOf(ends)).toBe(-1);
    // the end in the middle belongs to neither half, and an end without arrows to none
    expect(fatigueOf([...ends.slice(0, 2), { average: 1 }, { average: null }, ...ends.slice(2)])).toBe(-1);
    expect(fatigueOf(ends.slice(1))).toBeNull();
  });
});
