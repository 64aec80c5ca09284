import { describe, expect, it } from "vitest";
import { detailOf, detailsOf, fitting, lettersOf, LETTERS, sizesOf } from "./details";

describe("details", () => {
  it("stand at the line two and two, or three and three", () => {
    expect([0, 1, 2, 3, 4].map((place) => detailOf(place, { size: 2, rotates: true }))).toEqual([1, 1, 2, 2, 3]);
    expect([0, 5].map((place) => detailOf(place, { size: null, rotates: false }))).toEqual([1, 1]);
    expect(lettersOf(["A", "B", "C", "D", "E"], 2)).toBe("AB-CD-E");
  });

  it("are never more than three, however many archers come", () => {
    expect([3, 6, 7, LETTERS.length].map(sizesOf)).toEqual([[2], [2, 3, 4], [3, 4], [3, 4]]);
    const two = { size: 2, rotates: true };
    expect([2, 6, 7].map((archers) => fitting(two, archers).size)).toEqual([2, 2, 3]);
    expect(fitting({ size: null, rotates: false }, 8).size).toBeNull();
    expect(fitting(two, 8)).toEqual({ size: 3, rotates: true });
  });

  it("are read from who shoots", () => {
    const archers = [1, 1, 2, 2].map((detail) => ({ detail }));
    expect(detailsOf({ rotates: true, archers })).toEqual({ size: 2, rotates: true });
    expect(detailsOf({ rotates: false, archers: archers.slice(0, 2) })).toEqual({ size: null, rotates: false });
    expect(detailsOf(null)).toEqual({ size: null, rotates: false });
  });
});
