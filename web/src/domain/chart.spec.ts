import { describe, expect, it } from "vitest";
import { scaleOf, trendOf } from "./chart";

describe("chart", () => {
  it("has round numbers around the values", () => {
    expect(scaleOf([7.2, 9.1])).toEqual({ low: 7, high: 9.5, ticks: [7, 7.5, 8, 8.5, 9, 9.5] });
    const flat = scaleOf([5, 5]);
    expect(flat.low).toBeLessThanOrEqual(5);
    expect(flat.high).toBeGreaterThan(5);
  });

  it("knows up from down, and when nothing can be said", () => {
    expect(trendOf([1, 2, 3])).toBeCloseTo(1);
    expect(trendOf([3, 2, 1])).toBeCloseTo(-1);
    expect(trendOf([1, 2])).toBeNull();
  });
});
