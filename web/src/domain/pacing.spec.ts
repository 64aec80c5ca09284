import { describe, expect, it } from "vitest";
import { fatigueOf, rhythmOf } from "./pacing";

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

  it("is tiring when the second half gives fewer points", () => {
    const ends = [9, 9, 8, 8].map((average) => ({ average }));
    expect(fatigueOf(ends)).toBe(-1);
    // the end in the middle belongs to neither half, and an end without arrows to none
    expect(fatigueOf([...ends.slice(0, 2), { average: 1 }, { average: null }, ...ends.slice(2)])).toBe(-1);
    expect(fatigueOf(ends.slice(1))).toBeNull();
  });
});
