import { describe, expect, it } from "vitest";
import { detailOf, detailsOf, lettersOf } from "./details";

describe("details", () => {
  it("stand at the line two and two, or three and three", () => {
    expect([0, 1, 2, 3, 4].map((place) => detailOf(place, { size: 2, rotates: true }))).toEqual([1, 1, 2, 2, 3]);
    expect([0, 5].map((place) => detailOf(place, { size: null, rotates: false }))).toEqual([1, 1]);
    expect(lettersOf(["A", "B", "C", "D", "E"], 2)).toBe("AB-CD-E");
  });

  it("are read from who shoots", () => {
    const archers = [1, 1, 2, 2].map((detail) => ({ detail }));
    expect(detailsOf({ rotates: true, archers })).toEqual({ size: 2, rotates: true });
    expect(detailsOf({ rotates: false, archers: archers.slice(0, 2) })).toEqual({ size: null, rotates: false });
    expect(detailsOf(null)).toEqual({ size: null, rotates: false });
  });
});
