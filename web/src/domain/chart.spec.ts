import { describe, expect, it } from "vitest";
import { byDistance, scaleOf, trendOf } from "./chart";

describe("chart", () => {
  it("has round numbers around the values", () => {
    expect(scaleOf([7.2, 9.1])).toEqual({ low: 7, high: 9.5, ticks: [7, 7.5, 8, 8.5, 9, 9.5] });
    const flat = scaleOf([5, 5]);
    expect(flat.low).toBeLessThanOrEqual(5);
    expect(flat.high).toBeGreaterThan(5);
    // where nothing is above or below, two different numbers still stand at the axis
    expect(scaleOf([0, 0])).toEqual({ low: 0, high: 0.5, ticks: [0, 0.5] });
  });

  it("adds sessions up by distance", () => {
    const row = { distance: 18, distance_unit: "m", arrows: 30, score: 270, tens: 10, xs: 4, mean_radius: 40 };
    expect(
      byDistance([
        { ...row, distance: 70 },
        row,
        { ...row, arrows: 10, score: 70, mean_radius: 80 },
        { ...row, arrows: 0 },
      ]),
    ).toEqual([
      { distance: "18 m", sessions: 2, arrows: 40, average: 8.5, tens: 20, xs: 8, meanRadius: 50 },
      { distance: "70 m", sessions: 1, arrows: 30, average: 9, tens: 10, xs: 4, meanRadius: 40 },
    ]);
    expect(byDistance([{ ...row, mean_radius: null }])[0]?.meanRadius).toBeNull();
  });

  it("knows up from down, and when nothing can be said", () => {
    expect(trendOf([1, 2, 3])).toBeCloseTo(1);
    expect(trendOf([3, 2, 1])).toBeCloseTo(-1);
    expect(trendOf([1, 2])).toBeNull();
  });
});
