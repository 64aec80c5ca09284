import { describe, expect, it } from "vitest";
import { amplitudesOf, gridOf, marksOf } from "./taps";

describe("taps", () => {
  it("are all on the butt, each somewhere else", () => {
    for (const points of [gridOf(1300, 900, 3), gridOf(1300, 900, 4), marksOf(1300, 900)]) {
      expect(points.every((p) => p.x > 0 && p.x < 1300 && p.y > 0 && p.y < 900)).toBe(true);
      expect(new Set(points.map((p) => `${p.x} ${p.y}`)).size).toBe(points.length);
    }
  });

  it("go back and forth from the top", () => {
    expect(gridOf(100, 100, 3).map((p) => p.x)).toEqual([14, 50, 86, 86, 50, 14, 14, 50, 86]);
    expect(gridOf(100, 100, 3)[0]?.y).toBe(86);
  });

  it("of the acceptance test are ten", () => {
    expect(marksOf(1300, 1300)).toHaveLength(10);
  });
});

describe("how loud an impact was", () => {
  it("is null on a channel that did not hear it, whatever it says of its level", () => {
    expect(amplitudesOf({ ticks: [5, null, 7], amplitudes: [90, 80, null] })).toEqual([90, null, 0]);
    expect(amplitudesOf(null)).toEqual([]);
  });
});
